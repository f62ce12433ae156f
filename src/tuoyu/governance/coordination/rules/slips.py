"""When a slip is due, at which level, and to whom: the unit that causes the delay, not the one that waits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tuoyu.governance.coordination.rules.lights import MilestoneFact, root_cause
from tuoyu.governance.coordination.rules.limits import Escalation
from tuoyu.governance.coordination.words import SlipCause, SlipLevel
from tuoyu.kernel.dates import WorkCalendar, format_date
from tuoyu.kernel.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class DueSlip:
    """A slip that the rules ask for: about which milestone, at which level, and what waits behind it."""

    milestone: MilestoneFact
    level: SlipLevel
    overdue_days: int
    reason: str
    downstream: tuple[MilestoneFact, ...]

    @property
    def downstream_sentence(self) -> str:
        """Names what is held up; empty when nothing waits."""
        if not self.downstream:
            return ""
        held = "；".join(f"{fact.unit_name}“{fact.title}”" for fact in self.downstream)
        return f"{held}。"


def is_slip_kind(level: str, cause: str) -> Verdict:
    """Level and cause are words that the house knows."""
    reasons = []
    for value, kind, field, label in (
        (level, SlipLevel, "level", "级别"),
        (cause, SlipCause, "cause", "事由"),
    ):
        if value not in {str(member) for member in kind}:
            expected = "、".join(member.label for member in kind)
            reasons.append(
                Reason(
                    f"coordination.slip.{field}",
                    f"督办{label}“{value}”不存在。",
                    next_step=f"可以选：{expected}。",
                    field=field,
                )
            )
    return Verdict.of(reasons)


def due_slips(
    milestones: Mapping[int, MilestoneFact], *, today: date, calendar: WorkCalendar, escalation: Escalation
) -> list[DueSlip]:
    """The slips that overdue milestones ask for today, one for each cause.

    A milestone that waits for another unit's open milestone asks for none of its own: its overdue days speak
    for the milestone at the root of the chain (capabilities S4).
    """
    held: dict[int, list[MilestoneFact]] = {}
    overdue: dict[int, int] = {}
    for fact in milestones.values():
        days = _overdue_days(fact, today, calendar)
        chain = root_cause(fact, milestones)
        root = chain[-1] if chain else fact
        if chain and fact.is_open:
            held.setdefault(root.id, []).append(fact)
        if days > 0 and root.due_on < today:
            own = _overdue_days(root, today, calendar)
            overdue[root.id] = max(overdue.get(root.id, 0), own)
    return [
        slip
        for root_id, days in sorted(overdue.items())
        if (slip := _slip(milestones[root_id], days, held.get(root_id, ()), escalation)) is not None
    ]


def _overdue_days(fact: MilestoneFact, today: date, calendar: WorkCalendar) -> int:
    if not fact.is_open or today <= fact.due_on:
        return 0
    return calendar.count_provisional(fact.due_on, today)[0]


def _slip(
    fact: MilestoneFact, days: int, held: Iterable[MilestoneFact], escalation: Escalation
) -> DueSlip | None:
    level = escalation.level(days)
    if level is None:
        return None
    reason = f"“{fact.title}”应于{format_date(fact.due_on)}完成，已逾期 {days} 个工作日。"
    return DueSlip(fact, level, days, reason, tuple(sorted(held, key=lambda other: other.id)))
