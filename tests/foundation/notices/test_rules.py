from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.notices.policy import notices_policy_at
from tuoyu.foundation.notices.rules import QuietHours
from tuoyu.kernel.context import CHINA

NIGHT = QuietHours(time(21), time(7, 30))
quiet_hours = st.builds(QuietHours, st.times(), st.times())
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hour", "expected_day", "expected_hour"),
    [
        ((20, 59), 15, (20, 59)),
        ((21, 0), 16, (7, 30)),
        ((23, 59), 16, (7, 30)),
        ((0, 0), 15, (7, 30)),
        ((7, 29), 15, (7, 30)),
        ((7, 30), 15, (7, 30)),
        ((12, 0), 15, (12, 0)),
    ],
)
def test_night_is_deferred_to_the_morning(
    hour: tuple[int, int], expected_day: int, expected_hour: tuple[int, int]
) -> None:
    deferred = NIGHT.defer(datetime(2021, 6, 15, *hour, tzinfo=CHINA))
    assert deferred == datetime(2021, 6, expected_day, *expected_hour, tzinfo=CHINA)


def test_hours_are_of_china_whatever_zone_the_moment_is_written_in() -> None:
    assert NIGHT.covers(datetime(2021, 6, 15, 13, 0, tzinfo=UTC))
    assert not NIGHT.covers(datetime(2021, 6, 15, 12, 59, tzinfo=UTC))


@given(quiet_hours, moments)
def test_deferred_moment_is_within_a_day_and_outside_the_quiet_hours(
    quiet: QuietHours, moment: datetime
) -> None:
    deferred = quiet.defer(moment)
    assert timedelta(0) <= deferred - moment < timedelta(days=1)
    assert not quiet.covers(deferred)
    assert quiet.defer(deferred) == deferred


@given(st.times(), moments)
def test_equal_ends_are_no_quiet_hours(at: time, moment: datetime) -> None:
    assert not QuietHours(at, at).covers(moment)


def test_policy_says_from_nine_to_half_past_seven() -> None:
    assert notices_policy_at(datetime(2021, 6, 15, tzinfo=CHINA).date(), "330302").quiet_hours == NIGHT
