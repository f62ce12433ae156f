"""Working days: our columnar and scalar calendars against numpy's busday functions and chinesecalendar.

    python bench/bench_dates.py [ROWS]

Answers are compared before anything is timed; times are CPU seconds of this process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import numpy as np

from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.dates_columnar import Days, WorkCalendarColumns, datetimes, ordinals

PEER_ROWS = 2_000
N = 20


def cpu_rate(rows: int, call: Callable[[], object], repeats: int = 5) -> float:
    """Rows per CPU second, the best of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return rows / max(best, 1e-9)


def chinesecalendar_add(start: date, n: int) -> date:
    """How one adds working days with that package: a step a day."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


def numpy_calendar(first: date, last: date) -> np.busdaycalendar:
    """The same calendar for numpy: it has no make-up days, so every weekday is allowed and each rest day a holiday."""
    calendar = work_calendar()
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    rest = [day for day in days if not calendar.is_workday(day)]
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(rest, dtype="datetime64[D]"))


def main(rows: int) -> None:
    """Print the table of rates and ratios."""
    calendar = work_calendar()
    columns = WorkCalendarColumns(calendar)
    first, last = date(calendar.first_year, 1, 1), date(calendar.last_year, 12, 31)
    busdays = numpy_calendar(first, last)
    random = np.random.default_rng(64)
    starts: Days = random.integers(first.toordinal(), date(calendar.last_year, 10, 1).toordinal(), rows)
    throughs: Days = random.integers(first.toordinal(), last.toordinal(), rows)
    each_n: Days = random.integers(1, 40, rows)
    starts64, throughs64 = datetimes(starts), datetimes(throughs)
    few = [date.fromordinal(day) for day in starts[:PEER_ROWS].tolist()]

    def np_add(n: int | Days) -> Days:
        return ordinals(np.busday_offset(starts64, n, roll="preceding", busdaycal=busdays))

    def np_count() -> Days:
        return np.busday_count(starts64 + 1, throughs64 + 1, busdaycal=busdays)

    forward = throughs > starts
    assert (columns.add(starts, N) == np_add(N)).all()
    assert (columns.add(starts, each_n) == np_add(each_n)).all()
    assert (columns.count(starts, throughs) == np_count())[forward].all()
    assert (columns.is_workday(starts) == np.is_busday(starts64, busdaycal=busdays)).all()
    theirs = [chinesecalendar_add(day, N) for day in few]
    assert [calendar.add(day, N) for day in few] == theirs
    assert columns.add(starts[:PEER_ROWS], N).tolist() == [day.toordinal() for day in theirs]

    ours = cpu_rate(rows, lambda: columns.add(starts, N))
    np_rate = cpu_rate(rows, lambda: np_add(N), 2)
    np_each = cpu_rate(rows, lambda: np_add(each_n), 2)
    peer = cpu_rate(PEER_ROWS, lambda: [chinesecalendar_add(day, N) for day in few], 2)
    scalar = cpu_rate(PEER_ROWS, lambda: [calendar.add(day, N) for day in few])
    table = [
        (f"add {N}", ours, "numpy busday_offset", np_rate),
        (
            "add n per row",
            cpu_rate(rows, lambda: columns.add(starts, each_n)),
            "numpy busday_offset",
            np_each,
        ),
        (
            "count",
            cpu_rate(rows, lambda: columns.count(starts, throughs)),
            "numpy busday_count",
            cpu_rate(rows, np_count, 2),
        ),
        (f"add {N}", ours, "chinesecalendar", peer),
        (f"add {N}, one at a time", scalar, "chinesecalendar", peer),
    ]
    print(f"{'working days':24}{'ours, rows/CPU s':>18}  {'peer':20}{'rows/CPU s':>14}{'ratio':>12}")
    for name, rate, other, other_rate in table:
        print(f"{name:24}{rate:>18,.0f}  {other:20}{other_rate:>14,.0f}{rate / other_rate:>11,.0f}×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
