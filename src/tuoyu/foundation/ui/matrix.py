"""The duty matrix: units down, tasks across, ● leads and ○ shares, the state by shape, colour and word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tuoyu.foundation.ui.words import Light
from tuoyu.kernel.words import LabelledEnum


class Duty(LabelledEnum):
    LEAD = "lead", "牵头"
    SHARE = "share", "责任"


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One task: its number as ``mark``, its title, its page."""

    mark: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit. ``cells`` run with the columns: None, or (duty, light)."""

    title: str
    cells: Sequence[tuple[str, str] | None]
    url: str = ""


# A task in trouble changes its shape too: leads ● ◆ ▲, shares ○ ◇ △.
_SHAPES = {
    ("lead", "bad"): "◆",
    ("lead", "warn"): "▲",
    ("share", "bad"): "◇",
    ("share", "warn"): "△",
}
_PLAIN = {"lead": "●", "share": "○"}


def duty_matrix(
    columns: Sequence[MatrixColumn], rows: Sequence[MatrixRow], caption: str = "责任矩阵"
) -> SafeString:
    """A table; built as one string because it has hundreds of cells."""
    head = "".join(_head_cell(column) for column in columns)
    body = "".join(_row(row, columns) for row in rows)
    return mark_safe(  # noqa: S308 every value is escaped where it is written
        f'<div class="ty-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="ty-matrix"><caption class="visually-hidden">{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">单位</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _head_cell(column: MatrixColumn) -> SafeString:
    inner = format_html('<a href="{}">{}</a>', column.url, column.mark) if column.url else column.mark
    return format_html('<th scope="col" title="{} {}">{}</th>', column.mark, column.title, inner)


def _row(row: MatrixRow, columns: Sequence[MatrixColumn]) -> str:
    title = format_html('<a href="{}">{}</a>', row.url, row.title) if row.url else escape(row.title)
    cells = "".join(_cell(row.title, column, cell) for column, cell in zip(columns, row.cells, strict=True))
    return f'<tr><th scope="row">{title}</th>{cells}</tr>'


def _cell(unit: str, column: MatrixColumn, cell: tuple[str, str] | None) -> str:
    if cell is None:
        return "<td></td>"
    duty, light = str(cell[0]), str(cell[1])
    shape = _SHAPES.get((duty, light), _PLAIN[duty])
    spoken = f"{Duty.label_of(duty)}，{Light.label_of(light)}"
    hover = escape(f"{unit} · {column.mark} {column.title} · {spoken}")
    return (
        f'<td class="ty-{escape(light)}" title="{hover}"><span aria-hidden="true">{shape}</span>'
        f'<span class="visually-hidden">{escape(spoken)}</span></td>'
    )
