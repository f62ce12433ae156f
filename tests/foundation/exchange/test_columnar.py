"""What the columns say of a file is what the reader of single records says: rows, lines, sentences, refusals."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.foundation.exchange.sheets_at_hand import csv_bytes, lying_bomb, xlsx_bytes
from tuoyu.foundation.exchange import blocks, columnar
from tuoyu.foundation.exchange.bigfiles import FileRefused, walk, write_error_file
from tuoyu.foundation.exchange.blocks import BLANKS, LINE
from tuoyu.foundation.exchange.columnar import ColumnarSheet, Identities, read_chunks, repeated
from tuoyu.foundation.exchange.reading import MOST_ERRORS, read_rows
from tuoyu.foundation.exchange.sheets import RowError, Sheet, SheetColumn, SheetRow, WrongValue
from tuoyu.foundation.exchange.tables import MOST_LINES, read_lines
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.kernel.characters import is_blank
from tuoyu.kernel.verdict import Refused


def _even(text: Any) -> str:
    if len(text) % 2:
        raise WrongValue("应是双数个字")
    return str(text).upper()


SHEET = Sheet(
    "test.many",
    "测试数据",
    (
        SheetColumn("code", "单位代码", is_required=True, aliases=("代码",)),
        SheetColumn("name", "姓名", max_length=6),
        SheetColumn("on", "日期", ColumnKind.DATE, is_required=True),
        SheetColumn("count", "数量", ColumnKind.INTEGER, minimum=Decimal(0), maximum=Decimal(99)),
        SheetColumn("kind", "类型", ColumnKind.CHOICE, choices=(("a", "甲"), ("b", "乙"))),
        SheetColumn("even", "成对", parse=_even),
    ),
    identity=("code", "on"),
    most_rows=200,
)
COLUMNAR = ColumnarSheet(SHEET)
HEAD = ("代码", "姓名", "日期", "数量", "类型", "成对")
GOOD = ("0012", "李四", "2021-03-01", "5", "甲", "ab")


class Nobody:
    """Nothing to say beyond the sheet."""

    def doubts(self, frame: pl.DataFrame) -> pl.Series:
        return pl.repeat(value=False, n=len(frame), eager=True)

    def errors(self, row: SheetRow) -> Sequence[RowError]:
        raise AssertionError(f"nobody doubted line {row.line}")

    def rivals(self, _frame: pl.DataFrame) -> pl.DataFrame | None:
        return None

    def rival_sentence(self, line: int) -> str:
        raise AssertionError(f"nobody spoke against line {line}")


class OneName(Nobody):
    """Rows of one code must name one person."""

    def rivals(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select("code", "name")

    def rival_sentence(self, line: int) -> str:
        return f"与第{line}行不同"


Found = tuple[list[tuple[int, dict[str, Any]]], list[RowError]] | str


def single(name: str, content: bytes) -> Found:
    try:
        read = read_rows(SHEET, read_lines(name, content, max_bytes=1 << 24, most_lines=230))
    except Refused as refused:
        return refused.verdict.failures[0].code
    wrong = {error.line for error in read.errors if error.column}
    return [(row.line, dict(row.values)) for row in read.rows if row.line not in wrong], list(read.errors)


def by_columns(path: Path) -> Found:
    rows: list[tuple[int, dict[str, Any]]] = []
    errors: list[RowError] = []
    found: list[Identities] = []
    count = 0
    try:
        table = COLUMNAR.open(path, max_bytes=1 << 24, most_sheet_bytes=1 << 24)
        for chunk in read_chunks(COLUMNAR, table, Nobody()):
            rows += [(row.pop(LINE), row) for row in chunk.frame.iter_rows(named=True)]
            errors += chunk.errors
            found.append(chunk.identities)
            count += len(chunk.frame) + len(chunk.errors)
    except Refused as refused:
        return refused.verdict.failures[0].code
    if not count:
        return "exchange.empty"
    return rows, sorted([*errors, *repeated(found)], key=lambda error: error.line)[:MOST_ERRORS]


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_BLOCK", 60)
    monkeypatch.setattr(columnar, "ROWS", 3)


def assert_equal(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    assert by_columns(path) == single(name, content)


odd = st.text(alphabet="ab12甲乙　 \t'=+-，。\"\n\r\u200b\ufeff１Ａ;,", max_size=8)
codes = st.one_of(st.sampled_from(["0012", "0013", "００12", "=1+1", "'=1", ""]), odd)
names = st.one_of(st.sampled_from(["䶮𬭼", "太长了太长了太长", "O'Neil", "'@x", ""]), odd)
days = st.one_of(
    st.sampled_from(
        ["2021-03-01", "2021年3月1日", "44256", "２０２１/３/１", "20210301", "2021-02-30", "明天", ""]
    ),
    odd,
)
counts = st.one_of(st.sampled_from(["5", "５", "1,000", "99.0", "-1", "1e3", "%", ""]), odd)
kinds = st.one_of(st.sampled_from(["甲", "b", "Ｂ", "丙", ""]), odd)
lines = st.tuples(codes, names, days, counts, kinds, st.one_of(st.sampled_from(["ab", "a", "甲乙"]), odd))
tables = st.lists(
    st.one_of(
        lines,
        st.just(GOOD),
        st.just(("", "", " ")),
        st.just(()),
        st.just(("填写说明：", "x")),
        st.just(("0014",)),
    ),
    max_size=14,
)


@pytest.mark.usefixtures("small_blocks")
@given(
    table=tables,
    delimiter=st.sampled_from(",\t;"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(table=[GOOD] * 12, delimiter=",", encoding="utf-8", end="\n", quoting=csv.QUOTE_MINIMAL)
@example(table=[()], delimiter=",", encoding="utf-8", end="\n", quoting=csv.QUOTE_MINIMAL)
def test_columns_read_what_the_single_reader_reads(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[Sequence[str]],
    delimiter: str,
    encoding: str,
    end: str,
    quoting: Any,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([HEAD, *table])
    content = out.getvalue().encode(encoding)
    assert_equal(tmp_path_factory.mktemp("table"), "表.csv", content)


@pytest.mark.usefixtures("small_blocks")
@given(text=st.text(alphabet='ab,;\t"\n\r\0 \x07甲１', max_size=40))
def test_raw_text_is_read_or_refused_alike(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    head = ",".join(HEAD) + "\n" + ",".join(GOOD) + "\n"
    assert_equal(tmp_path_factory.mktemp("raw"), "表.csv", (head + text).encode())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", csv_bytes([HEAD])),
        ("a.csv", csv_bytes([("甲", "乙"), ("1", "2")])),
        ("a.csv", csv_bytes([(*HEAD, "备注"), (*GOOD, "x")])),
        ("a.csv", csv_bytes([HEAD[1:], GOOD[1:]])),
        ("a.csv", csv_bytes([(*HEAD, "姓名"), (*GOOD, "x")])),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("a.csv", b"PK\x03\x04" + bytes(50)),
        ("a.csv", b"<html><body><table></table></body></html>"),
        ("a.csv", b"\xff\xfe\xfd" * 30),
        ("a.exe", csv_bytes([HEAD, GOOD])),
        ("a.xlsx", csv_bytes([HEAD, GOOD])),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.xlsx", lying_bomb()),
        ("a.xlsx", xlsx_bytes([HEAD, GOOD])),
        ("a.xlsx", xlsx_bytes([("托育数据",), (), HEAD, GOOD, (*GOOD[:2], "x", *GOOD[3:])])),
        ("a.csv", csv_bytes([("单位", *HEAD[1:]), HEAD, GOOD, GOOD])),
        ("a.csv", csv_bytes([HEAD, GOOD, ("0013", "\ue78d", *GOOD[2:])], "utf-8")),
        ("a.csv", csv_bytes([HEAD, ("0013", "镕㛃䶮", *GOOD[2:])], "gb18030")),
    ],
)
def test_a_file_is_refused_or_read_alike(tmp_path: Path, name: str, content: bytes) -> None:
    assert_equal(tmp_path, name, content)


def test_blanks_are_all_there_are() -> None:
    assert set(BLANKS) == {chr(code) for code in range(0x110000) if is_blank(chr(code))}


def test_a_long_cell_ends_the_reading(tmp_path: Path) -> None:
    assert_equal(tmp_path, "a.csv", csv_bytes([HEAD, ("0012", "x" * 140_000, *GOOD[2:])]))


def test_a_workbook_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_bytes([HEAD, *([GOOD] * MOST_LINES)]))
    with pytest.raises(Refused, match="100000行或更多"):
        COLUMNAR.open(path, max_bytes=1 << 24, most_sheet_bytes=1 << 28)


def test_repeated_finds_what_stands_far_apart() -> None:
    one = [np.array([7, 8], np.uint64), np.array([8, 9, 7], np.uint64)]
    lines = [np.array([2, 3]), np.array([4, 5, 9])]
    found = [Identities(each, each, line, each) for each, line in zip(one, lines, strict=True)]
    assert [error.sentence for error in repeated(found)] == [
        "第4行：与第 3 行重复。",
        "第9行：与第 2 行重复。",
    ]


def test_walk_stops_handing_on_and_names_every_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wrong = ("0013", "李四", "x", "5", "甲", "ab")
    path.write_bytes(csv_bytes([HEAD, GOOD, wrong, ("0014", *GOOD[1:]), GOOD]))
    taken: list[int] = []
    with pytest.raises(FileRefused) as refused:
        walk(COLUMNAR, path, Nobody(), lambda frame: taken.append(len(frame)))
    assert not taken
    assert [error.line for error in refused.value.errors] == [3, 5]
    target = tmp_path / "errors.csv"
    write_error_file(COLUMNAR, path, refused.value, target)
    written = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"), newline="")))
    assert written[0] == [*SHEET.labels, "行", "列", "原因"]
    assert written[1] == [*wrong, "3", "日期", "应填日期，例如 2026-11-25"]
    assert written[2] == [*GOOD, "5", "", "与第 2 行重复"]
    assert [line[0] for line in written[3:]] == ["0012", "0014"]
    mended = [[*wrong[:2], "2021-03-02", *wrong[3:], "", "", ""], written[3], written[4]]
    target.write_bytes(csv_bytes([written[0], *mended]))
    assert walk(COLUMNAR, target, Nobody()) == 3


@pytest.mark.usefixtures("small_blocks")
def test_walk_names_rows_that_contradict_each_other_however_far_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    days = [f"2021-03-{day:02d}" for day in range(1, 13)]
    rows = [("0012", "李四" if at != 9 else "王五", day, *GOOD[3:]) for at, day in enumerate(days)]
    path.write_bytes(csv_bytes([HEAD, *rows]))
    with pytest.raises(FileRefused) as refused:
        walk(COLUMNAR, path, OneName())
    assert [error.sentence for error in refused.value.errors] == ["第11行：与第2行不同。"]
    path.write_bytes(csv_bytes([HEAD, *rows[:9]]))
    assert walk(COLUMNAR, path, OneName()) == 9


def test_a_column_whose_values_fit_no_type_is_refused_at_once() -> None:
    for column in (SheetColumn("x", "x", ColumnKind.INTEGER), SheetColumn("x", "x", ColumnKind.DECIMAL)):
        with pytest.raises(ValueError, match="holds every value"):
            ColumnarSheet(Sheet("test.x", "x", (column,)))
