"""What leaves the house in a file: harmless in Excel, true to the last character, and streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import fastexcel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.exchange.sheets import SheetColumn
from tuoyu.foundation.exchange.values import read_value
from tuoyu.foundation.exchange.writing import export_rows, neutral

ROW: tuple[Any, ...] = (
    "䶮𬭼",
    date(2021, 3, 1),
    datetime(2021, 3, 1, 16, 0, tzinfo=UTC),
    Decimal("93.60"),
    5,
    True,
    None,
    12345678901234567,
)
HEADS = ["姓名", "日期", "时间", "比例", "数量", "是否", "空", "长数"]


def csv_rows(*rows: tuple[Any, ...]) -> list[list[str]]:
    text = b"".join(export_rows(HEADS, rows, "csv", "导出")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def xlsx_rows(*rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    content = b"".join(export_rows(HEADS, rows, "xlsx", "导出:表"))
    sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string")
    return sheet.to_polars().rows()


def test_csv_opens_in_excel_with_every_character() -> None:
    raw = b"".join(export_rows(HEADS, [ROW], "csv", "导出"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert csv_rows(ROW)[1] == [
        "䶮𬭼",
        "2021-03-01",
        "2021-03-02 00:00:00",
        "93.60",
        "5",
        "是",
        "",
        "12345678901234567",
    ]


def test_xlsx_keeps_numbers_and_dates_and_long_numbers_exact() -> None:
    head, row = xlsx_rows(ROW)
    assert list(head) == HEADS
    assert row == (
        "䶮𬭼",
        "2021-03-01 00:00:00",
        "2021-03-02 00:00:00",
        "93.6",
        "5",
        "是",
        None,
        "12345678901234567",
    )


@pytest.mark.parametrize("text", ["=1+1", "+8613", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－x"])
def test_no_text_is_a_formula_in_either_format(text: str) -> None:
    assert csv_rows((text,))[1][0] == f"'{text}"
    content = b"".join(export_rows(HEADS, [(text,)], "xlsx", "导出"))
    assert fastexcel.read_excel(content)
    assert neutral(text).startswith("'")


def test_a_negative_number_stays_a_number() -> None:
    assert csv_rows((-2,))[1][0] == "-2"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
@settings(max_examples=80)
def test_exported_text_reads_back_as_it_was(text: str) -> None:
    column = SheetColumn("t", "文", max_length=200)
    expected = read_value(column, text)
    assert read_value(column, csv_rows((text,))[1][0]) == expected


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
@settings(max_examples=40)
def test_whatever_text_there_is_both_formats_can_be_written(texts: list[str]) -> None:
    assert len(csv_rows(tuple(texts))) == 2
    assert b"".join(export_rows(HEADS, [tuple(texts)], "xlsx", "导出"))


def test_csv_is_streamed_while_rows_are_still_coming() -> None:
    taken = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(5000):
            taken.append(number)
            yield (number,)

    stream = export_rows(HEADS, rows(), "csv", "导出")
    next(stream)
    assert len(taken) < 1000


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        export_rows(HEADS, [], "pdf", "导出")
