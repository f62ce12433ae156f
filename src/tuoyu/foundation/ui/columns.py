"""Columns of a list and the rows they make: compiled once to Python, because templates would be most of the cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tuoyu.foundation.ui import formats
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.words import NOTHING
from tuoyu.kernel.words import LabelledEnum


class ColumnKind(LabelledEnum):
    TEXT = "text", "文字"
    DATE = "date", "日期"
    MOMENT = "moment", "时间"
    NUMBER = "number", "数字"
    PERCENT = "percent", "百分比"
    MONEY = "money", "金额（分）"
    BOOLEAN = "boolean", "是否"


_EMPTY = frozenset({"", NOTHING})
_NOTHING = mark_safe(f'<span class="ty-nothing">{NOTHING}</span>')  # noqa: S308 ours
_RIGHT = {ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.MONEY}
_WRITERS: Mapping[ColumnKind, Callable[[Any], str]] = {
    ColumnKind.TEXT: lambda value: NOTHING if value is None or value == "" else str(value),
    ColumnKind.DATE: formats.zh_date_year,
    ColumnKind.MOMENT: formats.zh_moment_year,
    ColumnKind.NUMBER: formats.figure,
    ColumnKind.PERCENT: formats.percent,
    ColumnKind.MONEY: formats.yuan,
    ColumnKind.BOOLEAN: lambda value: NOTHING if value is None else ("是" if value else "否"),
}


class Row:
    """One row of a list: ``row["field"]`` for every field of the columns and of ``ListSpec.extra_fields``, ``row.pk``."""

    __slots__ = ("_index", "_values")

    def __init__(self, values: tuple[Any, ...], index: Mapping[str, int]) -> None:
        self._values = values
        self._index = index

    def __getitem__(self, name: str) -> Any:
        return self._values[self._index[name]]

    @property
    def pk(self) -> Any:
        return self._values[1]


Cell = Callable[[Any, Row], str]


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the key in the address and (unless ``field`` says otherwise) the lookup to read.

    What is shown, first that is given: ``cell(value, row)`` (a SafeString is trusted, a str is escaped), ``pills``
    ({stored value: (light, word)}), ``labels`` ({stored value: word} or a LabelledEnum), else the value by ``kind``.
    ``export(value, row)`` gives the exported value; without it the stored value, or its word.
    """

    name: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    field: str = ""
    cell: Cell | None = None
    labels: Mapping[Any, str] | type[LabelledEnum] | None = None
    pills: Mapping[Any, tuple[str, str]] | None = None
    export: Callable[[Any, Row], Any] | None = None
    is_sortable: bool = False
    sort_field: str = ""
    # Long text that may wrap; other cells keep to one line.
    is_wide: bool = False
    is_exported: bool = True

    @property
    def lookup(self) -> str:
        return self.field or self.name

    @property
    def css(self) -> str:
        return "ty-num" if self.kind in _RIGHT else ("ty-wide" if self.is_wide else "")


def word_of(column: Column, value: Any) -> str:
    """The plain word shown for a stored value."""
    if column.pills is not None and value in column.pills:
        return column.pills[value][1]
    if column.labels is not None and value is not None:
        if isinstance(column.labels, type):
            return column.labels.label_of(str(value))
        return column.labels.get(value, str(value))
    return _WRITERS[column.kind](value)


def cell_writer(column: Column) -> Callable[[Any, Row], SafeString | str]:
    """The function that turns (value, row) into the inner HTML of a cell; its result is safe to join."""
    if column.cell is not None:
        shown = column.cell
        return lambda value, row: _safe(shown(value, row))
    if column.pills is not None:
        known = {value: pill(light, word) for value, (light, word) in column.pills.items()}
        return lambda value, _: known[value] if value in known else escape(word_of(column, value))
    if column.labels is not None:
        return lambda value, _: escape(word_of(column, value))
    if column.kind is ColumnKind.TEXT:
        return lambda value, _: "" if value is None else _escaped(str(value))
    # What the other kinds write is digits and words of ours.
    write = _WRITERS[column.kind]
    return lambda value, _: write(value)


# Names of units and titles stand in every second row.
_escaped = lru_cache(maxsize=4096)(escape)


def _safe(text: str) -> str:
    """Trusted text as it is, anything else escaped (Django's own looks for lazy text first, at ten times the price)."""
    return text if isinstance(text, SafeString) else escape(str(text))


def _shown(cell: str) -> str:
    """Marked where it says nothing, so that a phone can leave it out."""
    return _NOTHING if cell in _EMPTY else cell


def row_writer(columns: tuple[Column, ...], index: Mapping[str, int]) -> Callable[[Row, str], str]:
    """The function that turns a row and its address into one ``<tr>``. The first cell carries the link."""
    cells = [(index[column.lookup], cell_writer(column)) for column in columns]
    first, *others = [_opening(column).replace("%", "%%") for column in columns]
    tail = "".join(f"</td>{opening}%s" for opening in others)
    plain = f'<tr role="row">{first}%s{tail}</td></tr>'
    linked = f'<tr role="row" data-ty-row>{first}<a class="ty-row-link" href="%s">%s</a>{tail}</td></tr>'

    def write(row: Row, url: str) -> str:
        values = row._values
        drawn = [_shown(writer(values[at], row)) for at, writer in cells]
        return linked % (escape(url), *drawn) if url else plain % tuple(drawn)

    return write


def _opening(column: Column) -> SafeString:
    css = f' class="{column.css}"' if column.css else ""
    return mark_safe(f'<td role="cell"{css} data-label="{escape(column.label)}">')  # noqa: S308 label escaped, css ours
