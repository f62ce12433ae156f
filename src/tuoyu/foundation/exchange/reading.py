"""Lines become rows: find the header (merged cells and titles above it included), then read every cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tuoyu.foundation.exchange import words
from tuoyu.foundation.exchange.sheets import DryRun, RowError, Sheet, SheetColumn, SheetRow, WrongValue
from tuoyu.foundation.exchange.tables import Line
from tuoyu.foundation.exchange.values import read_value
from tuoyu.kernel.characters import half_width, without_blanks
from tuoyu.kernel.verdict import Refused

HEADER_WITHIN = 20
# Enough to mend a file by; the rest would only be the same mistake again.
MOST_ERRORS = 200

Places = dict[int, SheetColumn]


def read_rows(sheet: Sheet, lines: Sequence[Line], name: str = "") -> DryRun:
    """The rows of a file with every error found. Raises ``Refused`` where the header itself is wrong."""
    start, places = find_header(sheet, lines)
    body = [line for line in lines[start:] if not is_help(line)]
    if not body:
        raise _refused("empty", words.NO_ROWS)
    if len(body) > sheet.most_rows:
        raise _refused("too_many", words.too_many_rows(sheet.most_rows))
    rows, errors = [], []
    for line in body:
        row, wrong = read_row(sheet, places, line)
        rows.append(row)
        errors += wrong
    errors += _repeated(sheet, rows)
    errors.sort(key=lambda error: error.line)
    return DryRun(tuple(rows), tuple(errors[:MOST_ERRORS]), name)


def find_header(sheet: Sheet, lines: Sequence[Line]) -> tuple[int, Places]:
    """Where the body begins, and which place holds which column.

    A header may stand in two lines (a merged title over 分子 and 分母): a place is then called by the lower one
    that names a column, else by the upper one.
    """
    best: tuple[int, int, list[str]] = (0, 0, [])
    known = _known(sheet)
    for at in range(min(len(lines), HEADER_WITHIN)):
        for height in (1, 2):
            if at + height > len(lines):
                continue
            heads = _heads([lines[at + step].cells for step in range(height)], known)
            found = len({known[_plain(head)].key for head in heads if _plain(head) in known})
            if found > best[0]:
                best = (found, at + height, heads)
    found, start, heads = best
    if found < min(2, len(sheet.columns)):
        raise _refused("header", words.no_header(sheet.labels))
    return start, _places(sheet, heads, known)


def _heads(levels: Sequence[Sequence[str]], known: dict[str, SheetColumn]) -> list[str]:
    width = max(len(level) for level in levels)
    columns = [[level[at] if at < len(level) else "" for level in levels] for at in range(width)]
    return [next((head for head in reversed(heads) if _plain(head) in known), heads[0]) for heads in columns]


def _places(sheet: Sheet, heads: Sequence[str], known: dict[str, SheetColumn]) -> Places:
    places: Places = {}
    # An error file that comes back still has its columns of problems.
    passed_over = (words.PROBLEM_HEAD, *words.PROBLEM_HEADS, *words.IDLE_HEADS)
    offered = {*known, *map(_plain, passed_over)}
    unknown = [head.strip() for head in heads if head.strip() and _plain(head) not in offered]
    for at, head in enumerate(heads):
        column = known.get(_plain(head))
        if column is None:
            continue
        if column in places.values():
            raise _refused("header_twice", words.column_twice(column.label))
        places[at] = column
    missing = [each.label for each in sheet.columns if each.is_required and each not in places.values()]
    if missing:
        raise _refused("header_missing", words.columns_missing(missing))
    if unknown and not sheet.passes_over_unknown:
        raise _refused("header_unknown", words.columns_unknown(unknown))
    return places


def _known(sheet: Sheet) -> dict[str, SheetColumn]:
    return {_plain(head): column for column in sheet.columns for head in (column.label, *column.aliases)}


def _plain(head: str) -> str:
    """A head as it is compared: no blanks, half-width, without the star that marks what is required."""
    return without_blanks(half_width(head)).strip("*").lower()


def is_help(line: Line) -> bool:
    """Is it the line of the template that says how to fill it in?"""
    return next((cell for cell in line.cells if cell.strip()), "").startswith(words.HELP_MARK)


def read_row(sheet: Sheet, places: Places, line: Line) -> tuple[SheetRow, list[RowError]]:
    """The values of a line, and what is wrong with its cells."""
    values: dict[str, object] = {column.key: None for column in sheet.columns}
    cells: dict[str, str] = {}
    errors = []
    for at, column in places.items():
        cell = cells[column.key] = line.cells[at] if at < len(line.cells) else ""
        try:
            values[column.key] = read_value(column, cell)
        except WrongValue as wrong:
            errors.append(RowError(line.number, column.label, cell.strip(), str(wrong)))
    return SheetRow(line.number, values, cells), errors


def _repeated(sheet: Sheet, rows: Sequence[SheetRow]) -> list[RowError]:
    """Rows that the identity cannot tell apart; rows whose identity was not read are reported already."""
    seen: dict[tuple[object, ...], int] = {}
    errors = []
    for row in rows:
        identity = tuple(row[key] for key in sheet.identity)
        if not identity or None in identity:
            continue
        first = seen.setdefault(identity, row.line)
        if first != row.line:
            errors.append(RowError(row.line, "", "", words.TWICE.format(line=first)))
    return errors


def _refused(code: str, sentence: str) -> Refused:
    return Refused.because(
        f"exchange.{code}", sentence, status=422, next_step=words.TEMPLATE_NEXT, field="file"
    )
