"""A file that was refused, handed back to be mended: the sheet as it was read, what is wrong said in its last column.

Nothing of it was written, so the file holds every row, the wrong ones on top: mended, it is sent again as it is.
The reader passes over the column of problems. No database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.sheets import RowError, Sheet, SheetRow
from tuoyu.foundation.exchange.writing import export_rows


def error_file(sheet: Sheet, rows: Sequence[SheetRow], errors: Sequence[RowError], fmt: str) -> bytes:
    """The bytes of a CSV or xlsx file (``fmt``); ``ValueError`` for another format."""
    problems: dict[int, list[str]] = {}
    for error in errors:
        problems.setdefault(error.line, []).append(_problem(error))
    wrong_first = sorted(rows, key=lambda row: (row.line not in problems, row.line))
    heads = [*sheet.labels, words.PROBLEM_HEAD]
    return b"".join(export_rows(heads, _lines(sheet, wrong_first, problems), fmt, sheet.title))


def _lines(
    sheet: Sheet, rows: Sequence[SheetRow], problems: dict[int, list[str]]
) -> Iterator[tuple[str, ...]]:
    for row in rows:
        cells = (row.cells.get(column.key, "").strip() for column in sheet.columns)
        yield (*cells, "；".join(problems.get(row.line, ())))


def _problem(error: RowError) -> str:
    """The row is at hand, so neither its number nor the value is repeated."""
    return f"{error.column}：{error.expected}" if error.column else error.expected
