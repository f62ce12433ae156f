from __future__ import annotations

from datetime import date

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.dates import CalendarNotAnnounced
from tuoyu.kernel.dates_columnar import WorkCalendarColumns, datetimes, ordinals

CALENDAR = work_calendar()
COLUMNS = WorkCalendarColumns(CALENDAR)
FIRST, LAST = date(2020, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
ORDINALS = st.integers(FIRST - 40, LAST + 40)
ROWS = st.lists(st.tuples(ORDINALS, ORDINALS, st.integers(-60, 60)), min_size=1, max_size=30)


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def outcome(call: object) -> object:
    try:
        return call()  # type: ignore[operator]
    except CalendarNotAnnounced as refused:
        return str(refused)


@given(ROWS)
def test_same_answers_and_refusals_as_the_scalar(rows: list[tuple[int, int, int]]) -> None:
    a, b, n = (column(list(values)) for values in zip(*rows, strict=True))
    days = [(date.fromordinal(x), date.fromordinal(y), k) for x, y, k in rows]
    assert outcome(lambda: COLUMNS.is_workday(a).tolist()) == outcome(
        lambda: [CALENDAR.is_workday(x) for x, _, _ in days]
    )
    assert outcome(lambda: COLUMNS.count(a, b).tolist()) == outcome(
        lambda: [CALENDAR.count(x, y) for x, y, _ in days]
    )
    assert outcome(lambda: COLUMNS.add(a, n).tolist()) == outcome(
        lambda: [CALENDAR.add(x, k).toordinal() for x, _, k in days]
    )
    constant = rows[0][2]
    assert outcome(lambda: COLUMNS.add(a, constant).tolist()) == outcome(
        lambda: [CALENDAR.add(x, constant).toordinal() for x, _, _ in days]
    )


def test_every_day_as_chinesecalendar() -> None:
    days = np.arange(FIRST, LAST + 1)
    theirs = [chinese_calendar.is_workday(date.fromordinal(day)) for day in days.tolist()]
    assert COLUMNS.is_workday(days).tolist() == theirs


def test_more_rows_than_a_chunk_keep_order_and_shape() -> None:
    days = np.tile(np.arange(FIRST, FIRST + 2000), 20).reshape(200, 200)
    added = COLUMNS.add(days, 5)
    assert added.shape == (200, 200)
    assert (COLUMNS.count(days, added) == 5).all()
    assert (COLUMNS.add(days, np.full_like(days, 5)) == added).all()


def test_no_rows() -> None:
    nothing = column([])
    assert (
        COLUMNS.add(nothing, 3).size
        == COLUMNS.add(nothing, nothing).size
        == COLUMNS.count(nothing, nothing).size
        == 0
    )


def test_columns_of_different_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        COLUMNS.count(column([FIRST]), column([FIRST, FIRST]))


def test_ordinals_and_datetimes_are_inverse() -> None:
    days = np.array(["1970-01-01", "2020-02-29"], dtype="datetime64[D]")
    assert ordinals(days).tolist() == [date(1970, 1, 1).toordinal(), date(2020, 2, 29).toordinal()]
    assert (datetimes(ordinals(days)) == days).all()
