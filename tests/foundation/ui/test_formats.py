"""Dates, figures, ages and money as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.ui import formats


def test_a_date_says_its_weekday() -> None:
    assert formats.zh_date(date(2026, 11, 25)) == "11月25日（周三）"
    assert formats.zh_date_year(date(2026, 1, 5)) == "2026年1月5日"


def test_a_moment_is_told_in_china() -> None:
    late = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert formats.zh_moment_year(late) == "2027年1月1日 01:30"
    assert formats.zh_date(late) == "1月1日（周五）"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234567, None, "1,234,567"),
        (4.20, None, "4.2"),
        (0.1 + 0.2, 2, "0.30"),
        (2.5, 0, "3"),
        (-1234.5, 1, "-1,234.5"),
        (100, None, "100"),
        (float("nan"), None, "—"),
        (None, None, "—"),
    ],
)
def test_figures(value: float | None, places: int | None, text: str) -> None:
    assert formats.figure(value, places) == text


def test_percent_and_ratio_agree() -> None:
    assert formats.percent(93.64) == formats.ratio(Decimal("0.9364")) == "93.6%"


@pytest.mark.parametrize(
    ("months", "text"), [(0, "0 个月"), (8, "8 个月"), (12, "1 岁"), (20, "1 岁 8 个月")]
)
def test_ages(months: int, text: str) -> None:
    assert formats.age(months) == text


def test_money_keeps_its_fen() -> None:
    assert formats.yuan(15_000_001) == "150,000.01 元"
    assert formats.wan_yuan(15_000_000) == "15 万元"
    assert formats.wan_yuan(999_900) == "9,999 元"


@given(st.integers(-(10**14), 10**14))
@settings(max_examples=200)
def test_exact_money_can_be_read_back(fen: int) -> None:
    written = formats.yuan(fen).removesuffix(" 元").replace(",", "").replace(".", "")
    assert int(written) == fen


@pytest.mark.parametrize(("size", "text"), [(12, "12 B"), (2048, "2 KB"), (1_300_000, "1.2 MB")])
def test_sizes(size: int, text: str) -> None:
    assert formats.byte_size(size) == text


@pytest.mark.parametrize(
    "write", [formats.zh_date, formats.zh_moment, formats.figure, formats.percent, formats.yuan, formats.age]
)
def test_nothing_is_a_dash(write: object) -> None:
    assert callable(write)
    assert write(None) == "—"
