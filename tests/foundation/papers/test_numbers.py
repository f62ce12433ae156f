"""Numbers after a pattern: only the named fields, nothing that runs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.papers.numbers import PatternWrongError, number_text
from tuoyu.foundation.policy.reader import current
from tuoyu.foundation.policy.shapes import Record


def written(pattern: str, serial: int = 7) -> str:
    return number_text(pattern, area="330302006", year=2026, serial=serial)


@pytest.mark.parametrize(
    ("pattern", "serial", "number"),
    [
        ("{area6}{year}{serial:04}", 7, "33030220260007"),
        ("{area6}{year}{serial:04}", 12345, "330302202612345"),
        ("鹿卫托备〔{year}〕{serial}号", 7, "鹿卫托备〔2026〕7号"),
        ("{serial:01}-{serial:09}", 7, "7-000000007"),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, serial: int, number: str) -> None:
    assert written(pattern, serial) == number


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("〔{year}〕号", "没有序号"),
        ("{serial} {year.__class__}", "不认识的“{year.__class__}”"),
        ("{serial} {0}", "不认识的“{0}”"),
        ("{serial} {year!r}", "不认识的“{year!r}”"),
        ("{serial} {serial:>99999999}", "不认识的“{serial:>99999999}”"),
        ("{serial} {serial:00}", "不认识的"),
        ("{serial} {}", "不认识的“{}”"),
        ("{{serial}}", "不成对"),
        ("{serial", "没有序号"),
        ("{serial} }", "不成对"),
    ],
)
def test_a_pattern_with_anything_else_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternWrongError, match=reason.replace("{", r"\{").replace("}", r"\}")):
        written(pattern)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_serials_never_make_one_number(one: int, other: int) -> None:
    is_same = written("{area6}{year}{serial:04}", one) == written("{area6}{year}{serial:04}", other)
    assert is_same == (one == other)


@pytest.mark.parametrize("key", ["papers.receipt_number", "papers.permit_number", "papers.letter_number"])
def test_every_pattern_of_policy_can_be_followed(key: str) -> None:
    values = current().history(key)
    assert values
    for value in values:
        assert value.speaks_on(date(2026, 11, 23))
        assert isinstance(value.value, Record)
        assert written(value.value.text("pattern"))
