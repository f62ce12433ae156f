"""Paging by key: the next page begins after the last row seen, at the same cost on page 1 and on page 10,000.

Rows are ordered by (sort field, primary key) in one direction, empty values always last. A cursor names the row at
the edge of a page and is signed, so that it can be trusted as far as its types. No OFFSET, no COUNT(*).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from tuoyu.foundation.access.prepared import Prepared

Values = tuple[Any, ...]
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "n": Decimal,
    "v": lambda value: value,
}
# First pages of whole tables, compiled; there are as many as lists and orders, and sizes that callers of the API name.
_FIRST_PAGES: Final[dict[tuple[Any, ...], Prepared]] = {}
_MOST_FIRST_PAGES = 256


@dataclass(frozen=True, slots=True)
class Order:
    """Which way the rows run. ``field`` is the lookup sorted by, ``key`` its name in the address."""

    key: str
    field: str
    is_descending: bool = False

    @property
    def name(self) -> str:
        return f"-{self.key}" if self.is_descending else self.key


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row at the edge of a page: rows after it, or (``is_backward``) before it, are wanted."""

    value: Any
    pk: Any
    is_backward: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as tuples (sort value, key, *fields), with the cursors of the neighbour pages (empty: there is none)."""

    rows: tuple[Values, ...]
    next: str = ""
    previous: str = ""


class StaleCursor(ValueError):
    """The cursor was altered, or belongs to another list or another order."""


def read_page(
    rows: QuerySet[Any], order: Order, fields: tuple[str, ...], size: int, token: str, salt: str
) -> Page:
    """The page of ``size`` rows that ``token`` points at (empty: the first page), in one statement.

    ``rows`` must hold one row per key (no multiplying joins). A page asked for backwards that holds nothing any
    more (its rows were deleted) becomes the first page. Raises ``StaleCursor``.
    """
    cursor = decode(token, order, rows.model, salt) if token else None
    found = _fetch(rows, order, fields, size, cursor)
    if cursor is not None and cursor.is_backward and not found:
        cursor, found = None, _fetch(rows, order, fields, size, None)
    has_more, found = len(found) > size, found[:size]
    is_backward = cursor is not None and cursor.is_backward
    if is_backward:
        found.reverse()
    has_next = bool(found) and (has_more or is_backward)
    has_previous = bool(found) and (has_more if is_backward else cursor is not None)
    return Page(
        tuple(found),
        encode(Cursor(found[-1][0], found[-1][1]), order, salt) if has_next else "",
        encode(Cursor(found[0][0], found[0][1], is_backward=True), order, salt) if has_previous else "",
    )


def ordered(rows: QuerySet[Any], order: Order, *, is_backward: bool = False) -> QuerySet[Any]:
    """``rows`` in the order, or exactly against it; empty values last (against: first)."""
    down = order.is_descending != is_backward
    if order.field == "pk":
        return rows.order_by("-pk" if down else "pk")
    key: OrderBy | str = f"-{order.field}" if down else order.field
    if _is_nullable(rows.model, order.field):
        ends: dict[str, bool] = {"nulls_first": True} if is_backward else {"nulls_last": True}
        key = OrderBy(F(order.field), descending=down, **ends)
    return rows.order_by(key, "-pk" if down else "pk")


def encode(cursor: Cursor, order: Order, salt: str) -> str:
    kind, value = _write(cursor.value)
    pk = cursor.pk if isinstance(cursor.pk, int) else str(cursor.pk)
    return signing.Signer(salt=salt).sign_object([order.name, int(cursor.is_backward), kind, value, pk])


def decode(token: str, order: Order, model: type[Model], salt: str) -> Cursor:
    try:
        name, is_backward, kind, value, pk = signing.Signer(salt=salt).unsign_object(token)
        if name != order.name:
            raise StaleCursor(token)
        return Cursor(_READERS[kind](value), model._meta.pk.to_python(pk), bool(is_backward))
    except (
        signing.BadSignature,
        ValueError,
        TypeError,
        KeyError,
        InvalidOperation,
        ValidationError,
    ) as error:
        raise StaleCursor(token) from error


def _fetch(
    rows: QuerySet[Any], order: Order, fields: tuple[str, ...], size: int, cursor: Cursor | None
) -> list[Values]:
    if cursor is None and is_whole(rows):
        return _first_page(rows, order, fields, size).rows()
    is_backward = cursor is not None and cursor.is_backward
    wanted = rows if cursor is None else rows.filter(_beyond(rows.model, order, cursor))
    return list(
        ordered(wanted, order, is_backward=is_backward).values_list(order.field, "pk", *fields)[: size + 1]
    )


def is_whole(rows: Any) -> bool:
    """Is it a whole table with nothing added, scoped to see it all? Its first page is the same statement every time."""
    if not isinstance(rows, QuerySet) or not getattr(rows, "_is_scoped", True):
        return False
    query: Any = rows.query
    if query.where or query.annotations or query.extra or query._filtered_relations:
        return False
    return not (query.combinator or query.is_sliced or query.distinct)


def _first_page(rows: QuerySet[Any], order: Order, fields: tuple[str, ...], size: int) -> Prepared:
    key = rows.model, order, fields, size
    if key not in _FIRST_PAGES:
        if len(_FIRST_PAGES) >= _MOST_FIRST_PAGES:
            _FIRST_PAGES.clear()
        page = ordered(rows, order).values_list(order.field, "pk", *fields)[: size + 1]
        _FIRST_PAGES[key] = Prepared(lambda: page)
    return _FIRST_PAGES[key]


def _beyond(model: type[Model], order: Order, cursor: Cursor) -> Q:
    """The rows strictly beyond the cursor in its direction."""
    sign = "lt" if order.is_descending != cursor.is_backward else "gt"
    key = Q(**{f"pk__{sign}": cursor.pk})
    if order.field == "pk":
        return key
    is_empty = Q(**{f"{order.field}__isnull": True})
    if cursor.value is None:
        return ~is_empty | (is_empty & key) if cursor.is_backward else is_empty & key
    # One range on the sort field first, so that an index on it is walked from the right place.
    beyond = Q(**{f"{order.field}__{sign}e": cursor.value}) & (
        Q(**{f"{order.field}__{sign}": cursor.value}) | key
    )
    return beyond if cursor.is_backward or not _is_nullable(model, order.field) else beyond | is_empty


def _is_nullable(model: type[Model], field: str) -> bool:
    """May the sort value be empty? Joined and annotated values may; a plain column says so itself."""
    try:
        found = model._meta.get_field(field)
    except FieldDoesNotExist:
        return True
    return bool(getattr(found, "null", True))


def _write(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        return "t", value.isoformat()
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, Decimal):
        return "n", str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return "v", value
    raise TypeError(f"a list cannot be sorted by a {type(value).__name__}")
