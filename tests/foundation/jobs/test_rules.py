from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.jobs.rules import (
    ERROR_LENGTH,
    JITTER,
    LONGEST_WAIT,
    Daily,
    Every,
    error_text,
    retry_wait,
)
from tuoyu.kernel.context import CHINA

moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
waits = st.lists(st.integers(1, 50_000), min_size=1, max_size=6)


@given(waits, st.integers(1, 20), st.floats(0, 1, exclude_max=True))
def test_retry_wait_is_the_policys_within_jitter(waits: list[int], failures: int, spread: float) -> None:
    base = waits[min(failures, len(waits)) - 1]
    assert abs(retry_wait(waits, failures, spread).total_seconds() - base) <= base * JITTER + 1e-5


def test_retry_waits_spread() -> None:
    assert {retry_wait([10, 60], 2, spread / 4).total_seconds() for spread in range(4)} == {48, 54, 60, 66}


def test_retry_wait_is_never_longer_than_a_day() -> None:
    assert retry_wait([10**9], 1, 0.5) == LONGEST_WAIT


def failure(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    ("message", "hidden"),
    [
        ("no sms to 13812345678", "13812345678"),
        ("id 330302202001011234 unknown", "330302202001011234"),
        ("id 33030220200101123X unknown", "33030220200101123X"),
        ("no such child: '张小宝'", "张小宝"),
        ("没有“王䶮”这个人", "王䶮"),
        ("duplicate key\nDETAIL:  Key (mobile)=(13812345678 ext) already exists.", "13812345678"),
        ("Key (name)=(Li Lei) already exists", "Li Lei"),
    ],
)
def test_error_text_shows_no_values(message: str, hidden: str) -> None:
    assert hidden not in error_text(failure(message))


def test_error_text_says_what_and_where() -> None:
    text = error_text(failure("bank closed on 2021-06-15"))
    assert text.startswith("ValueError：bank closed on 2021-06-15（failure，第")
    assert len(error_text(failure("x" * 9000))) == ERROR_LENGTH


@settings(max_examples=60)
@given(moments, st.integers(1, 100_000))
def test_every_strikes_at_most_its_length_ago(now: datetime, seconds: int) -> None:
    struck = Every(seconds).last_struck(now)
    assert timedelta(0) <= now - struck < timedelta(seconds=seconds + 1)
    assert Every(seconds).last_struck(struck) == struck


@settings(max_examples=60)
@given(moments, st.times(timezones=st.none()))
def test_daily_strikes_within_the_last_day_at_its_time(now: datetime, at: time) -> None:
    struck = Daily(at).last_struck(now)
    assert timedelta(0) <= now - struck < timedelta(days=1)
    assert struck.astimezone(CHINA).timetz().replace(tzinfo=None) == at


def test_daily_is_a_time_in_china() -> None:
    two = Daily(time(2, 0))
    assert two.last_struck(datetime(2021, 6, 14, 18, 0, tzinfo=UTC)) == datetime(2021, 6, 15, 2, tzinfo=CHINA)
    assert two.last_struck(datetime(2021, 6, 14, 17, 59, tzinfo=UTC)) == datetime(
        2021, 6, 14, 2, tzinfo=CHINA
    )


def test_every_wants_a_second() -> None:
    with pytest.raises(ValueError, match="at least one second"):
        Every(0)
