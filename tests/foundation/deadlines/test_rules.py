"""How a clock stands: working days left or lost, pauses, and calendars that are not announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.deadlines.rules import Standing, due_after_pause, standing
from tuoyu.foundation.deadlines.words import ClockState
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.dates import CalendarNotAnnounced

CALENDAR = work_calendar()
DUE = date(2021, 6, 18)
days = st.dates(date(2020, 1, 1), date(2022, 12, 31))


def stand(today: date, **facts: object) -> Standing:
    return standing(CALENDAR, **{"due_on": DUE, "warn_days": 2, "today": today, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "state", "sentence"),
    [
        (date(2021, 6, 10), ClockState.RUNNING, "剩 5 个工作日"),
        (date(2021, 6, 15), ClockState.RUNNING, "剩 3 个工作日"),
        (date(2021, 6, 16), ClockState.NEAR, "剩 2 个工作日"),
        (DUE, ClockState.NEAR, "今天到期"),
        (date(2021, 6, 19), ClockState.OVERDUE, "已过期限"),
        (date(2021, 6, 21), ClockState.OVERDUE, "逾期 1 个工作日"),
        (date(2021, 6, 28), ClockState.OVERDUE, "逾期 6 个工作日"),
    ],
)
def test_open_clock(today: date, state: ClockState, sentence: str) -> None:
    found = stand(today)
    assert (found.state, found.sentence) == (state, sentence)


@pytest.mark.parametrize(
    ("met_on", "state", "sentence"),
    [
        (date(2021, 6, 1), ClockState.MET, "按期办结"),
        (DUE, ClockState.MET, "按期办结"),
        (date(2021, 6, 22), ClockState.MET_LATE, "逾期 2 个工作日办结"),
    ],
)
def test_met_clock_stands_the_same_for_ever(met_on: date, state: ClockState, sentence: str) -> None:
    assert {
        (stand(today, met_on=met_on).state, stand(today, met_on=met_on).sentence)
        for today in (DUE, date(2022, 3, 1))
    } == {(state, sentence)}


def test_cancelled_goes_before_met_and_paused_before_overdue() -> None:
    late = date(2021, 7, 30)
    assert stand(late, is_paused=True).state is ClockState.PAUSED
    assert stand(late, is_paused=True, met_on=late).state is ClockState.MET_LATE
    assert stand(late, is_cancelled=True, met_on=late).state is ClockState.CANCELLED


def test_year_that_is_not_announced_is_provisional() -> None:
    last = date(CALENDAR.last_year, 12, 31)
    beyond = last + timedelta(days=40)
    found = stand(last, due_on=beyond)
    assert found.is_provisional
    assert found.sentence.endswith("（暂定）")
    with pytest.raises(CalendarNotAnnounced):
        CALENDAR.count(last, beyond)
    assert not stand(date(2021, 6, 1)).is_provisional


@given(days, days, st.integers(0, 10))
def test_state_and_days_agree_with_the_calendar(today: date, due_on: date, warn: int) -> None:
    found = standing(CALENDAR, due_on=due_on, warn_days=warn, today=today)
    assert (found.state is ClockState.OVERDUE) == (today > due_on)
    assert found.days == abs(CALENDAR.count(today, due_on))
    assert (found.state is ClockState.NEAR) == (today <= due_on and found.days <= warn)


@given(days, st.integers(0, 30), st.integers(0, 60))
def test_pause_gives_back_exactly_the_days_that_were_left(start: date, left: int, pause: int) -> None:
    due_on = CALENDAR.add(start, left)
    paused_on, resumed_on = start, start + timedelta(days=pause)
    if resumed_on.year > 2022:
        return
    moved, is_provisional = due_after_pause(CALENDAR, due_on, paused_on=paused_on, resumed_on=resumed_on)
    assert not is_provisional
    assert CALENDAR.count(resumed_on, moved) == left


def test_clock_paused_after_its_day_is_due_on_the_day_it_runs_again() -> None:
    assert due_after_pause(CALENDAR, DUE, paused_on=date(2021, 6, 28), resumed_on=date(2021, 7, 5)) == (
        date(2021, 7, 5),
        False,
    )
