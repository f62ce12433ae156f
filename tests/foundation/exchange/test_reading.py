"""From an uploaded file to rows: encodings, headers, line numbers, and files that are not what they say."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from tests.foundation.exchange.sheets_at_hand import HEAD, ROWS, SHEET, csv_bytes, lying_bomb, xlsx_bytes
from tuoyu.foundation.exchange.reading import read_rows
from tuoyu.foundation.exchange.services import dry_run
from tuoyu.foundation.exchange.sheets import DryRun
from tuoyu.foundation.exchange.tables import read_lines
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

MEGABYTE = 1 << 20


def run(name: str, content: bytes) -> DryRun:
    return read_rows(SHEET, read_lines(name, content, max_bytes=5 * MEGABYTE, most_lines=80), name)


def sentences(result: DryRun) -> list[str]:
    return [error.sentence for error in result.errors]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", csv_bytes([HEAD, *ROWS])),
        ("a.csv", csv_bytes([HEAD, *ROWS], "utf-8")),
        ("a.csv", csv_bytes([HEAD, *ROWS], "gb18030")),
        ("a.csv", csv_bytes([HEAD, *ROWS]).replace(b",", b"\t")),
        ("a.xlsx", xlsx_bytes([HEAD, *ROWS])),
        ("a.xlsx", xlsx_bytes([("2021年统计表",), (), HEAD, *ROWS])),
    ],
)
def test_the_same_rows_come_from_every_kind_of_file(name: str, content: bytes) -> None:
    result = run(name, content)
    assert result.errors == ()
    first, second = result.rows
    assert dict(first.values) == {
        "code": "0012",
        "name": "䶮𬭼",
        "on": date(2021, 3, 1),
        "count": 5,
        "kind": "a",
    }
    assert (second["count"], second["kind"]) == (6, "b")


def test_characters_that_gb18030_moved_in_2022_are_read_as_they_are_now() -> None:
    row = b"0012," + b"\xfe\x59" + "氏".encode("gb18030") + b",2021-03-01,5,"
    result = run("a.csv", csv_bytes([HEAD], "gb18030") + b"\r\n" + row)
    assert result.rows[0]["name"] == "龴氏"


def test_lines_keep_the_numbers_that_excel_shows() -> None:
    rows = [HEAD, ("0012", "", "2021-03-01", "五", "甲"), (), ("0013", "", "", "5", "丙")]
    result = run("a.xlsx", xlsx_bytes(rows, start=3))
    assert sentences(result) == [
        "第5行“数量”：“五”，应填整数，例如 120。",
        "第7行“日期”：没有填，日期是必填项。",
        "第7行“类型”：“丙”，应填其中之一：甲、乙。",
    ]


def test_a_header_in_two_merged_lines_is_understood() -> None:
    upper = ("单位代码", "姓名", "填报情况", "", "")
    lower = ("", "", "日期", "数 量", "类型")
    assert run("a.xlsx", xlsx_bytes([upper, lower, *ROWS])).errors == ()


def test_dates_and_numbers_of_excel_are_read_as_what_they_are() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_string(1, 0, "0012")
        page.write_datetime(1, 2, date(2021, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))
        page.write_number(1, 3, 7)
    result = run("a.xlsx", stream.getvalue())
    assert result.errors == ()
    assert (result.rows[0]["on"], result.rows[0]["count"], result.rows[0]["kind"]) == (
        date(2021, 3, 1),
        7,
        None,
    )


def test_the_same_row_twice_is_told_with_both_lines() -> None:
    result = run("a.csv", csv_bytes([HEAD, ROWS[0], ROWS[1], ROWS[0]]))
    assert sentences(result) == ["第4行：与第 2 行重复。"]


def test_the_template_reads_back_without_a_question() -> None:
    result_of_empty = pytest.raises(Refused, match="表头下面没有数据")
    with result_of_empty:
        run("模板.xlsx", template_of(SHEET))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (csv_bytes([("甲", "乙"), ("1", "2")]), "找不到表头"),
        (csv_bytes([HEAD]), "表头下面没有数据"),
        (csv_bytes([HEAD[:2], ("1", "2")]), "表头缺少“日期”"),
        (csv_bytes([(*HEAD, "星座"), ("1", "2")]), "有不认识的列：“星座”"),
        (csv_bytes([(*HEAD, "代码"), ("1", "2")]), "“单位代码”出现了两次"),
        (csv_bytes([HEAD, *[(str(n), "", "2021-03-01", "", "") for n in range(51)]]), "最多导入50行"),
        (csv_bytes([HEAD]) + b'\r\n"abc', "引号不成对"),
        (b"\x00\x01\x02", "内容却是"),
        (b"", "空的"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        run("a.csv", content)
    assert refusal.value.status == 422
    assert all(reason.next_step for reason in refusal.value.verdict.failures)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"PK\x03\x04 but not really", "压缩包|不完整|损坏"),
        (lambda: xlsx_bytes([HEAD, *ROWS])[:-200], "压缩包|不完整|损坏"),
        (lying_bomb, "压缩炸弹|不是可以读取的表格"),
        (lambda: csv_bytes([HEAD, *ROWS]), "内容却是文本"),
    ],
)
def test_a_workbook_that_is_none_is_refused(make: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        run("a.xlsx", make())


def test_an_error_of_a_formula_is_not_passed_over_in_silence() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ROWS[0])
        page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    with pytest.raises(Refused, match="D2 单元格是公式错误"):
        run("a.xlsx", stream.getvalue())


def test_dry_run_asks_the_policy_how_large_a_file_may_be(ctx_for: Callable[..., Ctx]) -> None:
    assert dry_run(ctx_for("coordinator"), SHEET, "a.csv", csv_bytes([HEAD, *ROWS])).is_ok
    huge: Any = b"a" * (21 * MEGABYTE)
    with pytest.raises(Refused, match="超过 20 MB"):
        dry_run(ctx_for("coordinator"), SHEET, "a.csv", huge)


def test_columns_that_say_nothing_are_passed_over() -> None:
    rows = [("序号", *HEAD, "备注"), *[(str(number), *row, "无") for number, row in enumerate(ROWS, 1)]]
    assert run("a.csv", csv_bytes(rows)).rows[0]["code"] == "0012"
