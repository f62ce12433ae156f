"""From facts to how an institution stands. Pure, and the only place that says so.

A fact holds on a day when the day lies in its period; it is believed at a moment when it was recorded by then and not yet
superseded. The two questions are independent: what held in March, as we knew it in June.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tuoyu.registers.institutions.words import FactKind, Standing


@dataclass(frozen=True, slots=True)
class Known:
    """One fact as rules see it."""

    kind: str
    valid_from_on: date
    valid_to_on: date | None
    recorded_at: datetime
    superseded_at: datetime | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    def holds_on(self, day: date) -> bool:
        return self.valid_from_on <= day and (self.valid_to_on is None or day <= self.valid_to_on)

    def is_believed_at(self, moment: datetime) -> bool:
        return self.recorded_at <= moment and (self.superseded_at is None or moment < self.superseded_at)


def believed(facts: Iterable[Known], day: date, moment: datetime) -> dict[str, Known]:
    """Kind → the fact that held on ``day`` as it was believed at ``moment``; of several the one recorded last."""
    found: dict[str, Known] = {}
    for fact in facts:
        if fact.holds_on(day) and fact.is_believed_at(moment):
            known = found.get(fact.kind)
            if known is None or (fact.recorded_at, fact.valid_from_on) >= (
                known.recorded_at,
                known.valid_from_on,
            ):
                found[fact.kind] = fact
    return found


def standing_of(kinds: Iterable[str]) -> Standing:
    """How an institution stands when these kinds of facts hold: the strongest speaks.

    Open without filed is possible (a provider that opened before it filed): then it stands as registered, and the fact
    that it is open is shown beside it.
    """
    held = set(kinds)
    if FactKind.CLOSED in held:
        return Standing.CLOSED
    if FactKind.SUSPENDED in held:
        return Standing.SUSPENDED
    if FactKind.NONCONFORMING in held:
        return Standing.NONCONFORMING
    if FactKind.FILED in held:
        return Standing.OPEN if FactKind.OPEN in held else Standing.FILED
    return Standing.REGISTERED
