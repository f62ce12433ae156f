"""The working-day calendar over arrays: the same answers as ``dates.WorkCalendar``, a column at a time.

Days are proleptic ordinals (``date.toordinal()``; 1 = 0001-01-01) in int64 arrays of any shape. The calendar is
a table of a few thousand entries, so each question is one or two look-ups per row and nothing is searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tuoyu.kernel.dates import WorkCalendar

Days = NDArray[np.int64]

# date(1970, 1, 1).toordinal(): where numpy's day zero lies.
_EPOCH = 719_163
# Rows looked up at a time: the chunk and the tables stay in the second-level cache.
_CHUNK = 1 << 14
# Stands in a table of ordinals where the calendar has no answer.
_NONE = 0

Answer = TypeVar("Answer")


def ordinals(days: NDArray[np.datetime64]) -> Days:
    """Ordinals of ``datetime64[D]`` days."""
    return days.astype("datetime64[D]").astype(np.int64) + _EPOCH


def datetimes(days: Days) -> NDArray[np.datetime64]:
    """``datetime64[D]`` of ordinals."""
    return (days - _EPOCH).astype("datetime64[D]")


class WorkCalendarColumns:
    """Look-up tables of one ``WorkCalendar``. Where the scalar raises for a row, the whole call raises the same."""

    def __init__(self, calendar: WorkCalendar) -> None:
        first, upto, nth = calendar.tables()
        self._calendar = calendar
        # Place 0 in the tables is the day before the first announced one.
        self._zero = first - 1
        self._upto = np.array(upto, dtype=np.int64)
        self._is_work = np.diff(self._upto, prepend=0).astype(bool)
        self._nth = np.array([_NONE, *nth, _NONE], dtype=np.int64)

    def is_workday(self, days: Days) -> NDArray[np.bool_]:
        """Booleans of the same shape."""
        answer = np.empty(days.size, dtype=bool)
        for part, (day,) in _parts(days):
            places = day - self._zero
            if self._outside(places, lowest=1):
                _row_by_row(self._calendar.is_workday, _dates(day))
            self._is_work.take(places, mode="clip", out=answer[part])
        return answer.reshape(days.shape)

    def count(self, after: Days, through: Days) -> Days:
        """Working days in (after, through], row by row; negative where turned round."""
        answer = np.empty(after.size, dtype=np.int64)
        for part, (left, right) in _parts(after, through):
            lower, upper = left - self._zero, right - self._zero
            if self._outside(lower) or self._outside(upper):
                _row_by_row(self._calendar.count, _dates(left), _dates(right))
            found = self._upto.take(upper, mode="clip", out=answer[part])
            found -= self._upto.take(lower, mode="clip")
        return answer.reshape(after.shape)

    def add(self, start: Days, n: int | Days) -> Days:
        """The n-th working day after each start; ``n`` is one number or an array of the same shape."""
        if isinstance(n, int):
            return start.copy() if n == 0 else self._add_constant(start, n)
        answer = np.empty(start.size, dtype=np.int64)
        for part, (day, later) in _parts(start, n):
            answer[part] = self._add_each(day, later)
        return answer.reshape(start.shape)

    def _add_constant(self, start: Days, n: int) -> Days:
        # One n for all rows: answer every day of the calendar once, then look the rows up.
        everywhere = np.arange(len(self._upto))
        table = self._nth_after(everywhere, np.full_like(everywhere, n))
        answer = np.empty(start.size, dtype=np.int64)
        for part, (day,) in _parts(start):
            places = day - self._zero
            found = table.take(places, mode="clip", out=answer[part])
            if self._outside(places) or found.min() == _NONE:
                _row_by_row(self._calendar.add, _dates(day), [n] * len(day))
        return answer.reshape(start.shape)

    def _add_each(self, day: Days, later: Days) -> Days:
        places = day - self._zero
        inside = np.clip(places, 0, len(self._upto) - 1)
        found = np.where(later == 0, day, self._nth_after(inside, later))
        if self._outside(places) or found.min() == _NONE:
            # Some row has no answer, or stands outside the tables and needs none (n = 0).
            rows = _row_by_row(self._calendar.add, _dates(day), later.tolist())
            return np.array([row.toordinal() for row in rows], dtype=np.int64)
        return found

    def _nth_after(self, places: Days, n: Days) -> Days:
        """Ordinals for places inside the tables and n ≠ 0; ``_NONE`` where the answer is not announced."""
        # Going back, the start day is not counted either: rank from the day before it.
        is_back = n < 0
        rank = self._upto[np.maximum(places - is_back, 0)] + is_back + n
        found: Days = self._nth[np.clip(rank, 0, len(self._nth) - 1)]
        return found

    def _outside(self, places: Days, lowest: int = 0) -> bool:
        return bool(places.min() < lowest or places.max() >= len(self._upto))


def _parts(*columns: Days) -> Iterator[tuple[slice, tuple[Days, ...]]]:
    if len({column.shape for column in columns}) > 1:
        raise ValueError(f"columns differ in shape: {[column.shape for column in columns]}")
    flat = [np.ascontiguousarray(column, dtype=np.int64).reshape(-1) for column in columns]
    for start in range(0, flat[0].size, _CHUNK):
        part = slice(start, min(start + _CHUNK, flat[0].size))
        yield part, tuple(column[part] for column in flat)


def _dates(day: Days) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in day.tolist()]


def _row_by_row(ask: Callable[..., Answer], *columns: Sequence[object]) -> list[Answer]:
    """The scalar answers. Called where a row is outside the tables, so usually it raises for that row."""
    return [ask(*row) for row in zip(*columns, strict=True)]
