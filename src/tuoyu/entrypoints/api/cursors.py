"""Pages by key for the API: the house's signed cursors, with a salt for each list. No OFFSET, no COUNT(*)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.schemas import Paging
from tuoyu.foundation.ui.keyset import Cursor, Order, StaleCursor, decode, encode, read_page

Values = tuple[Any, ...]


def page_of(
    rows: QuerySet[Any],
    order: Order,
    fields: tuple[str, ...],
    asked: Paging,
    salt: str,
    made: Callable[[Values], Any],
) -> dict[str, Any]:
    """One page in one statement; ``made`` turns (key, *fields) into an item. Raises TY-4003."""
    try:
        page = read_page(rows, order, fields, asked.limit, asked.after, f"api.{salt}")
    except StaleCursor:
        raise ApiError("TY-4003") from None
    return {"items": [made(row[1:]) for row in page.rows], "next": page.next or None}


def slice_of(
    items: Sequence[Any], key_of: Callable[[Any], int], rows: QuerySet[Any], asked: Paging, salt: str
) -> tuple[Sequence[Any], str | None]:
    """The same over items that are worked out together (the tasks of a plan), sorted by a number of their own."""
    order, salt = Order("no", "no"), f"api.{salt}"
    try:
        seen = decode(asked.after, order, rows.model, salt).value if asked.after else 0
    except StaleCursor:
        raise ApiError("TY-4003") from None
    beyond = [item for item in items if key_of(item) > seen]
    page = beyond[: asked.limit]
    has_more = len(beyond) > len(page)
    return page, encode(Cursor(key_of(page[-1]), key_of(page[-1])), order, salt) if has_more else None
