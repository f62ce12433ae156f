"""Tasks and indicators that a plan sets out in a table, copied as text.

A row is a line whose cells are parted by a tab, ``|`` or several blanks; or, in a copy that put each cell on a line
of its own, as many lines as the header has. The header is the row that names a role beside a task column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuoyu.registers.plans.rules.roles import DEADLINE, DUTY, LABEL_WORDS, LEAD, SUPPORT
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.units import is_named_unit, split_units

Cell = tuple[int, int]
_ROLES = (LEAD, DUTY, SUPPORT)
_CELL = re.compile(r"[^\t|\n]+?(?=[ ]{2,}|[\t|\n]|$)")
_COLUMNS = (
    ("no", re.compile(r"序号|编号|序")),
    ("section", re.compile(r"类别|领域|板块|一级任务|任务类别|工作类别|分类|方面|大类|重点领域|维度")),
    (
        "title",
        re.compile(
            r"(?:重点|主要|工作|具体|目标|二级)?(?:任务|事项|项目|举措|措施|工作)(?:名称)?|任务名称|项目名称|工作任务和?措施"
        ),
    ),
    (
        "clause",
        re.compile(
            r"(?:具体|主要|工作|任务|重点|推进)?(?:内容|措施|举措|要求|目标)(?:及要求|和要求)?|(?:任务|工作)(?:目标|要求|描述)|建设内容|具体任务|细化措施"
        ),
    ),
)
_RULE_ROW = re.compile(r"[\s|:\-—+=]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One task row: a place in the text for each column it has."""

    cells: dict[str, Cell]
    start: int
    end: int
    heading: Cell | None


def column_of(words: str) -> str | None:
    """What a header cell names, or ``None``."""
    words = re.sub(r"[\s*]", "", words)
    match = LABEL_WORDS.fullmatch(words) or LABEL_WORDS.fullmatch(re.sub(r"\(.*?\)|及.*|和.*", "", words))
    if match:
        return match.lastgroup
    if words in ("牵头", "主办"):
        return LEAD
    if words in ("配合", "协办", "责任"):
        return SUPPORT if words != "责任" else DUTY
    return next((name for name, pattern in _COLUMNS if pattern.fullmatch(words)), None)


def read_rows(text: Text) -> list[Row]:
    """Every task row of every table in the text, in order."""
    lines = _lines(text.folded)
    rows: list[Row] = []
    at = 0
    while at < len(lines):
        header = _header(text.folded, lines[at])
        tall = None if header else _tall_header(text.folded, lines, at)
        if header:
            at, found = _wide_rows(text.folded, lines, at + 1, header)
            rows += found
        elif tall:
            at, found = _tall_rows(text.folded, lines, at + len(tall), tall)
            rows += found
        else:
            at += 1
    return rows


def cells_of(folded: str, line: Cell) -> list[Cell]:
    """Cells of a line with the blanks around them cut; empty cells between tabs or bars keep their place."""
    start, end = line
    words = folded[start:end]
    if "\t" in words or words.count("|") >= 2:
        separator = "\t" if "\t" in words else "|"
        if separator == "|":
            start += len(words) - len(words.lstrip(" |")) if words.lstrip().startswith("|") else 0
            end -= 1 if words.rstrip().endswith("|") else 0
        cells, left = [], start
        for place in [
            *(start + m.start() for m in re.finditer(re.escape(separator), folded[start:end])),
            end,
        ]:
            cells.append(_cut(folded, left, place))
            left = place + 1
        return cells
    return [_cut(folded, start + m.start(), start + m.end()) for m in re.finditer(r"\S(?:\S| (?! ))*", words)]


def _single(folded: str, line: Cell) -> list[Cell]:
    """Cells of a line whose columns have but one blank between them."""
    return [match.span() for match in re.compile(r"\S+").finditer(folded, *line)]


def _cut(folded: str, start: int, end: int) -> Cell:
    words = folded[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, max(left, start + len(words.rstrip()))


def _lines(folded: str) -> list[Cell]:
    lines, at = [], 0
    for line in folded.split("\n"):
        if line.strip():
            lines.append((at, at + len(line)))
        at += len(line) + 1
    return lines


def _is_task_header(columns: list[str | None]) -> bool:
    has_role = any(column in (LEAD, DUTY, SUPPORT) for column in columns)
    return has_role and any(column in ("title", "clause") for column in columns)


def _header(folded: str, line: Cell) -> list[str | None] | None:
    if line[1] - line[0] > 200:
        return None
    cells = cells_of(folded, line)
    cells = _single(folded, line) if len(cells) == 1 else cells
    columns = _told_apart([column_of(folded[left:right]) for left, right in cells])
    return columns if len(columns) >= 2 and _is_task_header(columns) else None


def _told_apart(columns: list[str | None]) -> list[str | None]:
    """Of 重点任务 | 主要举措 the first is the title, the second what is to be done."""
    told = list(columns)
    for at, column in enumerate(columns):
        if column == "title" and "title" in columns[:at] and "clause" not in columns:
            told[at] = "clause"
    return told


def _wide_rows(folded: str, lines: list[Cell], at: int, header: list[str | None]) -> tuple[int, list[Row]]:
    rows: list[Row] = []
    heading: Cell | None = None
    is_single = len(cells_of(folded, lines[at - 1])) == 1
    while at < len(lines):
        line = lines[at]
        cells = cells_of(folded, line)
        if is_single and len(cells) == 1 and len(single := _single(folded, line)) == len(header):
            cells = single
        filled = [cell for cell in cells if cell[1] > cell[0]]
        if _RULE_ROW.fullmatch(folded[line[0] : line[1]]) or _header(folded, line):
            at += 1
            continue
        if len(filled) <= 1 and len(cells) < len(header):
            if not filled or filled[0][1] - filled[0][0] > 40 or "。" in folded[filled[0][0] : filled[0][1]]:
                break
            heading = filled[0]
        elif len(filled) == 1:
            heading = filled[0]
        elif row := _row(_aligned(folded, cells, header), line, heading):
            rows.append(row)
        else:
            break
        at += 1
    return at, _inherited(rows)


def _aligned(folded: str, cells: list[Cell], header: list[str | None]) -> dict[str, Cell]:
    """Cells by column. A short row has lost merged cells at its left, or empty ones at its right."""
    columns = list(header)
    if len(cells) < len(columns):
        has_number = bool(re.fullmatch(r"\d{1,3}", folded[cells[0][0] : cells[0][1]]))
        if columns[0] == "section" or (columns[0] == "no" and not has_number):
            columns = columns[1:]
    pairs = zip(columns, cells, strict=False)
    return {column: cell for column, cell in pairs if column and cell[1] > cell[0]}


def _row(cells: dict[str, Cell], line: Cell, heading: Cell | None) -> Row | None:
    if "title" not in cells and "clause" not in cells:
        return None
    return Row(cells, line[0], line[1], heading)


def _inherited(rows: list[Row]) -> list[Row]:
    """A merged section cell stands in its first row only."""
    last: Cell | None = None
    filled = []
    for row in rows:
        last = row.cells.get("section", last)
        cells = row.cells | ({"section": last} if last else {})
        filled.append(Row(cells, row.start, row.end, row.heading))
    return filled


def _tall_header(folded: str, lines: list[Cell], at: int) -> list[str | None] | None:
    """Header cells on lines of their own: at least three short lines in a row that name columns."""
    columns: list[str | None] = []
    for left, right in lines[at : at + 8]:
        column = column_of(folded[left:right]) if right - left <= 12 else None
        if column is None:
            break
        columns.append(column)
    columns = _told_apart(columns)
    return columns if len(columns) >= 3 and columns[0] == "no" and _is_task_header(columns) else None


def _tall_rows(folded: str, lines: list[Cell], at: int, header: list[str | None]) -> tuple[int, list[Row]]:
    rows: list[Row] = []
    while at < len(lines):
        if not re.fullmatch(r"\d{1,3}", folded[lines[at][0] : lines[at][1]].strip()):
            break
        group = list(_until_number(folded, lines, at))
        cells, used = _poured(folded, group, header)
        row = _row(cells, (lines[at][0], group[used - 1][1]), None)
        if row is None:
            break
        rows.append(row)
        is_last = at + len(group) == len(lines)
        at += used if is_last else len(group)
    return at, rows


def _poured(folded: str, group: list[Cell], header: list[str | None]) -> tuple[dict[str, Cell], int]:
    """Lines into columns, and how many lines they took: a text may run on until the units, the last units until the date."""
    cells: dict[str, Cell] = {}
    at = 0
    for place, column in enumerate(header):
        if at >= len(group):
            break
        first = at
        at += 1
        following = header[place + 1] if place + 1 < len(header) else None
        is_role, is_before_role = column in _ROLES, following in _ROLES
        while len(group) - at > len(header) - place - 1:
            is_list = _is_unit_list(folded, group[at])
            if not (
                is_list if is_role and not is_before_role else is_before_role and not is_role and not is_list
            ):
                break
            at += 1
        if column:
            cells[column] = (group[first][0], group[at - 1][1])
    return cells, at


def _is_unit_list(folded: str, line: Cell) -> bool:
    units = split_units(folded, *line)
    return bool(units) and all(is_named_unit(folded[unit.start : unit.end]) for unit in units)


def _until_number(folded: str, lines: list[Cell], at: int) -> Iterator[Cell]:
    yield lines[at]
    for left, right in lines[at + 1 :]:
        if re.fullmatch(r"\d{1,3}", folded[left:right].strip()):
            return
        yield left, right


def task_roles() -> tuple[str, ...]:
    """The columns that hold units or a date."""
    return (LEAD, DUTY, SUPPORT, DEADLINE)
