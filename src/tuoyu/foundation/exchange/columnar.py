"""A big sheet read column by column: what every row must pass is asked of whole columns, and what a column cannot vouch for
is read again by the reader of single records, whose values and sentences hold. No database.

So there is one source of sentences, and a check over columns may be narrower than the single one, never wider: a property
test holds the rows it lets pass against ``reading.read_rows``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.blocks import BLANKS, LINE, Table, open_table
from tuoyu.foundation.exchange.reading import Places, read_row
from tuoyu.foundation.exchange.sheets import RowError, Sheet, SheetColumn, SheetRow, WrongValue
from tuoyu.foundation.exchange.tables import Line
from tuoyu.foundation.exchange.values import read_value
from tuoyu.foundation.exchange.words import ColumnKind

# Texts without blanks at their ends → their values, and of which of them the column is sure.
Kernel: TypeAlias = Callable[[pl.Series], tuple[pl.Series, pl.Series]]
_TYPES: Mapping[ColumnKind, pl.DataType] = {
    ColumnKind.TEXT: pl.String(),
    ColumnKind.CHOICE: pl.String(),
    ColumnKind.DATE: pl.Date(),
    ColumnKind.INTEGER: pl.Int64(),
}
# Rows a chunk: what is made of them stays in tens of megabytes.
ROWS = 20_000
# Distinct texts of a column that are kept with their values.
_MOST_KNOWN = 200_000
# More wrong rows than this are one mistake made many times, and would be kept in memory.
MOST_WRONG = 10_000


class Judge(Protocol):
    """The rules of the app that owns the sheet."""

    def doubts(self, frame: pl.DataFrame) -> pl.Series:
        """Of which rows (columns by key, typed) the rules over columns are not sure."""

    def errors(self, row: SheetRow) -> Sequence[RowError]:
        """What the rules say of one row."""

    def rivals(self, frame: pl.DataFrame) -> pl.DataFrame | None:
        """Whose rows must agree: a frame of two columns (the text that names it, what is said of it) a row of ``frame``."""

    def rival_sentence(self, line: int) -> str:
        """What is wrong with a row that says something else than the row of ``line`` does."""


@dataclass(frozen=True, slots=True)
class ColumnarSheet:
    """A sheet, and the kernels of those of its columns that have one."""

    sheet: Sheet
    kernels: Mapping[str, Kernel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        odd = [each.key for each in self.sheet.columns if each.kind not in _TYPES or _is_boundless(each)]
        if odd:
            raise ValueError(f"sheet {self.sheet.code}: no type of a column holds every value of {odd}")

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """``line`` and every key."""
        return {LINE: pl.Int64(), **{each.key: _TYPES[each.kind] for each in self.sheet.columns}}

    def open(self, path: Path, *, max_bytes: int, most_sheet_bytes: int) -> Table:
        return open_table(self.sheet, path, max_bytes=max_bytes, most_sheet_bytes=most_sheet_bytes)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of the file in its order: the good ones as a frame (``ColumnarSheet.schema``), the wrong ones one by one."""

    frame: pl.DataFrame
    errors: tuple[RowError, ...]
    identities: Identities
    rivals: Identities


@dataclass(frozen=True, slots=True)
class Identities:
    """Which rows name the same thing: 128 bits of digest of the identity, and the line; rows without identity left out.

    ``said``: 64 bits of digest of what else the row says (nought where that does not matter).
    """

    one: NDArray[np.uint64]
    two: NDArray[np.uint64]
    lines: NDArray[np.int64]
    said: NDArray[np.uint64]


def read_chunks(columnar: ColumnarSheet, table: Table, judge: Judge) -> Iterator[Chunk]:
    """Every row of the table, judged. Raises ``Refused`` (422) where the text is no table further down."""
    reader = _Cells(columnar, table.places)
    for block in table.frames:
        for cells in block.iter_slices(ROWS):
            if not cells.is_empty():
                yield _judged(columnar, judge, cells, *reader.read(cells))


def repeated(found: Sequence[Identities]) -> list[RowError]:
    """Rows that say again what a row before them said, as ``read_rows`` reports them."""
    return [RowError(line, "", "", words.TWICE.format(line=first)) for line, first, _ in _again(found)]


def contradicting(found: Sequence[Identities], sentence: Callable[[int], str]) -> list[RowError]:
    """Rows that say something else than the first row of the same thing does."""
    return [RowError(line, "", "", sentence(first)) for line, first, is_other in _again(found) if is_other]


def _again(found: Sequence[Identities]) -> list[tuple[int, int, bool]]:
    """Every row whose thing was named before: its line, the line that named it first, and do they differ?"""
    if not found:
        return []
    one, two, lines, said = (
        np.concatenate([getattr(each, name) for each in found]) for name in ("one", "two", "lines", "said")
    )
    order = np.lexsort((lines, two, one))
    one, two, lines, said = one[order], two[order], lines[order], said[order]
    is_same = np.zeros(len(lines), dtype=bool)
    is_same[1:] = (one[1:] == one[:-1]) & (two[1:] == two[:-1])
    starts = np.maximum.accumulate(np.where(is_same, 0, np.arange(len(lines))))[is_same]
    is_other = said[is_same] != said[starts]
    return sorted(zip(lines[is_same].tolist(), lines[starts].tolist(), is_other.tolist(), strict=True))


class _Cells:
    """Cells into values. Of what is written over and over (days, choices) each text is read once, by the single reader."""

    def __init__(self, columnar: ColumnarSheet, places: Places) -> None:
        self._columnar = columnar
        self._columns = list(places.values())
        self._places: Places = dict(enumerate(self._columns))
        self._known: dict[str, dict[str, Any]] = {column.key: {} for column in self._columns}

    def read(self, cells: pl.DataFrame) -> tuple[pl.DataFrame, list[RowError]]:
        """All rows as values (null where there is none), and what is wrong with them."""
        values, sure = [cells[LINE]], pl.repeat(value=True, n=len(cells), eager=True)
        for column in self._columns:
            value, is_good = self._column(column, cells[column.key])
            values.append(value.alias(column.key))
            sure &= is_good
        frame = self._complete(pl.DataFrame(values))
        if sure.all():
            return frame, []
        rows, errors = [], []
        for row, wrong in map(self._single, cells.filter(~sure).iter_rows()):
            rows.append({LINE: row.line, **row.values})
            errors += wrong
        single = pl.DataFrame(rows, schema=self._columnar.schema)
        return pl.concat([frame.filter(sure), single]).sort(LINE), errors

    def _single(self, cells: tuple[Any, ...]) -> tuple[SheetRow, list[RowError]]:
        line, *texts = cells
        return read_row(self._columnar.sheet, self._places, Line(line, tuple(texts)))

    def _complete(self, frame: pl.DataFrame) -> pl.DataFrame:
        schema = self._columnar.schema
        absent = [pl.lit(None, dtype).alias(key) for key, dtype in schema.items() if key not in frame.columns]
        return frame.with_columns(absent).select(list(schema))

    def _column(self, column: SheetColumn, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
        texts = cells.str.strip_chars(BLANKS)
        is_empty = texts == ""
        value, is_good = self._kernel(column)(texts)
        is_good = (is_good & ~is_empty) if column.is_required else (is_good | is_empty)
        return value.zip_with(is_good & ~is_empty, pl.Series([None], dtype=value.dtype)), is_good

    def _kernel(self, column: SheetColumn) -> Kernel:
        if given := self._columnar.kernels.get(column.key):
            return given
        if column.kind is ColumnKind.TEXT and column.parse is None:
            return lambda texts: (texts, _is_plain_text(column, texts))
        return lambda texts: self._by_text(column, texts)

    def _by_text(self, column: SheetColumn, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        known, dtype = self._known[column.key], _TYPES[column.kind]
        distinct = texts.unique().to_list()
        for text in distinct:
            if text not in known:
                known[text] = _value_or_none(column, text)
        read = pl.Series([known[text] for text in distinct], dtype=dtype)
        if len(known) > _MOST_KNOWN:
            known.clear()
        value = texts.replace_strict(pl.Series(distinct, dtype=pl.String), read, return_dtype=dtype)
        return value, value.is_not_null()


def _is_boundless(column: SheetColumn) -> bool:
    return column.kind is ColumnKind.INTEGER and (column.minimum is None or column.maximum is None)


def _value_or_none(column: SheetColumn, text: str) -> Any:
    try:
        return read_value(column, text)
    except WrongValue:
        return None


def _is_plain_text(column: SheetColumn, texts: pl.Series) -> pl.Series:
    """Short enough, and without the apostrophe that may stand before a formula's mark."""
    return (texts.str.len_chars() <= column.max_length) & ~texts.str.contains("'", literal=True)


def _judged(
    columnar: ColumnarSheet, judge: Judge, cells: pl.DataFrame, frame: pl.DataFrame, errors: list[RowError]
) -> Chunk:
    identities = _identities(columnar.sheet, frame)
    wrong = {error.line for error in errors}
    if wrong:
        frame = frame.filter(~pl.col(LINE).is_in(sorted(wrong)))
    rivals = _digests(frame[LINE], judge.rivals(frame))
    doubtful = frame.filter(judge.doubts(frame)) if len(frame) else frame
    if len(doubtful):
        found = [error for row in _sheet_rows(columnar.sheet, doubtful, cells) for error in judge.errors(row)]
        errors = [*errors, *found]
        frame = frame.filter(~pl.col(LINE).is_in(sorted({error.line for error in found})))
    return Chunk(frame, tuple(sorted(errors, key=lambda error: error.line)), identities, rivals)


def _sheet_rows(sheet: Sheet, frame: pl.DataFrame, cells: pl.DataFrame) -> Iterator[SheetRow]:
    written = cells.filter(pl.col(LINE).is_in(frame[LINE].to_list())).iter_rows(named=True)
    for values, texts in zip(frame.iter_rows(named=True), written, strict=True):
        line = values.pop(LINE)
        yield SheetRow(line, values, {column.key: texts.get(column.key, "") for column in sheet.columns})


def _identities(sheet: Sheet, frame: pl.DataFrame) -> Identities:
    if not sheet.identity:
        return _digests(frame[LINE], None)
    keys = frame.select(LINE, *sheet.identity).drop_nulls()
    text = pl.concat_str([pl.col(key).cast(pl.String) for key in sheet.identity], separator="\x1f")
    return _digests(keys[LINE], keys.select(text, pl.lit("").alias("said")))


def _digests(lines: pl.Series, named: pl.DataFrame | None) -> Identities:
    if named is None:
        nothing = np.empty(0, np.uint64)
        return Identities(nothing, nothing, np.empty(0, np.int64), nothing)
    # The identity is one text a row: digests of several columns would be mixed into less than 128 bits.
    identity, said = named.select(pl.nth(0)), named.select(pl.nth(1))
    one, two = (identity.hash_rows(seed).to_numpy() for seed in (1, 2))
    return Identities(one, two, lines.to_numpy(), said.hash_rows(1).to_numpy())
