"""A visit as people read it: its list by department, each line with the answer that counts and those that do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from tuoyu.foundation.ui.marks import pill
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Answer, Finding, Visit, VisitItem
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
}
OUTCOMES: dict[str, tuple[str, str]] = {
    Outcome.OK.value: ("ok", Outcome.OK.label),
    Outcome.BAD.value: ("bad", Outcome.BAD.label),
    Outcome.NOT_HERE.value: ("none", Outcome.NOT_HERE.label),
    Outcome.UNSEEN.value: ("warn", Outcome.UNSEEN.label),
}
SEVERITIES = {Severity.MINOR.value: "info", Severity.MAJOR.value: "warn", Severity.GRAVE.value: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """One item. ``others`` are answers that do not count, with why."""

    item: VisitItem
    answer: Answer | None
    pill: SafeString
    photos: int
    others: tuple[tuple[Answer, str, str], ...]


@dataclass(slots=True)
class Block:
    """The items of one department, what is wrong first."""

    unit: str
    lines: list[Line] = field(default_factory=list)


def blocks_of(visit: Visit) -> list[Block]:
    blocks: dict[str, Block] = {}
    for item in checklist_of(visit):
        blocks.setdefault(item.unit.name, Block(item.unit.name)).lines.append(_line(item))
    for block in blocks.values():
        block.lines.sort(key=lambda line: line.answer is None or line.answer.outcome != Outcome.BAD)
    return list(blocks.values())


def tally_of(blocks: Iterable[Block]) -> list[SafeString]:
    """How many of each outcome, as pills; those that nobody answered last."""
    found = [line.answer.outcome if line.answer else "" for block in blocks for line in block.lines]
    pills = [
        pill(light, f"{word} {found.count(value)}")
        for value, (light, word) in OUTCOMES.items()
        if found.count(value)
    ]
    return [*pills, pill("none", f"还没有结果 {found.count('')}")] if found.count("") else pills


def finding_lines(findings: Iterable[Finding]) -> list[tuple[Finding, SafeString, str]]:
    return [
        (
            row,
            pill(SEVERITIES[row.severity], Severity.label_of(row.severity)),
            FindingState.label_of(row.state),
        )
        for row in findings
    ]


def _line(item: VisitItem) -> Line:
    answer = answer_of(item)
    mark = pill(*OUTCOMES[answer.outcome]) if answer else pill("none", "还没有结果")
    others = tuple(
        (each, Outcome.label_of(each.outcome), "附注" if each.is_note else "已被更正")
        for each in answers_told(item)
        if each.is_note or each.is_replaced
    )
    return Line(item, answer, mark, len(photos_at(item)), others)
