"""What reaches the page: text as it is, dates in Chinese form, nothing that has no shape."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.papers.values import BREAK, chinese_date, plain, plain_text


def test_dates_bear_no_leading_noughts() -> None:
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"


def test_values_of_every_kind_become_data() -> None:
    content = {"day": date(2026, 11, 23), "rows": ({"n": 3}, [True, None]), "share": Decimal("1E+2")}
    assert plain(content) == {"day": "2026年11月23日", "rows": [{"n": 3}, [True, None]], "share": "100"}


@pytest.mark.parametrize("value", [1.5, b"bytes", datetime(2026, 1, 1, tzinfo=UTC), {1, 2}, object()])
def test_what_cannot_be_printed_is_told(value: object) -> None:
    with pytest.raises(TypeError):
        plain({"deep": [value]})


def test_what_has_no_shape_is_left_out() -> None:
    # A bell, a right-to-left override, a lone surrogate, a byte order mark; tabs and line ends are kept as such.
    assert plain_text("甲\x07乙\u202e丙\ud800丁\ufeff\t戊\r\n己\x0b庚") == "甲乙丙丁 戊\n己\n庚"
    # Variants of characters in names are asked for by selectors, which are kept.
    assert plain_text("葛\U000e0100") == "葛\U000e0100"


def test_a_word_without_end_may_be_broken_and_a_code_may_not() -> None:
    assert plain_text("91330302MA2HAXXX0K") == "91330302MA2HAXXX0K"
    assert plain_text("a" * 21).count(BREAK) == 20
    assert BREAK not in plain_text("汉" * 100)


@given(st.text())
def test_whatever_is_seen_stays_in_order(text: str) -> None:
    kept = plain_text(text).replace(BREAK, "")
    position = 0
    for character in kept.replace("\n", ""):
        if character == " ":
            continue
        position = text.index(character, position) + 1
    kept.encode("utf-8")
