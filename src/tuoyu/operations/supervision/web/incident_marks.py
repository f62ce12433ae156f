"""How incidents look: a light for what is grave, for how fast it was told, for where it stands."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.incidents import IncidentState
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.rules.incident_clock import left_sentence
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.incidents import Timeliness

SEVERITIES: dict[str, tuple[str, str]] = {
    Severity.GRAVE.value: ("bad", Severity.GRAVE.label),
    Severity.MAJOR.value: ("warn", Severity.MAJOR.label),
    Severity.MINOR.value: ("none", Severity.MINOR.label),
}
TIMELY: dict[str, tuple[str, str]] = {
    Timeliness.ON_TIME.value: ("ok", Timeliness.ON_TIME.label),
    Timeliness.LATE.value: ("warn", Timeliness.LATE.label),
    Timeliness.SILENT.value: ("bad", Timeliness.SILENT.label),
    Timeliness.RUNNING.value: ("info", Timeliness.RUNNING.label),
    Timeliness.NOT_DUE.value: ("none", Timeliness.NOT_DUE.label),
}
STATES: dict[str, tuple[str, str]] = {
    IncidentState.REPORTED.value: ("bad", IncidentState.REPORTED.label),
    IncidentState.ACKNOWLEDGED.value: ("info", IncidentState.ACKNOWLEDGED.label),
    IncidentState.INVESTIGATING.value: ("warn", IncidentState.INVESTIGATING.label),
    IncidentState.CLOSED.value: ("ok", IncidentState.CLOSED.label),
}


def countdown(ctx: Ctx, incident: Incident) -> SafeString | None:
    """How much time the institution still has; nothing once it was judged. Ticks by ``countdown.js``."""
    if incident.report_by_at is None or incident.timeliness != Timeliness.RUNNING:
        return None
    return format_html(
        '<span class="ty-left" data-until="{}">{}</span>',
        incident.report_by_at.isoformat(),
        left_sentence(incident.report_by_at, ctx.now),
    )


def marks_of(incident: Incident) -> list[SafeString]:
    """The pills of its page, a drill first."""
    drill = [pill("info", "演练", "speakerphone")] if incident.is_drill else []
    return [*drill, pill(*SEVERITIES[incident.severity]), pill(*STATES[incident.state])]
