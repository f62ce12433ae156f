"""A big file as frames of cells, a block at a time, so that memory does not grow with it. No database.

The same cells as ``tables.read_lines`` sees, line for line: a block without a quotation mark is split by the columns' engine,
any other by Python's ``csv``, which is the reader of the single path. Workbooks are small (``tables.MOST_LINES``) and are
read by ``tables`` itself.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

import polars as pl

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.reading import HEADER_WITHIN, Places, find_header, is_help
from tuoyu.foundation.exchange.sheets import Sheet
from tuoyu.foundation.exchange.tables import (
    EDITION_2022,
    MOST_LINES,
    TYPES,
    Line,
    delimiter_of,
    read_lines,
    refused,
)
from tuoyu.foundation.files.checks import examine
from tuoyu.foundation.files.names import extension_of
from tuoyu.kernel.characters import is_blank
from tuoyu.kernel.verdict import Verdict, demand

# The column of a frame that holds the number of the line.
LINE = "line"
# What ``strip_blanks`` takes away, as the columns' engine wants it said.
BLANKS = "".join(chr(code) for code in (*range(0x3001), 0xFEFF) if is_blank(chr(code)))
# Characters read at a time: some ten thousand rows.
_BLOCK = 1 << 21
_HEAD = 1 << 20
# The longest cell that ``csv`` takes.
_LONGEST = csv.field_size_limit()
_LONGEST_LINE = 1 << 24
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\x0c\r")
_MARKS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header was understood. ``frames`` can be asked for once: ``line`` and a text column a key, never null."""

    places: Places
    frames: Iterator[pl.DataFrame]


def open_table(sheet: Sheet, path: Path, *, max_bytes: int, most_sheet_bytes: int) -> Table:
    """The table in a file on disk. Raises ``Refused`` (422) where it is none, now or when its frames are read."""
    demand(_examined(path, max_bytes, most_sheet_bytes), status=422)
    if extension_of(path.name) == "xlsx":
        return _workbook(sheet, path, most_sheet_bytes)
    return _text(sheet, path)


def _examined(path: Path, max_bytes: int, most_sheet_bytes: int) -> Verdict:
    """A workbook is looked at whole, a text by its beginning: the rest is looked at while it is read."""
    size = path.stat().st_size
    is_workbook = extension_of(path.name) == "xlsx"
    with path.open("rb") as file:
        if is_workbook and size <= most_sheet_bytes:
            return examine(path.name, file, size, max_bytes=most_sheet_bytes, allowed=TYPES).verdict
        head = io.BytesIO(_whole_lines(file.read(_HEAD), size))
    most = most_sheet_bytes if is_workbook else max_bytes
    return examine(path.name, head, size, max_bytes=most, allowed=TYPES).verdict


def _whole_lines(head: bytes, size: int) -> bytes:
    """Cut where no character is cut in two."""
    if len(head) == size or b"\n" not in head:
        return head
    if head.startswith(_MARKS_16):
        return head[: len(head) // 2 * 2]
    return head[: head.rindex(b"\n") + 1]


def _workbook(sheet: Sheet, path: Path, max_bytes: int) -> Table:
    lines = read_lines(path.name, path.read_bytes(), max_bytes=max_bytes, most_lines=MOST_LINES)
    if lines and lines[-1].number >= MOST_LINES:
        raise refused("too_many", words.TOO_LONG_SHEET.format(most=MOST_LINES), words.AS_CSV_NEXT)
    start, places = find_header(sheet, lines)
    return Table(places, iter([_frame_of(places, lines[start:])]))


def _text(sheet: Sheet, path: Path) -> Table:
    stream = path.open(encoding=_encoding_of(path), newline="")
    delimiter = delimiter_of(stream.read(4096))
    stream.seek(0)
    reader = _Reader(stream, delimiter)
    head = reader.first_lines(HEADER_WITHIN + 1)
    start, places = find_header(sheet, head)
    return Table(places, chain([_frame_of(places, head[start:])], reader.frames(places)))


def _encoding_of(path: Path) -> str:
    """UTF-8, UTF-16 with a mark, or GB 18030, decided by the whole file. Raises ``Refused`` for what is no text."""
    with path.open("rb") as file:
        is_wide = file.read(2) in _MARKS_16
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise refused("unreadable", words.NOT_A_SHEET, words.TEMPLATE_NEXT)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_HEAD):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """Lines of a text file, numbered as ``tables`` numbers them: records of the table, blank ones counted."""

    def __init__(self, stream: TextIO, delimiter: str) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._number = 0

    def first_lines(self, most: int) -> list[Line]:
        """The first lines that hold something."""
        found: list[Line] = []
        for line in self._records(iter(self._next_line, "")):
            if not line.is_blank:
                found.append(line)
            if len(found) == most:
                break
        return found

    def frames(self, places: Places) -> Iterator[pl.DataFrame]:
        with self._stream:
            while text := self._stream.read(_BLOCK):
                text = _sound(text + self._next_line())
                lines = None if _is_quoted(text) else _split(text)
                if lines is None or (lines.str.len_bytes().max() or 0) >= _LONGEST:  # type: ignore[operator]
                    yield _frame_of(places, list(self._careful(text)))
                else:
                    yield self._plain(places, lines)

    def _next_line(self) -> str:
        line = self._stream.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise refused("odd_csv", words.ODD_CSV, words.TEMPLATE_NEXT)
        return _sound(line)

    def _records(self, lines: Iterator[str]) -> Iterator[Line]:
        try:
            for row in csv.reader(lines, delimiter=self._delimiter, strict=True):
                self._number += 1
                yield Line(self._number, tuple(row))
        except csv.Error as error:
            raise refused("odd_csv", words.ODD_CSV, words.TEMPLATE_NEXT) from error

    def _careful(self, text: str) -> Iterator[Line]:
        """The records that begin in ``text``; the last may need lines behind it."""
        own = list(io.StringIO(text, newline=""))
        taken = 0

        def lines() -> Iterator[str]:
            nonlocal taken
            for line in chain(own, iter(self._next_line, "")):
                taken += 1
                yield line

        for record in self._records(lines()):
            yield record
            if taken >= len(own):
                return

    def _plain(self, places: Places, lines: pl.Series) -> pl.DataFrame:
        """A block in which every line is a record and every delimiter ends a cell."""
        numbers = pl.int_range(self._number + 1, self._number + 1 + len(lines), eager=True, dtype=pl.Int64)
        self._number += len(lines)
        cells = lines.str.split_exact(self._delimiter, max(places)).struct.unnest()
        frame = pl.DataFrame(
            [numbers.alias(LINE), *(cells[f"field_{at}"].alias(column.key) for at, column in places.items())]
        ).with_columns(pl.col(pl.String).fill_null(""))
        # Lines of help, and lines in which nothing stands, are few: those that might be are looked at one by one.
        first = frame[next(iter(places.values())).key]
        doubtful = lines.str.contains(words.HELP_MARK, literal=True) | (first.str.strip_chars(BLANKS) == "")
        if not doubtful.any():
            return frame
        dropped = [
            number
            for number, text in zip(numbers.filter(doubtful), lines.filter(doubtful), strict=True)
            if _is_dropped(Line(number, tuple(text.split(self._delimiter))))
        ]
        return frame.filter(~pl.col(LINE).is_in(dropped))


def _frame_of(places: Places, lines: Sequence[Line]) -> pl.DataFrame:
    kept = [line for line in lines if not _is_dropped(line)]
    columns = {
        column.key: [line.cells[at] if at < len(line.cells) else "" for line in kept]
        for at, column in places.items()
    }
    schema = {LINE: pl.Int64, **dict.fromkeys(columns, pl.String)}
    return pl.DataFrame({LINE: [line.number for line in kept], **columns}, schema=schema)


def _is_dropped(line: Line) -> bool:
    return line.is_blank or is_help(line)


def _is_quoted(text: str) -> bool:
    """Must ``csv`` read it: quoted cells, or lines that end as on an old Macintosh?"""
    return '"' in text or ("\r" in text and text.count("\r") != text.count("\r\n"))


def _split(text: str) -> pl.Series:
    lines = pl.Series([text.removesuffix("\n")]).str.split("\n").explode()
    return lines.str.strip_suffix("\r") if "\r" in text else lines


def _sound(text: str) -> str:
    """Text without control characters (then it is no table), in the edition of GB 18030 that ``tables`` speaks."""
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(None, _CONTROLS)) != len(raw):
        raise refused("unreadable", words.NOT_A_SHEET, words.TEMPLATE_NEXT)
    return text.translate(EDITION_2022) if b"\xee" in raw else text
