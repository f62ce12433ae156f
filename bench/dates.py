"""Working days: our columns and scalars against numpy's busday functions and chinesecalendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import numpy as np

from bench.lines import Line, against
from bench.timing import Effort, by_turns
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.dates import WorkCalendar
from tuoyu.kernel.dates_columnar import Days, WorkCalendarColumns, datetimes, ordinals

N = 20


@dataclass(frozen=True)
class Cases:
    """The same questions for everybody: start days, days to count up to, and a number of working days for each."""

    starts: Days
    throughs: Days
    each_n: Days


def run(effort: Effort) -> Iterator[Line]:
    calendar = work_calendar()
    columns, busdays = WorkCalendarColumns(calendar), _numpy_calendar(calendar)
    cases = _cases(calendar, effort.rows)
    starts, starts64 = cases.starts, datetimes(cases.starts)
    throughs64 = datetimes(cases.throughs)
    few = [date.fromordinal(day) for day in starts[: effort.peer_rows // 10].tolist()]

    def np_add(n: int | Days) -> Days:
        return ordinals(np.busday_offset(starts64, n, roll="preceding", busdaycal=busdays))

    def np_count() -> Days:
        return np.busday_count(starts64 + 1, throughs64 + 1, busdaycal=busdays)

    forward = cases.throughs > starts
    theirs = [_chinesecalendar_add(day, N) for day in few]
    assert (columns.add(starts, N) == np_add(N)).all()
    assert (columns.add(starts, cases.each_n) == np_add(cases.each_n)).all()
    assert (columns.count(starts, cases.throughs) == np_count())[forward].all()
    assert (columns.is_workday(starts) == np.is_busday(starts64, busdaycal=busdays)).all()
    assert [calendar.add(day, N) for day in few] == theirs
    assert columns.add(starts[: len(few)], N).tolist() == [day.toordinal() for day in theirs]

    rows, numpy = effort.rows, "numpy busday_offset"
    chinese = (len(few), lambda: [_chinesecalendar_add(day, N) for day in few])
    ours = (rows, lambda: columns.add(starts, N))
    yield against(
        f"working days: add {N}", by_turns(effort, ours, (rows, lambda: np_add(N))), numpy, at_least=20
    )
    each = by_turns(
        effort, (rows, lambda: columns.add(starts, cases.each_n)), (rows, lambda: np_add(cases.each_n))
    )
    yield against("working days: add n per row", each, numpy, at_least=20)
    counted = by_turns(effort, (rows, lambda: columns.count(starts, cases.throughs)), (rows, np_count))
    yield against("working days: count", counted, "numpy busday_count")
    yield against(
        f"working days: add {N}", by_turns(effort, ours, chinese), "chinesecalendar", at_least=10_000
    )
    one_by_one = (len(few), lambda: [calendar.add(day, N) for day in few])
    yield against(
        f"working days: add {N}, one at a time", by_turns(effort, one_by_one, chinese), "chinesecalendar"
    )


def _cases(calendar: WorkCalendar, rows: int) -> Cases:
    first, last = date(calendar.first_year, 1, 1).toordinal(), date(calendar.last_year, 12, 31).toordinal()
    random = np.random.default_rng(64)
    return Cases(
        random.integers(first, date(calendar.last_year, 10, 1).toordinal(), rows),
        random.integers(first, last, rows),
        random.integers(1, 40, rows),
    )


def _chinesecalendar_add(start: date, n: int) -> date:
    """How one adds working days with that package: a step a day."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


def _numpy_calendar(calendar: WorkCalendar) -> np.busdaycalendar:
    """The same calendar for numpy: it has no make-up days, so every weekday is allowed and each rest day a holiday."""
    first, last = date(calendar.first_year, 1, 1), date(calendar.last_year, 12, 31)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    rest = [day for day in days if not calendar.is_workday(day)]
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(rest, dtype="datetime64[D]"))
