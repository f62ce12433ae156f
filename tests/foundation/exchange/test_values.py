"""Cells as people and Excel write them, and what they mean."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.exchange.sheets import SheetColumn, WrongValue
from tuoyu.foundation.exchange.values import read_value
from tuoyu.foundation.exchange.words import ColumnKind

NUMBER = SheetColumn("n", "数", ColumnKind.DECIMAL, minimum=Decimal(0), maximum=Decimal(1_000_000), places=2)
WHOLE = SheetColumn("i", "个数", ColumnKind.INTEGER)
DAY = SheetColumn("d", "日期", ColumnKind.DATE)
CHOICE = SheetColumn("c", "类型", ColumnKind.CHOICE, choices=(("lead", "牵头"), ("answer", "责任")))
TEXT = SheetColumn("t", "名称", is_required=True, max_length=5)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (NUMBER, "９３．６", Decimal("93.6")),
        (NUMBER, " 1,234.50 ", Decimal("1234.50")),
        (NUMBER, "93.6%", Decimal("93.6")),
        (NUMBER, "1，234", Decimal(1234)),
        (NUMBER, "　", None),
        (WHOLE, "120.0", 120),
        (WHOLE, "-3", -3),
        (DAY, "2026-11-25", date(2026, 11, 25)),
        (DAY, "2026/1/5", date(2026, 1, 5)),
        (DAY, "２０２６年１１月２５日", date(2026, 11, 25)),
        (DAY, "2026.11.25", date(2026, 11, 25)),
        (DAY, "20261125", date(2026, 11, 25)),
        (DAY, "2021-03-01 00:00:00", date(2021, 3, 1)),
        (DAY, "44256", date(2021, 3, 1)),
        (DAY, "44256.0", date(2021, 3, 1)),
        (CHOICE, "牵头", "lead"),
        (CHOICE, "answer", "answer"),
        (TEXT, "䶮𬭼", "䶮𬭼"),
        (TEXT, "'=1+1", "=1+1"),
    ],
)
def test_what_a_cell_means(column: SheetColumn, cell: str, value: Any) -> None:
    assert read_value(column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (NUMBER, "abc", "应填数字"),
        (NUMBER, "1,23", "应填数字"),
        (NUMBER, "1e5", "应填数字"),
        (NUMBER, ".", "应填数字"),
        (NUMBER, "٣", "应填数字"),
        (NUMBER, "9" * 5000, "应填数字"),
        (NUMBER, "-1", "应不小于0"),
        (NUMBER, "1000001", "应不大于1000000"),
        (NUMBER, "1.234", "小数最多2位"),
        (WHOLE, "1.5", "应填整数"),
        (DAY, "2021-02-29", "没有这一天"),
        (DAY, "昨天", "应填日期"),
        (DAY, "12", "应填日期"),
        (DAY, "99999", "应填日期"),
        (CHOICE, "参与", "应填其中之一：牵头、责任"),
        (TEXT, "", "没有填，名称是必填项"),
        (TEXT, "六个汉字以上", "有6个字，最多5个字"),
    ],
)
def test_what_is_expected_instead(column: SheetColumn, cell: str, expected: str) -> None:
    with pytest.raises(WrongValue, match=expected):
        read_value(column, cell)


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
@settings(max_examples=60)
def test_every_day_reads_back_in_every_dress(day: date) -> None:
    serial = str((day - date(1899, 12, 30)) // timedelta(days=1))
    for cell in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", serial):
        assert read_value(DAY, cell) == day


@given(st.text(max_size=40))
@settings(max_examples=150)
def test_no_cell_breaks_a_reader(cell: str) -> None:
    for column in (NUMBER, WHOLE, DAY, CHOICE, TEXT):
        with suppress(WrongValue):
            read_value(column, cell)
