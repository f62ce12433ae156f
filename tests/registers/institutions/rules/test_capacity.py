"""Rooms to spare: children of 3 to 6 come first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.registers.institutions.commands import RecordCapacity
from tuoyu.registers.institutions.limits import Month, spare_rooms
from tuoyu.registers.institutions.rules.capacity import capacity_is_sound, forecast_rooms

TODAY = date(2021, 6, 15)
months = st.builds(
    Month,
    month_on=st.just(date(2021, 6, 1)),
    rooms=st.integers(0, 30),
    rooms_used=st.integers(0, 30),
    seats=st.integers(0, 900),
    children=st.integers(0, 900),
    waiting=st.integers(0, 200),
)


@given(months)
def test_spare_rooms_are_free_rooms_and_fall_with_those_who_wait(month: Month) -> None:
    spare = spare_rooms(month)
    assert 0 <= spare <= max(month.rooms - month.rooms_used, 0)
    longer = Month(
        month.month_on, month.rooms, month.rooms_used, month.seats, month.children, month.waiting + 50
    )
    assert spare_rooms(longer) <= spare


def test_spare_rooms_count_children_who_wait_by_rooms() -> None:
    # 200 children in 8 rooms are 25 a room; 30 who wait fill two of the three free rooms.
    assert spare_rooms(Month(TODAY, 11, 8, 300, 200, 30)) == 1


@given(months, st.floats(0.3, 1.5), st.integers(1, 60))
def test_forecast_rooms_stay_within_the_house(month: Month, ratio: float, ahead: int) -> None:
    found = forecast_rooms([month], ratio, ahead)
    assert 0 <= found <= max(month.rooms, 0)
    if ratio <= 1 and month.rooms_used and month.children:
        assert found >= forecast_rooms([month], 1.0, ahead)


def test_forecast_rooms_speak_of_the_newest_month() -> None:
    old, new = Month(date(2021, 1, 1), 10, 10, 300, 300, 0), Month(date(2021, 6, 1), 10, 8, 300, 240, 0)
    assert forecast_rooms([new, old], 1.0) == forecast_rooms([old, new], 1.0) == 2
    # A fifth fewer children after three years: 192 of 240 need 7 of 8 rooms.
    assert forecast_rooms([new], 0.8, 36) == 3
    assert forecast_rooms([], 0.8) == 0


@pytest.mark.parametrize(
    ("form", "month_on", "used", "field"),
    [
        ("community", date(2021, 6, 1), 5, ""),
        ("kindergarten", date(2021, 6, 2), 5, "month_on"),
        ("kindergarten", date(2021, 7, 1), 5, "month_on"),
        ("kindergarten", date(2021, 6, 1), 11, "rooms_used"),
    ],
)
def test_capacity_is_refused_where_it_cannot_be(form: str, month_on: date, used: int, field: str) -> None:
    verdict = capacity_is_sound(form, RecordCapacity(1, month_on, 10, used, 300, 240), TODAY)
    assert [reason.field for reason in verdict.failures] == [field]


def test_capacity_is_sound_for_the_month_that_runs() -> None:
    assert capacity_is_sound(
        "kindergarten", RecordCapacity(1, date(2021, 6, 1), 10, 10, 300, 240), TODAY
    ).is_ok
