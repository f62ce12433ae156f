"""Rules of accounts and posts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.people.rules import (
    HeldPost,
    Source,
    delegation_is_sound,
    may_end,
    may_hold,
    password_is_long_enough,
    period_is_sound,
    username_is_sound,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("name", ["wangfang", "王芳", "𬭼䶮", "a-b.c_d@e", "x" * 64])
def test_username_may_be_any_name(name: str) -> None:
    assert username_is_sound(name).is_ok


@pytest.mark.parametrize("name", ["", "x", "x" * 65, "a b", "a:b", "a\tb", "a\nb", "a\x00b", "a\u3000b"])
def test_username_has_no_blank_and_no_colon(name: str) -> None:
    assert [reason.field for reason in username_is_sound(name).failures] == ["username"]


def test_password_length_is_counted_in_characters() -> None:
    assert password_is_long_enough("密码密码密码密码密码", 10, "new").is_ok
    assert not password_is_long_enough("密码密码密码密码密", 10, "new").is_ok


@given(DAYS, st.none() | DAYS)
@settings(max_examples=60)
def test_period_ends_on_or_after_its_first_day(first: date, last: date | None) -> None:
    assert period_is_sound(first, last).is_ok == (last is None or last >= first)


@given(st.none() | DAYS, DAYS)
@settings(max_examples=60)
def test_ending_never_lengthens(present: date | None, wanted: date) -> None:
    assert may_end(present, wanted).is_ok == (present is None or wanted <= present)


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS, st.booleans())
@settings(max_examples=200)
def test_delegation_lies_inside_an_own_post(
    first: date, last: date | None, starts: date, ends: date | None, is_delegated: bool
) -> None:
    """Against the plain statement: every day of the delegation is a day of the post."""
    verdict = delegation_is_sound(starts, ends, Source(first, last, is_delegated=is_delegated))

    is_inside = ends is not None and first <= starts <= ends <= (last or date.max)
    assert verdict.is_ok == (is_inside and not is_delegated)


def test_roles_that_stay_apart_are_told_where_they_meet() -> None:
    held = (HeldPost("audit_admin", "审计管理员", "区府办"),)

    verdict = may_hold("系统管理员", frozenset({"audit_admin"}), held)

    assert verdict.failures[0].sentence == "此人已任区府办审计管理员，不能同时任系统管理员。"
    assert may_hold("区领导", frozenset(), held).is_ok
