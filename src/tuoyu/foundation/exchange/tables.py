"""From the bytes of an uploaded file to lines of cells: xlsx through polars, CSV in UTF-8 or GB 18030. No database.

Whatever cannot be read is refused (422) with what to do. Lines keep the numbers that Excel shows.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass

from tuoyu.foundation.exchange import words
from tuoyu.foundation.files.apart import ReaderFellError, read_apart
from tuoyu.foundation.files.archives import MAX_UNPACKED
from tuoyu.foundation.files.checks import examine
from tuoyu.foundation.files.contents import decoded_text
from tuoyu.foundation.files.names import extension_of
from tuoyu.kernel.verdict import Refused, demand

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv", "txt": "text/plain"}
_ERROR_CELL = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? t="e"')
_CHUNK = 1 << 20
# No sheet of ours is longer; each says itself how many lines it takes.
MOST_LINES = 100_000
# Python decodes GB 18030 by the edition of 2005; that of 2022 gave these eighteen places a character of their own.
EDITION_2022 = str.maketrans(
    {
        **dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True)),
        0xE81E: 0x9FB4,
        0xE826: 0x9FB5,
        0xE82B: 0x9FB6,
        0xE82C: 0x9FB7,
        0xE832: 0x9FB8,
        0xE843: 0x9FB9,
        0xE854: 0x9FBA,
        0xE864: 0x9FBB,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number as the person sees it, its cells as text (empty where nothing stands)."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def read_lines(name: str, content: bytes, *, max_bytes: int, most_lines: int) -> list[Line]:
    """The lines that hold something, at most ``most_lines`` and one more. Raises ``Refused``."""
    stream = io.BytesIO(content)
    examined = examine(name, stream, len(content), max_bytes=max_bytes, allowed=TYPES)
    demand(examined.verdict, status=422)
    is_workbook = extension_of(examined.name) == "xlsx"
    lines = _workbook(content, most_lines) if is_workbook else _csv(content, most_lines)
    return [line for line in lines if not line.is_blank][: most_lines + 1]


def _workbook(content: bytes, most_lines: int) -> list[Line]:
    _demand_true_size(content)
    try:
        rows = read_apart(f"{__name__}:{workbook_rows.__name__}", content)
    except ReaderFellError as error:
        raise refused("unreadable", words.NOT_A_SHEET, words.TEMPLATE_NEXT) from error
    kept = rows[: most_lines * 2 + 50]
    return [Line(number, tuple(cell or "" for cell in row)) for number, row in enumerate(kept, 1)]


def workbook_rows(content: bytes) -> list[tuple[str | None, ...]]:
    """The cells of the first sheet as text. For ``read_apart``: one far cell makes fastexcel ask for all memory."""
    import fastexcel  # noqa: PLC0415 heavy, and wanted by few requests

    sheet = fastexcel.read_excel(content).load_sheet(
        0, header_row=None, skip_rows=0, n_rows=MOST_LINES, dtypes="string"
    )
    rows: list[tuple[str | None, ...]] = sheet.to_polars().rows()
    return rows


def _demand_true_size(content: bytes) -> None:
    """Headers were judged before; they may lie, so the members are unpacked once and counted, a chunk at a time.

    On the way cells that hold a formula's error are found: the reader would pass over them in silence.
    """
    budget = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                is_sheet = info.filename.startswith("xl/worksheets/")
                budget = _count_member(archive, info, budget, is_sheet=is_sheet)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise refused("unreadable", words.NOT_A_SHEET, words.TEMPLATE_NEXT) from error


def _count_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int, *, is_sheet: bool) -> int:
    with archive.open(info) as member:
        tail = b""
        while chunk := member.read(_CHUNK):
            budget -= len(chunk)
            if budget < 0:
                raise refused("bomb", words.FALSE_SIZE, words.TEMPLATE_NEXT)
            if is_sheet and (found := _ERROR_CELL.search(tail + chunk)):
                cell = found[1].decode("ascii")
                raise refused("error_cell", words.error_cell(cell), words.FIX_NEXT)
            tail = chunk[-200:]
    return budget


def _csv(content: bytes, most_lines: int) -> list[Line]:
    text = decoded_text(content)
    if text is None:
        raise refused("unreadable", words.NOT_A_SHEET, words.TEMPLATE_NEXT)
    text = text.translate(EDITION_2022)
    head = text[:4096]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(head), strict=True)
    lines: list[Line] = []
    try:
        for row in reader:
            lines.append(Line(len(lines) + 1, tuple(row)))
            if len(lines) > most_lines * 2 + 50:
                break
    except csv.Error as error:
        raise refused("odd_csv", words.ODD_CSV, words.TEMPLATE_NEXT) from error
    return lines


def delimiter_of(head: str) -> str:
    """Comma, tab (copied from Excel) or semicolon: whichever the first line has most of."""
    first = head.splitlines()[0] if head.strip() else ""
    return max(",\t;", key=first.count)


def refused(code: str, sentence: str, next_step: str) -> Refused:
    """A refusal (422) of the file as a whole."""
    return Refused.because(f"exchange.{code}", sentence, status=422, next_step=next_step, field="file")
