"""A big file taken whole or not at all: walked once, its good rows handed on while nothing is wrong, its errors gathered.

What came back wrong is written as a file to be mended: every row, the wrong ones on top, in its last columns (行, 列, 原因) what
is wrong with them. The reader passes over these columns, so the mended file is imported as it is. No database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.blocks import LINE, Table
from tuoyu.foundation.exchange.columnar import (
    MOST_WRONG,
    ColumnarSheet,
    Identities,
    Judge,
    contradicting,
    read_chunks,
    repeated,
)
from tuoyu.foundation.exchange.reading import MOST_ERRORS
from tuoyu.foundation.exchange.sheets import RowError
from tuoyu.foundation.exchange.writing import export_rows
from tuoyu.kernel.verdict import Reason, Refused, Verdict

# Larger than any table of a district; what is larger is not a table.
MOST_BYTES = 4 << 30
# A workbook is unpacked and read whole.
MOST_SHEET_BYTES = 64 << 20


class FileRefused(Refused):
    """Rows were refused, so none was taken. ``errors`` in the order of lines; ``is_cut``: there may be more behind them."""

    def __init__(self, errors: list[RowError], *, is_cut: bool) -> None:
        self.errors = tuple(errors)
        self.is_cut = is_cut
        shown = errors[:MOST_ERRORS]
        reasons = (Reason("exchange.row", error.sentence, next_step=words.FIX_NEXT) for error in shown)
        super().__init__(Verdict.of(reasons), status=422)


def walk(
    columnar: ColumnarSheet, path: Path, judge: Judge, take: Callable[[pl.DataFrame], None] = lambda _: None
) -> int:
    """Hand the rows of a file to ``take``, chunk by chunk, and say how many there were.

    Raises ``Refused`` (422) where it is no table, ``FileRefused`` where rows are wrong: whatever ``take`` did by then is to
    be undone, so call it in the transaction that writes.
    """
    rows, errors, is_cut = 0, list[RowError](), False
    identities, rivals = list[Identities](), list[Identities]()
    for chunk in read_chunks(columnar, _open(columnar, path), judge):
        errors += chunk.errors
        identities.append(chunk.identities)
        rivals.append(chunk.rivals)
        rows += len(chunk.frame)
        if len(errors) > MOST_WRONG:
            is_cut = True
            break
        if not errors:
            take(chunk.frame)
    errors += [*repeated(identities), *contradicting(rivals, judge.rival_sentence)]
    errors.sort(key=lambda error: error.line)
    if errors:
        raise FileRefused(errors[:MOST_WRONG], is_cut=is_cut or len(errors) > MOST_WRONG)
    if not rows:
        raise Refused.because(
            "exchange.empty", words.NO_ROWS, status=422, next_step=words.TEMPLATE_NEXT, field="file"
        )
    return rows


def write_error_file(columnar: ColumnarSheet, path: Path, refused: FileRefused, target: Path) -> None:
    """The file again as CSV, as far as it can be read, ready to be mended and sent."""
    heads = [*columnar.sheet.labels, *words.PROBLEM_HEADS]
    with target.open("wb") as out:
        out.writelines(export_rows(heads, _lines(columnar, path, refused), "csv", columnar.sheet.title))


def _lines(columnar: ColumnarSheet, path: Path, refused: FileRefused) -> Iterator[tuple[str, ...]]:
    problems: dict[int, list[RowError]] = {}
    for error in refused.errors:
        problems.setdefault(error.line, []).append(error)
    # Twice through the file, so that the wrong rows stand on top and memory holds none of the others.
    for is_wrong in (True, False):
        for frame in _open(columnar, path).frames:
            kept = frame.filter(pl.col(LINE).is_in(list(problems)) == is_wrong)
            for cells in kept.iter_rows(named=True):
                texts = (cells.get(column.key, "").strip() for column in columnar.sheet.columns)
                yield (*texts, *_told(problems.get(cells[LINE], [])))


def _told(errors: list[RowError]) -> tuple[str, str, str]:
    """Line, columns, reasons."""
    if not errors:
        return "", "", ""
    columns = "；".join(dict.fromkeys(error.column for error in errors if error.column))
    return str(errors[0].line), columns, "；".join(error.expected for error in errors)


def _open(columnar: ColumnarSheet, path: Path) -> Table:
    return columnar.open(path, max_bytes=MOST_BYTES, most_sheet_bytes=MOST_SHEET_BYTES)
