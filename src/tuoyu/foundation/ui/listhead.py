"""The head of a list: labels, and sort links that say aloud how the list is sorted."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.columns import Column
from tuoyu.foundation.ui.keyset import Order
from tuoyu.foundation.ui.marks import icon


def head_cells(
    columns: tuple[Column, ...], order: Order, query_for: Callable[[str], str], element_id: str
) -> SafeString:
    """The ``<th>`` of every column. ``query_for(sort)`` is the query string that sorts that way.

    Each link has an id under ``element_id``, so that the focus stays on it when the list is swapped.
    """
    return format_html_join("", "{}", ((_cell(column, order, query_for, element_id),) for column in columns))


def _cell(column: Column, order: Order, query_for: Callable[[str], str], element_id: str) -> SafeString:
    css = column.css
    if not column.is_sortable:
        return format_html('<th role="columnheader" scope="col" class="{}">{}</th>', css, column.label)
    is_here = order.key == column.name
    state = ("descending" if order.is_descending else "ascending") if is_here else "none"
    shape = {"ascending": "arrow-up", "descending": "arrow-down", "none": "arrows-sort"}[state]
    target = f"-{column.name}" if state == "ascending" else column.name
    return format_html(
        '<th role="columnheader" scope="col" class="{}" aria-sort="{}"><a class="ty-sort" id="{}-sort-{}" href="?{}">{}{}</a></th>',
        css,
        state,
        element_id,
        column.name,
        query_for(target),
        column.label,
        icon(shape),
    )
