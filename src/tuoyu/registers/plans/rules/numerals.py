"""Numbers and dates as officials write them: ``十五``, ``二〇二〇年十二月十六日``, ``2020-12-16``."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DIGITS = {
    char: value
    for value, chars in enumerate(("〇零○", "一壹", "二贰两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_SCALES = {"十": 10, "百": 100, "千": 1000}
CN = "〇零○一二两三四五六七八九十百千"
DATE = (
    rf"(?:(?:19|20)\d\d\s*[年./\-]\s*\d{{1,2}}\s*[月./\-]\s*\d{{1,2}}\s*日?"
    rf"|[二一][{CN}]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)
_NUMERIC = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
_WRITTEN = re.compile(rf"([{CN}]{{4}})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日")


def to_int(words: str) -> int | None:
    """``15``, ``十五``, ``二百``, ``二〇二〇`` → a number; ``None`` where it is none."""
    if words.isdecimal():
        return int(words)
    if not words or any(char not in CN for char in words):
        return None
    if not any(char in _SCALES for char in words):
        return int("".join(str(_DIGITS[char]) for char in words))
    total, digit = 0, 0
    for char in words:
        if char in _SCALES:
            total += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def to_date(words: str) -> str | None:
    """A written date as ``YYYY-MM-DD``; ``None`` where the calendar has no such day."""
    match = _WRITTEN.search(words) or _NUMERIC.search(words)
    if match is None:
        return None
    year, month, day = (to_int(part) or 0 for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def add_days(day: str, days: int) -> str:
    """A date some days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def last_day(effective: str, years: int) -> str | None:
    """The last day of a term of whole years: the day before the anniversary."""
    start = date.fromisoformat(effective)
    if not 0 < years < 200:
        return None
    last = calendar.monthrange(start.year + years, start.month)[1]
    anniversary = start.replace(year=start.year + years, day=min(start.day, last))
    if anniversary.day != start.day:  # 29 February: the term runs out with February
        return anniversary.isoformat()
    return (anniversary - timedelta(days=1)).isoformat()
