"""How a clock stands. Pure: dates in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.deadlines.words import ClockState
from tuoyu.kernel.dates import WorkCalendar


@dataclass(frozen=True, slots=True)
class Standing:
    """``days`` are working days: left when not overdue, passed since the due day when overdue."""

    state: ClockState
    days: int
    is_provisional: bool = False

    @property
    def sentence(self) -> str:
        suffix = "（暂定）" if self.is_provisional else ""
        return self.state.sentence(self.days) + suffix


def due_after_pause(
    calendar: WorkCalendar, due_on: date, *, paused_on: date, resumed_on: date
) -> tuple[date, bool]:
    """The due day of a clock that stood still: the working days left at the pause are counted from the resumption.

    Also tells whether an unannounced calendar year took part (暂定).
    """
    left, was_provisional = calendar.count_provisional(paused_on, due_on)
    moved, is_provisional = calendar.add_provisional(resumed_on, max(left, 0))
    return moved, was_provisional or is_provisional


def standing(
    calendar: WorkCalendar,
    *,
    due_on: date,
    warn_days: int,
    today: date,
    met_on: date | None = None,
    is_paused: bool = False,
    is_cancelled: bool = False,
) -> Standing:
    """The state of a clock today: met (in time or late), paused, overdue, near or running."""
    if is_cancelled:
        return Standing(ClockState.CANCELLED, 0)
    if met_on is not None:
        late, is_provisional = calendar.count_provisional(due_on, met_on)
        state = ClockState.MET_LATE if met_on > due_on else ClockState.MET
        return Standing(state, max(late, 0), is_provisional)
    if is_paused:
        return Standing(ClockState.PAUSED, 0)
    left, is_provisional = calendar.count_provisional(today, due_on)
    if today > due_on:
        return Standing(ClockState.OVERDUE, -left, is_provisional)
    return Standing(ClockState.NEAR if left <= warn_days else ClockState.RUNNING, left, is_provisional)
