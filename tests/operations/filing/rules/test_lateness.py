"""How long a registration took, and what a year comes to."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.dates import WorkCalendar, YearDays
from tuoyu.operations.filing.rules.lateness import Record, Year, taken, year_of

# 14 June 2021 (Monday) was a day of rest: the dragon boat festival.
CALENDAR = WorkCalendar([YearDays(2021, rest=frozenset({date(2021, 6, 14)}))])
FRIDAY = date(2021, 6, 11)
DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))
RECORDS = st.lists(st.builds(Record, st.none() | st.integers(0, 60), st.booleans()))


@pytest.mark.parametrize(
    ("received", "days", "is_late"),
    [
        (FRIDAY, 0, False),
        (date(2021, 6, 14), 0, False),  # over the weekend and the festival nothing is counted
        (date(2021, 6, 15), 1, False),
        (date(2021, 6, 21), 5, False),  # the fifth working day is the last
        (date(2021, 6, 22), 6, True),
        # A clock that was wrong: before its own registration it took no time.
        (date(2021, 6, 1), 0, False),
    ],
)
def test_working_days_after_the_day_of_registration(received: date, days: int, is_late: bool) -> None:
    found = taken(CALENDAR, FRIDAY, CALENDAR.add(FRIDAY, 5), received)
    assert (found.days, found.is_late) == (days, is_late)


def test_where_no_term_held_nothing_is_late() -> None:
    found = taken(CALENDAR, FRIDAY, None, date(2021, 12, 1))
    assert (found.days, found.is_late) == (None, False)


@given(DAYS, DAYS, st.integers(0, 20))
def test_late_is_exactly_more_working_days_than_the_term(start: date, received: date, term: int) -> None:
    """Received on a day of rest after the last day is late as well: the day itself decides."""
    due = CALENDAR.add_provisional(start, term)[0]
    found = taken(CALENDAR, start, due, received)
    assert found.is_late == (received > due)
    counted = [start + timedelta(days=n) for n in range(1, max(0, (received - start).days) + 1)]
    assert found.days == sum(CALENDAR.is_workday(day) for day in counted)


@given(RECORDS)
def test_a_year_counts_every_record_once(records: list[Record]) -> None:
    year, days = year_of(records), [row.days for row in records if row.days is not None]
    assert year.pushed + year.never_pushed == len(records)
    assert year.pushed == len(days)
    assert 0 <= year.on_time <= year.pushed
    assert year.longest == max(days, default=None)
    assert year.median == (statistics.median(days) if days else None)
    assert (year.share is None) == (not records)
    if year.share is not None:
        assert year.share == year.on_time / len(records)


def test_what_was_never_pushed_counts_against_the_share() -> None:
    records = [
        Record(1, is_late=False),
        Record(9, is_late=True),
        Record(None, is_late=False),
        Record(3, is_late=False),
    ]
    assert year_of(records) == Year(pushed=3, on_time=2, longest=9, median=3.0, never_pushed=1)
    assert year_of(records).share == 0.5
