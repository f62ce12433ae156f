"""A sheet for the tests, and files made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind

SHEET = Sheet(
    code="test.count",
    title="测试数据",
    columns=(
        SheetColumn("code", "单位代码", is_required=True, aliases=("代码",), example="0012"),
        SheetColumn("name", "姓名", max_length=20),
        SheetColumn("on", "日期", ColumnKind.DATE, is_required=True),
        SheetColumn("count", "数量", ColumnKind.INTEGER, minimum=Decimal(0)),
        SheetColumn("kind", "类型", ColumnKind.CHOICE, choices=(("a", "甲"), ("b", "乙"))),
    ),
    identity=("code", "on"),
    most_rows=50,
)
HEAD = ("单位代码", "姓名", "日期", "数量", "类型")
ROWS = (("0012", "䶮𬭼", "2021-03-01", "5", "甲"), ("0013", "李四", "2021年3月2日", "６", "b"))


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]], *, start: int = 0) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows, start):
            for place, value in enumerate(row):
                page.write(at, place, value)
    return stream.getvalue()


def lying_bomb() -> bytes:
    """A workbook whose directory declares a hundredth of what a member unpacks to."""
    good = xlsx_bytes([HEAD, *ROWS])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("xl/media/big.bin", b"\0" * 4_000_000)
    content = stream.getvalue()
    return content.replace((4_000_000).to_bytes(4, "little"), (40_000).to_bytes(4, "little"))
