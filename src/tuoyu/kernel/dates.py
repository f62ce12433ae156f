"""Dates of the law: working days, periods with an inclusive end, months, and how a date is written.

A working day (工作日) is Monday to Friday, less the rest days and plus the make-up days that the State Council
announces a year at a time (《全国年节及纪念日放假办法》). Past the last announced year the calendar refuses to
guess; screens that must show something ask for the provisional answer and say 暂定.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

_WEEKDAYS = "一二三四五六日"
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LAST_ORDINAL = date.max.toordinal()


class CalendarNotAnnounced(Exception):
    """A day was asked for whose year has no published holiday arrangement. ``year`` is that year."""

    def __init__(self, year: int, first: int, last: int) -> None:
        self.year = year
        if year > last:
            sentence = f"{year} 年的节假日安排尚未公布，只能算到 {last} 年 12 月 31 日。"
        else:
            sentence = f"没有收录 {year} 年的节假日安排，只能从 {first} 年 1 月 1 日算起。"
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class YearDays:
    """One year as announced. ``rest`` and ``work`` list only days that differ from the plain week, or repeat it."""

    year: int
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


class WorkCalendar:
    """Working days of consecutive announced years, by prefix sums: every answer in constant time.

    A day outside the announced years raises ``CalendarNotAnnounced``, except in the ``_provisional`` methods,
    which go on with plain Monday-to-Friday weeks and say so.
    """

    __slots__ = ("_first", "_last", "_nth", "_upto", "first_year", "last_year")

    def __init__(self, years: Iterable[YearDays]) -> None:
        """``ValueError`` when there is no year, a gap between years, or a day is both rest and work."""
        tables = sorted(years, key=lambda table: table.year)
        numbers = [table.year for table in tables]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise ValueError(f"calendar years must be consecutive, got {numbers}")
        rest = frozenset[date]().union(*(table.rest for table in tables))
        work = frozenset[date]().union(*(table.work for table in tables))
        if rest & work:
            raise ValueError(f"both rest and work: {sorted(map(str, rest & work))}")
        self.first_year, self.last_year = numbers[0], numbers[-1]
        self._first = date(self.first_year, 1, 1).toordinal()
        self._last = date(self.last_year, 12, 31).toordinal()
        self._build({day.toordinal() for day in rest}, {day.toordinal() for day in work})

    def _build(self, rest: set[int], work: set[int]) -> None:
        days = range(self._first, self._last + 1)
        working = [day in work or ((day - 1) % 7 < 5 and day not in rest) for day in days]
        # _upto[i]: working days among the first i days; _nth[k - 1]: ordinal of the k-th working day.
        self._upto = list(accumulate(working, initial=0))
        self._nth = [day for day, is_work in zip(days, working, strict=True) if is_work]

    def is_workday(self, day: date) -> bool:
        place = self._announced(day.toordinal()) - self._first
        return self._upto[place + 1] > self._upto[place]

    def add(self, start: date, n: int) -> date:
        """The n-th working day after ``start``; the start day is not counted.

        ``n = 0`` is ``start`` itself, working day or not; negative ``n`` counts back the same way.
        """
        answer, is_provisional = self.add_provisional(start, n)
        if is_provisional:
            raise self._not_announced(max(answer, start).toordinal())
        return answer

    def count(self, after: date, through: date) -> int:
        """Working days in (after, through]. Turned round it is negative: ``count(a, b) == -count(b, a)``."""
        answer, is_provisional = self.count_provisional(after, through)
        if is_provisional:
            raise self._not_announced(max(after, through).toordinal())
        return answer

    def add_provisional(self, start: date, n: int) -> tuple[date, bool]:
        """As ``add``, and whether a year not yet announced took part (show it as 暂定)."""
        from_ = start.toordinal()
        if n == 0:
            return start, False
        place = self._count_upto(from_) + n if n > 0 else self._count_upto(from_ - 1) + 1 + n
        answer = self._nth_workday(place)
        return date.fromordinal(answer), max(answer, from_) > self._last

    def count_provisional(self, after: date, through: date) -> tuple[int, bool]:
        """As ``count``, and whether a year not yet announced took part (show it as 暂定)."""
        answer = self._count_upto(through.toordinal()) - self._count_upto(after.toordinal())
        return answer, max(after, through).toordinal() > self._last

    def tables(self) -> tuple[int, list[int], list[int]]:
        """For the columnar twin: first ordinal, working days before each day (n + 1 long), working days' ordinals."""
        return self._first, list(self._upto), list(self._nth)

    def _count_upto(self, ordinal: int) -> int:
        if ordinal > self._last:
            return len(self._nth) + _plain_upto(ordinal) - _plain_upto(self._last)
        if ordinal < self._first - 1:
            raise self._not_announced(ordinal)
        return self._upto[ordinal - self._first + 1]

    def _nth_workday(self, k: int) -> int:
        if k < 1:
            raise self._not_announced(self._first - 1)
        if k <= len(self._nth):
            return self._nth[k - 1]
        ordinal = _plain_nth(_plain_upto(self._last) + k - len(self._nth))
        if ordinal > _LAST_ORDINAL:
            raise self._not_announced(self._last + 1)
        return ordinal

    def _announced(self, ordinal: int) -> int:
        if self._first <= ordinal <= self._last:
            return ordinal
        raise self._not_announced(ordinal)

    def _not_announced(self, ordinal: int) -> CalendarNotAnnounced:
        if ordinal > self._last:
            year = self.last_year + 1
        else:
            year = min(date.fromordinal(max(ordinal, 1)).year, self.first_year - 1)
        return CalendarNotAnnounced(year, self.first_year, self.last_year)


def _plain_upto(ordinal: int) -> int:
    """Mondays to Fridays from day 1 (a Monday) of the proleptic calendar through ``ordinal``."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


def _plain_nth(k: int) -> int:
    weeks, days = divmod(k - 1, 5)
    return weeks * 7 + days + 1


@dataclass(frozen=True, slots=True)
class DateRange:
    """From ``start`` through ``end``, both included; ``end=None`` is open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"结束日期 {self.end} 早于开始日期 {self.start}。")

    @property
    def days(self) -> int | None:
        """Days in the range, both ends counted; ``None`` when open."""
        return None if self.end is None else (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: DateRange) -> bool:
        return (other.end is None or self.start <= other.end) and (
            self.end is None or other.start <= self.end
        )

    def __str__(self) -> str:
        return f"{self.start} 起" if self.end is None else f"{self.start} 至 {self.end}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (or earlier); the last day of the month where that day is missing."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def months_between(earlier: date, later: date) -> int:
    """Completed months: the largest m with ``add_months(earlier, m) <= later``. Negative when turned round."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if add_months(earlier, months) <= later else months - 1


def parse_date(text: str) -> date:
    """A date written ``2025-01-26``. ``ValueError`` with a Chinese sentence otherwise."""
    match = _ISO_DATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}”不是日期，应写成 2025-01-26 这样的年-月-日。")
    try:
        return date(*map(int, match.groups()))
    except ValueError as error:
        raise ValueError(f"没有“{text}”这一天，应写成 2025-01-26 这样的年-月-日，并核对月和日。") from error


def format_day(day: date) -> str:
    """``11月25日（周二）``."""
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def format_date(day: date) -> str:
    """``2025年11月25日（周二）``."""
    return f"{day.year}年{format_day(day)}"
