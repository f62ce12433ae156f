"""How dates, figures, ages and money are written on a page. Pure functions; the template filters are thin names of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from tuoyu.foundation.ui.words import NOTHING, WEEKDAYS
from tuoyu.kernel.context import CHINA

Number = int | float | Decimal


def china_day(value: date | datetime) -> date:
    """The civil date in China of a date or of an aware moment."""
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(CHINA) if value.tzinfo else value).date()


def zh_date(value: date | datetime | None) -> str:
    """11月25日（周三）"""
    if value is None:
        return NOTHING
    day = china_day(value)
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def zh_date_year(value: date | datetime | None) -> str:
    """2026年11月25日"""
    if value is None:
        return NOTHING
    day = china_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def zh_moment(value: datetime | None) -> str:
    """11月25日 17:50"""
    if value is None:
        return NOTHING
    local = value.astimezone(CHINA) if value.tzinfo else value
    return f"{local.month}月{local.day}日 {local.hour:02d}:{local.minute:02d}"


def zh_moment_year(value: datetime | None) -> str:
    """2026年11月25日 17:50"""
    if value is None:
        return NOTHING
    local = value.astimezone(CHINA) if value.tzinfo else value
    return f"{local.year}年{local.month}月{local.day}日 {local.hour:02d}:{local.minute:02d}"


def figure(value: Number | None, places: int | None = None) -> str:
    """1,234,567 or 4.2; ``places`` fixes the decimals, half up. Without it trailing zeros are dropped."""
    if value is None:
        return NOTHING
    if places is None and type(value) is int:
        return f"{value:,}"
    number = Decimal(str(value))
    if not number.is_finite():
        return NOTHING
    if places is not None:
        return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Number | None) -> str:
    """93.6% from the figure 93.6 (a percentage, not a ratio)."""
    return NOTHING if value is None else f"{figure(value, 1)}%"


def ratio(value: Number | None) -> str:
    """93.6% from the ratio 0.936."""
    return NOTHING if value is None else percent(Decimal(str(value)) * 100)


def age(months: int | None) -> str:
    """1 岁 8 个月 from 20 months."""
    if months is None:
        return NOTHING
    years, rest = divmod(int(months), 12)
    parts = [f"{years} 岁"] if years else []
    if rest or not years:
        parts.append(f"{rest} 个月")
    return " ".join(parts)


def yuan(fen: int | None) -> str:
    """150,000.00 元 from 15,000,000 fen."""
    return NOTHING if fen is None else f"{figure(Decimal(int(fen)) / 100, 2)} 元"


def wan_yuan(fen: int | None) -> str:
    """15 万元 from 15,000,000 fen; below one 万 the exact amount in 元."""
    if fen is None:
        return NOTHING
    amount = Decimal(int(fen)) / 100
    if abs(amount) < 10_000:
        return f"{figure(amount)} 元"
    return f"{figure((amount / 10_000).quantize(Decimal('0.01'), ROUND_HALF_UP))} 万元"


def byte_size(size: int | None) -> str:
    """1.2 MB from 1,234,567 bytes."""
    if size is None:
        return NOTHING
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{figure(Decimal(size) / 1024, 0)} KB"
    return f"{figure(Decimal(size) / (1024 * 1024), 1)} MB"
