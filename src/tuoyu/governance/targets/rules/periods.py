"""Months and periods as plain integers: an index counts months since year 0. Pure."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from tuoyu.governance.targets.words import Period


def month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def last_day(index: int) -> date:
    year, month = index // 12, index % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def end_index(period_on: date, period: Period) -> int:
    """The month with which the period that starts on ``period_on`` ends."""
    return month_index(period_on) + period.months - 1


def end_day(period_on: date, period: Period) -> date:
    """The last day of the period."""
    return last_day(end_index(period_on, period))


def period_start(day: date, period: Period) -> date:
    """The first day of the period in which ``day`` lies."""
    index = month_index(day)
    return first_day(index - index % 12 % period.months)


def last_complete(today: date, period: Period) -> date:
    """The first day of the latest period that has ended before ``today``."""
    return first_day(month_index(period_start(today, period)) - period.months)


def read_period(text: str, period: Period) -> date | None:
    """The first day of a period as people write it: 2026年10月, 2026-10, 2026年第3季度, 2026Q3, 2026年; None when unread."""
    found = _WRITTEN[period].fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper())
    if found is None:
        return None
    year, part = int(found[1]), int(found[2] or 1) if found.re.groups > 1 else 1
    months = period.months
    if not 1900 <= year <= 2999 or not 1 <= part <= 12 // months:
        return None
    return date(year, (part - 1) * months + 1, 1)


_WRITTEN = {
    Period.MONTH: re.compile(r"(\d{4})(?:年|[-/.])?(\d{1,2})(?:月份?|[-/.]0?1)?"),
    Period.QUARTER: re.compile(r"(\d{4})(?:年|[-/.])?(?:第|Q)?([1-4])(?:季度?)?"),
    Period.YEAR: re.compile(r"(\d{4})年?(?:度)?"),
}
