"""Rows that were computed, not read, for the lists of the house: as much of a query set as lists use.

A list whose columns follow from rules (the light of a task, what a unit owes) is small and worked out in Python. Told
to the database as CASE WHEN of every row it would make statements of tens of kilobytes; here it is narrowed, sorted
and paged where it already is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, cast

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

Facts = Mapping[str, Any]


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """As in a database, nothing is smaller or larger than an empty value."""
    return lambda value, wanted: value is not None and wanted is not None and test(value, wanted)


_LOOKUPS: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "icontains": _compared(lambda value, wanted: str(wanted).casefold() in str(value).casefold()),
    "gt": _compared(lambda value, wanted: value > wanted),
    "gte": _compared(lambda value, wanted: value >= wanted),
    "lt": _compared(lambda value, wanted: value < wanted),
    "lte": _compared(lambda value, wanted: value <= wanted),
    "isnull": lambda value, wanted: (value is None) == wanted,
}


def rows_at_hand(model: type[Model], rows: Iterable[Facts]) -> QuerySet[Any]:
    """``rows`` have the key under ``pk`` and a value under every lookup of the list. For ``render_list`` alone."""
    return cast("QuerySet[Any]", RowsAtHand(model, list(rows)))


class RowsAtHand:
    """Never changed; each narrowing gives a new one."""

    def __init__(self, model: type[Model], rows: Sequence[Facts], fields: tuple[str, ...] = ()) -> None:
        self.model = model
        self._rows = rows
        self._fields = fields

    def filter(self, *conditions: Q, **lookups: Any) -> Self:
        wanted = Q(*conditions, **lookups)
        return self._with([row for row in self._rows if _holds(wanted, row)])

    def order_by(self, *keys: str | OrderBy) -> Self:
        rows = list(self._rows)
        # Sorting is stable: the last key first.
        for key in reversed(keys):
            rows = _sorted(rows, key)
        return self._with(rows)

    def values_list(self, *fields: str) -> Self:
        return type(self)(self.model, self._rows, fields)

    def iterator(self, chunk_size: int = 0) -> Iterator[tuple[Any, ...]]:  # noqa: ARG002 - as a query set has it
        return iter(self)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return (tuple(row[name] for name in self._fields) for row in self._rows)

    def __getitem__(self, part: slice) -> list[tuple[Any, ...]]:
        return list(self._with(self._rows[part]))

    def __len__(self) -> int:
        return len(self._rows)

    def _with(self, rows: Sequence[Facts]) -> Self:
        return type(self)(self.model, rows, self._fields)


def _holds(condition: Q, row: Facts) -> bool:
    found = (
        _holds(child, row) if isinstance(child, Q) else _matches(row, *cast("tuple[str, Any]", child))
        for child in condition.children
    )
    # An empty condition holds, whatever joins it.
    is_met = not condition.children or (any(found) if condition.connector == Q.OR else all(found))
    return is_met != condition.negated


def _matches(row: Facts, lookup: str, wanted: Any) -> bool:
    name, _, kind = lookup.rpartition("__")
    if kind in _LOOKUPS and name:
        return _LOOKUPS[kind](row[name], wanted)
    return _LOOKUPS["exact"](row[lookup], wanted)


def _sorted(rows: list[Facts], key: str | OrderBy) -> list[Facts]:
    """Empty values stand last unless the key says first."""
    if isinstance(key, OrderBy):
        name, is_descending, is_empty_first = (
            cast("F", key.expression).name,
            key.descending,
            bool(key.nulls_first),
        )
    else:
        name, is_descending, is_empty_first = key.removeprefix("-"), key.startswith("-"), False
    filled = sorted(
        (row for row in rows if row[name] is not None), key=lambda row: row[name], reverse=is_descending
    )
    empty = [row for row in rows if row[name] is None]
    return [*empty, *filled] if is_empty_first else [*filled, *empty]
