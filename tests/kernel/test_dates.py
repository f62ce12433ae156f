from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.dates import (
    CalendarNotAnnounced,
    DateRange,
    WorkCalendar,
    YearDays,
    add_months,
    format_date,
    format_day,
    months_between,
    parse_date,
)

CASES = Path(__file__).parent / "cases" / "workdays.json"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "holidays" / "workday_cases.json"
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
CALENDAR = work_calendar()
DAYS = st.dates(FIRST, LAST)


def answer(case: dict[str, str]) -> object:
    match case["kind"]:
        case "is_workday":
            return CALENDAR.is_workday(parse_date(case["date"]))
        case "add_working_days":
            return str(CALENDAR.add(parse_date(case["start"]), int(case["n"])))
        case _:
            return CALENDAR.count(parse_date(case["after"]), parse_date(case["through"]))


@pytest.mark.parametrize("path", [CASES, SHARED], ids=["own", "shared"])
def test_cases(path: Path) -> None:
    if not path.exists():
        pytest.skip("the shared cases are not at hand")
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    assert cases
    assert [case for case in cases if answer(case) != case["expect"]] == []


def test_every_day_as_chinesecalendar() -> None:
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


@given(DAYS, st.integers(1, 300))
def test_add_lands_on_the_nth_workday(start: date, n: int) -> None:
    answer, is_provisional = CALENDAR.add_provisional(start, n)
    assert CALENDAR.count_provisional(start, answer) == (n, is_provisional)
    assert is_provisional == (answer > LAST)
    if not is_provisional:
        assert CALENDAR.is_workday(answer)
        assert CALENDAR.add(start, n) == answer


@given(DAYS.filter(lambda day: day.year > 2020), st.integers(1, 200))
def test_back_and_forth_from_a_workday(start: date, n: int) -> None:
    start = CALENDAR.add(start, -1)
    assert CALENDAR.add(CALENDAR.add(start, -n), n) == start


@given(DAYS, DAYS, DAYS)
def test_count_is_additive_and_antisymmetric(a: date, b: date, c: date) -> None:
    assert CALENDAR.count(a, b) + CALENDAR.count(b, c) == CALENDAR.count(a, c)
    assert CALENDAR.count(a, b) == -CALENDAR.count(b, a)


def test_zero_working_days_is_the_day_itself() -> None:
    assert CALENDAR.add(date(2025, 1, 28), 0) == date(2025, 1, 28)


def test_the_day_before_the_first_year_may_start_a_count() -> None:
    assert CALENDAR.add(date(2019, 12, 31), 1) == date(2020, 1, 2)


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.is_workday(date(2027, 1, 4)), 2027),
        (lambda: CALENDAR.add(date(2026, 12, 31), 1), 2027),
        (lambda: CALENDAR.add(date(2028, 5, 1), -1), 2027),
        (lambda: CALENDAR.add(date(2025, 1, 1), 10**30), 2027),
        (lambda: CALENDAR.add_provisional(date(2025, 1, 1), 10**30), 2027),
        (lambda: CALENDAR.count(date(2026, 1, 1), date(2027, 1, 1)), 2027),
        (lambda: CALENDAR.count(date(2019, 12, 30), date(2020, 1, 5)), 2019),
        (lambda: CALENDAR.add(date(2020, 1, 10), -30), 2019),
        (lambda: CALENDAR.is_workday(date.min), 1),
    ],
)
def test_outside_the_announced_years(ask: object, year: int) -> None:
    with pytest.raises(CalendarNotAnnounced, match=f"{year} 年的节假日安排") as caught:
        ask()  # type: ignore[operator]
    assert caught.value.year == year


def test_provisional_goes_on_with_plain_weeks() -> None:
    # 2026-12-31 is a Thursday: Friday 1 January counts, since nobody has said yet that it is a holiday.
    assert CALENDAR.add_provisional(date(2026, 12, 31), 1) == (date(2027, 1, 1), True)
    assert CALENDAR.add_provisional(date(2026, 12, 31), 6) == (date(2027, 1, 8), True)
    assert CALENDAR.add_provisional(date(2026, 12, 30), 1) == (date(2026, 12, 31), False)
    assert CALENDAR.add_provisional(date(2027, 1, 4), -2) == (date(2026, 12, 31), True)


def test_a_gap_between_years_is_refused() -> None:
    with pytest.raises(ValueError, match="consecutive"):
        WorkCalendar([YearDays(2020), YearDays(2022)])
    with pytest.raises(ValueError, match="consecutive"):
        WorkCalendar([])
    both = frozenset({date(2020, 1, 1)})
    with pytest.raises(ValueError, match="both rest and work"):
        WorkCalendar([YearDays(2020, both, both)])


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(-600, 600))
@settings(max_examples=200)
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert months_between(day, later) == months
    assert months_between(day, later - timedelta(days=1)) == months - 1


def test_months_at_the_end_of_february() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)


def test_ranges_include_their_end() -> None:
    year = DateRange(date(2025, 1, 1), date(2025, 12, 31))
    open_ended = DateRange(date(2025, 12, 31))
    assert year.days == 365
    assert open_ended.days is None
    assert year.contains(date(2025, 12, 31))
    assert not year.contains(date(2026, 1, 1))
    assert year.overlaps(open_ended)
    assert open_ended.overlaps(year)
    assert not year.overlaps(DateRange(date(2026, 1, 1)))
    assert not DateRange(date(2026, 1, 1)).overlaps(year)
    with pytest.raises(ValueError, match="早于"):
        DateRange(date(2025, 1, 2), date(2025, 1, 1))


def test_dates_as_people_write_them() -> None:
    assert format_day(date(2025, 11, 25)) == "11月25日（周二）"
    assert format_date(date(2025, 11, 30)) == "2025年11月30日（周日）"
    assert parse_date(" 2025-01-26 ") == date(2025, 1, 26)


@pytest.mark.parametrize(
    "text", ["2025-13-01", "2025-02-29", "20250101", "2025-1-1", "", "２０２５-01-01", "0000-01-01"]
)
def test_bad_dates_name_the_form_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="2025-01-26"):
        parse_date(text)
