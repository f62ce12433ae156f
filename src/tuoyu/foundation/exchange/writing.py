"""Rows as a file: CSV for bulk, xlsx for people. Text that Excel would run as a formula is made harmless. No database.

``export_rows(["单位", "任务"], rows, "csv", "职责")`` streams: memory does not grow with the number of rows.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuoyu.foundation.exchange import words
from tuoyu.kernel.context import CHINA

# Excel, WPS and LibreOffice run a cell that starts so; the full-width forms are run by Excel of East Asia.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_A_CHUNK = 500
_FILE_CHUNK = 1 << 16
_LAST_ROW = 1_048_575
_LONGEST_CELL = 32_767
# A spreadsheet keeps numbers as doubles: past fifteen digits it would change them.
_EXACT_DIGITS = 15
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def export_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], fmt: str, title: str
) -> Iterator[bytes]:
    """The bytes of a CSV or xlsx file; ``ValueError`` for another format."""
    if fmt == "csv":
        return _csv(columns, rows)
    if fmt == "xlsx":
        return _xlsx(columns, rows, title)
    raise ValueError(f"no export as {fmt!r}")


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that any file can hold."""
    text = _UNWRITABLE.sub("\ufffd", text)
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def cell_text(value: Any) -> str:
    """A value as CSV text: ISO dates, moments in China, plain numbers; text made harmless."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _in_china(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, int | float | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return neutral(str(value))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    # The mark tells Excel that this is UTF-8; without it rare names come out as rubbish.
    buffer.write("\ufeff")
    writer.writerow([neutral(column) for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([cell_text(value) for value in row])
        if number % _ROWS_A_CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="tuoyu-export-") as folder:
        path = Path(folder) / "export.xlsx"
        _write_workbook(path, columns, rows, title)
        with path.open("rb") as file:
            while chunk := file.read(_FILE_CHUNK):
                yield chunk


def _write_workbook(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    import xlsxwriter  # noqa: PLC0415 heavy, and wanted by few requests

    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = _formats(book)
        name = _SHEET_NAME.sub("", title)[:28] or "导出"
        sheet, at = _new_sheet(book, name, columns, formats), 0
        for row in rows:
            if at == _LAST_ROW:
                number = len(book.worksheets()) + 1
                sheet, at = _new_sheet(book, f"{name}{number}", columns, formats), 0
            at += 1
            for place, value in enumerate(row):
                _write_cell(sheet, at, place, value, formats)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E3F1EB", "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _new_sheet(book: Any, name: str, columns: Sequence[str], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(12, min(40, len(column) * 2 + 4)))
        sheet.write_string(0, place, neutral(column), formats["head"])
    return sheet


def _write_cell(sheet: Any, at: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    """Numbers and dates as what they are; text always as text, never as formula, link or number."""
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(at, place, _in_china(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(at, place, value, formats["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _is_exact(value):
        sheet.write_number(at, place, value)
    else:
        sheet.write_string(at, place, _fitting(cell_text(value)), formats["text"])


def _is_exact(value: float | Decimal) -> bool:
    number = Decimal(str(value))
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS


def _fitting(text: str) -> str:
    if len(text) <= _LONGEST_CELL:
        return text
    return text[: _LONGEST_CELL - len(words.CELL_CUT)] + words.CELL_CUT


def _in_china(moment: datetime) -> datetime:
    return moment.astimezone(CHINA) if moment.tzinfo else moment
