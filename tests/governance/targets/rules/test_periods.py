"""Periods begin on a first day and end on a last one; indices count months without gaps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.governance.targets.rules.periods import (
    end_day,
    end_index,
    first_day,
    last_complete,
    month_index,
    period_start,
    read_period,
)
from tuoyu.governance.targets.words import Period, period_name

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(days, st.sampled_from(list(Period)))
def test_a_day_lies_in_its_period(day: date, period: Period) -> None:
    start = period_start(day, period)
    assert start <= day <= end_day(start, period)
    assert period_start(end_day(start, period), period) == start
    assert end_index(start, period) - month_index(start) == period.months - 1


@given(days, st.sampled_from(list(Period)))
def test_the_last_complete_period_has_just_ended(day: date, period: Period) -> None:
    end = end_day(last_complete(day, period), period)
    assert end < period_start(day, period)
    assert (period_start(day, period) - end).days == 1


@given(days)
def test_an_index_is_the_month(day: date) -> None:
    assert first_day(month_index(day)) == day.replace(day=1)


@pytest.mark.parametrize(
    ("period_on", "period", "name"),
    [
        (date(2026, 10, 1), Period.MONTH, "2026年10月"),
        (date(2026, 7, 1), Period.QUARTER, "2026年第3季度"),
        (date(2026, 1, 1), Period.YEAR, "2026年"),
    ],
)
def test_a_period_is_called_as_people_call_it(period_on: date, period: Period, name: str) -> None:
    assert period_name(period_on, period) == name


@pytest.mark.parametrize(
    ("text", "period", "expected"),
    [
        ("2026年10月", Period.MONTH, date(2026, 10, 1)),
        ("2026-10", Period.MONTH, date(2026, 10, 1)),
        ("２０２６．３", Period.MONTH, date(2026, 3, 1)),
        ("202604", Period.MONTH, date(2026, 4, 1)),
        ("2026-10-01", Period.MONTH, date(2026, 10, 1)),
        ("2026年第3季度", Period.QUARTER, date(2026, 7, 1)),
        ("2026q4", Period.QUARTER, date(2026, 10, 1)),
        ("2026 年度", Period.YEAR, date(2026, 1, 1)),
        ("2026年13月", Period.MONTH, None),
        ("2026-10-15", Period.MONTH, None),
        ("2026年5季度", Period.QUARTER, None),
        ("去年", Period.YEAR, None),
        ("", Period.MONTH, None),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, period: Period, expected: date | None) -> None:
    assert read_period(text, period) == expected


@given(days, st.sampled_from(list(Period)))
def test_a_period_is_read_back_from_its_name(day: date, period: Period) -> None:
    start = period_start(day, period)
    assert read_period(period_name(start, period), period) == start
