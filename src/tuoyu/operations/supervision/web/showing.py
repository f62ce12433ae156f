"""How states of supervision look: word, light and icon in one place."""

from __future__ import annotations

from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.words.findings import Severity

FINDING_PILLS: dict[str, tuple[str, str]] = {
    FindingState.OPEN.value: ("warn", FindingState.OPEN.label),
    FindingState.SUBMITTED.value: ("info", FindingState.SUBMITTED.label),
    FindingState.RETURNED.value: ("bad", FindingState.RETURNED.label),
    FindingState.LOOK_BACK.value: ("info", FindingState.LOOK_BACK.label),
    FindingState.CLOSED.value: ("ok", FindingState.CLOSED.label),
    FindingState.CANCELLED.value: ("none", FindingState.CANCELLED.label),
}
VISIT_PILLS: dict[str, tuple[str, str]] = {
    VisitState.PLANNED.value: ("none", VisitState.PLANNED.label),
    VisitState.NOTICED.value: ("info", VisitState.NOTICED.label),
    VisitState.UNDER_WAY.value: ("warn", VisitState.UNDER_WAY.label),
    VisitState.RECORDED.value: ("warn", VisitState.RECORDED.label),
    VisitState.SIGNED.value: ("ok", VisitState.SIGNED.label),
    VisitState.CANCELLED.value: ("none", VisitState.CANCELLED.label),
}
SEVERITY_PILLS: dict[str, tuple[str, str]] = {
    Severity.MINOR.value: ("none", Severity.MINOR.label),
    Severity.MAJOR.value: ("warn", Severity.MAJOR.label),
    Severity.GRAVE.value: ("bad", Severity.GRAVE.label),
}


def finding_mark(state: str) -> SafeString:
    return pill(*FINDING_PILLS[state])


def visit_mark(state: str) -> SafeString:
    return pill(*VISIT_PILLS[state])


def severity_mark(severity: str) -> SafeString:
    return pill(*SEVERITY_PILLS[severity])
