"""How long a registration took to reach us, in working days, and what a department's year comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from tuoyu.kernel.dates import WorkCalendar


@dataclass(frozen=True, slots=True)
class Taken:
    """``days`` are working days after the day of registration; None where no term held that day."""

    days: int | None
    is_late: bool


def taken(calendar: WorkCalendar, registered_on: date, due_on: date | None, received_on: date) -> Taken:
    """``due_on`` is the last day of the term that held on the day of registration, None where none did."""
    if due_on is None:
        return Taken(None, is_late=False)
    days, _ = calendar.count_provisional(registered_on, max(registered_on, received_on))
    return Taken(days, received_on > due_on)


@dataclass(frozen=True, slots=True)
class Record:
    """One registration as the year is counted: ``days`` None while it was never pushed."""

    days: int | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Year:
    """What a department's registrations of a year came to. ``on_time`` of ``pushed``; days are working days."""

    pushed: int = 0
    on_time: int = 0
    longest: int | None = None
    median: float | None = None
    never_pushed: int = 0

    @property
    def share(self) -> float | None:
        """On time among all that should have come, those never pushed included; None where there was nothing."""
        due = self.pushed + self.never_pushed
        return self.on_time / due if due else None


def year_of(records: Iterable[Record]) -> Year:
    """Counts over one department."""
    rows = list(records)
    days = sorted(row.days for row in rows if row.days is not None)
    return Year(
        pushed=len(days),
        on_time=sum(not row.is_late for row in rows if row.days is not None),
        longest=days[-1] if days else None,
        median=float(median(days)) if days else None,
        never_pushed=len(rows) - len(days),
    )
