"""A visit as people read it: its list by department, each line with the answer that counts and those that do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Answer, Finding, Visit, VisitItem
from tuoyu.operations.supervision.queries.plans import merged_rows
from tuoyu.operations.supervision.queries.visits import answer_of, answers_told, checklist_of, photos_at
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.visits import Outcome

STATES: dict[str, tuple[str, str]] = {
    VisitState.PLANNED.value: ("none", VisitState.PLANNED.label),
    VisitState.NOTICED.value: ("info", VisitState.NOTICED.label),
    VisitState.UNDER_WAY.value: ("warn", VisitState.UNDER_WAY.label),
    VisitState.RECORDED.value: ("warn", VisitState.RECORDED.label),
    VisitState.SIGNED.value: ("ok", VisitState.SIGNED.label),
    VisitState.CANCELLED.value: ("none", VisitState.CANCELLED.label),
    VisitState.MERGED.value: ("none", VisitState.MERGED.label),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    Outcome.OK.value: ("ok", Outcome.OK.label),
    Outcome.BAD.value: ("bad", Outcome.BAD.label),
    Outcome.NOT_HERE.value: ("none", Outcome.NOT_HERE.label),
    Outcome.UNSEEN.value: ("warn", Outcome.UNSEEN.label),
}
NO_ANSWER = ("none", "还没有结果")
SEVERITIES = {Severity.MINOR.value: "info", Severity.MAJOR.value: "warn", Severity.GRAVE.value: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """One item. ``others`` are answers that do not count, with why."""

    item: VisitItem
    answer: Answer | None
    pill: SafeString
    photos: int
    others: tuple[tuple[Answer, str, str], ...]

    @property
    def outcome(self) -> str:
        return self.answer.outcome if self.answer else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one outcome ("" for none yet). What asks for something is open, the rest is folded away."""

    outcome: str
    pill: SafeString
    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        return self.outcome in _ASKING


@dataclass(frozen=True, slots=True)
class Block:
    """The items of one department, what is wrong first."""

    unit: str
    groups: tuple[Group, ...]


# The order on the page.
_ORDER = (Outcome.BAD.value, Outcome.UNSEEN.value, "", Outcome.NOT_HERE.value, Outcome.OK.value)
_ASKING = frozenset({Outcome.BAD.value, Outcome.UNSEEN.value})


def blocks_of(visit: Visit) -> list[Block]:
    lines: dict[str, list[Line]] = {}
    for item in checklist_of(visit):
        lines.setdefault(item.unit.name, []).append(_line(item))
    return [Block(unit, _groups(found)) for unit, found in lines.items()]


def _groups(lines: Iterable[Line]) -> tuple[Group, ...]:
    found: dict[str, list[Line]] = {outcome: [] for outcome in _ORDER}
    for line in lines:
        found[line.outcome].append(line)
    return tuple(
        Group(outcome, pill(*_counted(outcome, len(each))), tuple(each))
        for outcome, each in found.items()
        if each
    )


def _counted(outcome: str, count: int) -> tuple[str, str]:
    light, word = OUTCOMES.get(outcome, NO_ANSWER)
    return light, f"{word} {count} 项"


def finding_lines(findings: Iterable[Finding]) -> list[tuple[Finding, SafeString, str]]:
    return [
        (
            row,
            pill(SEVERITIES[row.severity], Severity.label_of(row.severity)),
            FindingState.label_of(row.state),
        )
        for row in findings
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A visit that was merged, as the joint one tells it: whose, planned for when, why, on what ground."""

    unit: str
    planned_on: date
    reason: str
    authority: str


def parts_of(joint: Visit) -> list[Part]:
    return [
        Part(row.lead_unit.short_name or row.lead_unit.name, row.planned_on, row.reason, row.authority)
        for row in merged_rows([joint.pk])
    ]


def _line(item: VisitItem) -> Line:
    answer = answer_of(item)
    mark = pill(*OUTCOMES[answer.outcome] if answer else NO_ANSWER)
    others = tuple(
        (each, Outcome.label_of(each.outcome), "附注" if each.is_note else "已被更正")
        for each in answers_told(item)
        if each.is_note or each.is_replaced
    )
    return Line(item, answer, mark, len(photos_at(item)), others)
