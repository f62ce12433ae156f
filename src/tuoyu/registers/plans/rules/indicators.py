"""Indicators set out in a table (指标 | 单位 | 2020年 | 2025年 | 属性), copied as rows or with each cell on a line of its own.

A column of a year before the document's own is a baseline, no promise; so is one named 现状, 基期 or 实际.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuoyu.registers.plans.rules.head import line_places
from tuoyu.registers.plans.rules.metrics import metric_name
from tuoyu.registers.plans.rules.parsed import ParsedTarget
from tuoyu.registers.plans.rules.tables import Cell, cells_of
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.words import Op

_COLUMNS = (
    ("no", re.compile(r"序号|编号")),
    ("metric", re.compile(r"(?:主要|核心|具体|二级|发展)?指标(?:名称|内容)?")),
    ("unit", re.compile(r"(?:计量)?单位(?:及?符号)?")),
    (
        "year",
        re.compile(r"(?:到)?(?P<year>20\d\d)年?(?:[底末])?(?P<kind>目标值?|指标值?|预期|规划值?|现状值?|实际值?|基数|基期值?|\(.*\))?"),
    ),
    ("base", re.compile(r"现状值?|基期值?|基准值?|实际值?|当前值")),
    ("other", re.compile(r"类别|维度|领域|分类|方面|(?:指标)?(?:属性|性质|类型)|备注|(?:责任|牵头|配合)(?:单位|部门)|.*(?:增长|增幅|累计).*")),
)  # fmt: skip
_BASE = re.compile(r"现状|实际|基")
_VALUE = re.compile(
    r"(?P<pre>≥|>=|>|≤|<=|<|不低于|不少于|不超过|不高于|达到|约)?(?P<num>\d{1,9}(?:\.\d{1,4})?)(?P<unit>%|‰|/10万|(?!以上|以下|以内|左右)[\u4e00-\u9fff]{1,3}?)?(?P<post>以上|以下|以内|左右)?"
)
_AT_LEAST = ("≥", ">=", ">", "不低于", "不少于", "达到", "以上")
_AT_MOST = ("≤", "<=", "<", "不超过", "不高于", "以下", "以内")
_UNIT_IN_NAME = re.compile(r"\(([\u4e00-\u9fff%‰/]{1,6}?)\)$")
_TALL_MAX = 12


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds; ``year`` of a column of promised values."""

    kind: str
    year: int | None = None


def read_indicators(text: Text, since: int | None) -> list[tuple[ParsedTarget, Cell]]:
    """Each promised value with the place of its row, in order; ``since`` is the document's own year, where known."""
    lines = line_places(text.folded)
    found: list[tuple[ParsedTarget, Cell]] = []
    at = 0
    while at < len(lines):
        cells = cells_of(text.folded, lines[at])
        columns = _header([text.folded[left:right] for left, right in cells], since)
        if columns:
            at, targets = _wide(text, lines, at + 1, columns)
        elif tall := _tall_header(text.folded, lines, at, since):
            at, targets = _tall(text, lines, at + len(tall), tall)
        else:
            at += 1
            continue
        found += targets
    return found


def _header(words: list[str], since: int | None) -> list[Column] | None:
    """Columns, where the cells name a metric and a year."""
    if len(words) < 2:
        return None
    columns = [_column(re.sub(r"\s", "", word)) for word in words]
    kinds = [column.kind for column in columns]
    if "metric" not in kinds or "year" not in kinds:
        return None
    years = [column.year for column in columns if column.year]
    is_told = "base" in kinds or len(years) < 2
    first = since or (years[0] if is_told and years else years[1] if years else 0)
    return [Column("base") if one.year and one.year < first else one for one in columns]


def _column(word: str) -> Column:
    for kind, pattern in _COLUMNS:
        match = pattern.fullmatch(word)
        if match and kind == "year":
            return Column("base") if _BASE.search(match["kind"] or "") else Column("year", int(match["year"]))
        if match:
            return Column(kind)
    return Column("unknown")


def _wide(
    text: Text, lines: list[Cell], at: int, columns: list[Column]
) -> tuple[int, list[tuple[ParsedTarget, Cell]]]:
    found: list[tuple[ParsedTarget, Cell]] = []
    while at < len(lines):
        cells = cells_of(text.folded, lines[at])
        if len(cells) == len(columns) - 1:
            cells = [(lines[at][0], lines[at][0]), *cells]
        row = list(_row(text, cells, columns)) if len(cells) >= len(columns) else []
        if not row and not re.fullmatch(r"[\s|:\-—+=]+", text.folded[slice(*lines[at])]):
            break
        found += row
        at += 1
    return at, found


def _tall_header(folded: str, lines: list[Cell], at: int, since: int | None) -> list[Column] | None:
    words: list[str] = []
    for left, right in lines[at : at + _TALL_MAX]:
        word = folded[left:right].strip()
        if right - left > 16 or _column(re.sub(r"\s", "", word)).kind == "unknown":
            break
        words.append(word)
    return _header(words, since) if len(words) >= 3 else None


def _tall(
    text: Text, lines: list[Cell], at: int, columns: list[Column]
) -> tuple[int, list[tuple[ParsedTarget, Cell]]]:
    found: list[tuple[ParsedTarget, Cell]] = []
    while at + len(columns) <= len(lines):
        row = list(_row(text, lines[at : at + len(columns)], columns))
        if not row:
            break
        found += row
        at += len(columns)
    return at, found


def _row(text: Text, cells: list[Cell], columns: list[Column]) -> Iterator[tuple[ParsedTarget, Cell]]:
    """The promised values of one row; none where the cells are not those of an indicator."""
    pairs = list(zip(columns, cells, strict=False))
    words = {column.kind: text.folded[left:right].strip() for column, (left, right) in pairs}
    spoken = _UNIT_IN_NAME.search(words.get("metric", ""))
    metric = metric_name(_UNIT_IN_NAME.sub("", words.get("metric", "")))
    if not re.search(r"[\u4e00-\u9fff]{2}", metric):
        return
    place = (cells[0][0], cells[len(columns) - 1][1])
    for column, (left, right) in pairs:
        value = _VALUE.fullmatch(re.sub(r"\s", "", text.folded[left:right]))
        if column.year and value:
            unit = value["unit"] or words.get("unit") or (spoken[1] if spoken else "")
            yield _target(metric, unit, value, column.year, text, place), place


def _target(metric: str, unit: str, value: re.Match[str], year: int, text: Text, place: Cell) -> ParsedTarget:
    signs = (value["pre"], value["post"])
    at_least, at_most = any(sign in _AT_LEAST for sign in signs), any(sign in _AT_MOST for sign in signs)
    op = Op.AT_LEAST if at_least else Op.AT_MOST if at_most else Op.EQUAL
    number = float(value["num"]) if "." in value["num"] else int(value["num"])
    if unit in ("个", "张", "") and re.search(r"每千(?:常住)?人", metric):
        unit = "个/千人"
    return ParsedTarget(metric, op, number, unit, year, span=text.span(*place))
