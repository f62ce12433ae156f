"""Words of targets: periods, directions, states, and the sentences that the rules say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuoyu.kernel.words import LabelledEnum


class Direction(LabelledEnum):
    UP = "up", "越高越好"
    DOWN = "down", "越低越好"


class Period(LabelledEnum):
    """How often an indicator is observed. An observation is dated on the first day of its period."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季"
    YEAR = "year", "年"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


class Origin(LabelledEnum):
    SYSTEM = "system", "系统取数"
    TYPED = "typed", "手工填报"


class Status(LabelledEnum):
    """How an indicator stands against its goal. The values are the lights of the design system."""

    OK = "ok", "有望达标"
    WARN = "warn", "有风险"
    BAD = "bad", "难达标"
    NONE = "none", "暂不评判"


PENDING_DEFINITION = "定义待补充"
NO_DATA = "还没有数据"
BASELINE_GOAL = "方案施行前的目标，只作基线，不再评判"
HOW_COMPUTED = "怎么算的"


def period_name(period_on: date, period: Period) -> str:
    """2026年10月, 2026年第3季度, 2026年"""
    if period is Period.YEAR:
        return f"{period_on.year}年"
    if period is Period.QUARTER:
        return f"{period_on.year}年第{(period_on.month + 2) // 3}季度"
    return f"{period_on.year}年{period_on.month}月"


def plain(value: Decimal | int, decimals: int = 4) -> str:
    """A number without trailing zeros, with thousands separators."""
    text = f"{round(Decimal(value), decimals):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(number: str, unit: str) -> str:
    """93.6%, 318 名, 4.2 个/千人: a space before a word, none before a sign."""
    return f"{number}{unit}" if unit in {"%", "‰"} else f"{number} {unit}"


def points_unit(unit: str) -> str:
    """The unit of a difference: percentages differ by percentage points."""
    return {"%": "个百分点", "‰": "个千分点"}.get(unit, unit)


def chance_text(chance: float) -> str:
    """A chance as people may rely on it: no 0 % and no 100 %."""
    if chance < 0.01:
        return "不足 1%"
    return "99% 以上" if chance > 0.99 else f"{chance * 100:.0f}%"


def probability(chance: float) -> str:
    """概率 62%, 概率不足 1%"""
    text = chance_text(chance)
    return f"概率{text}" if text.startswith("不足") else f"概率 {text}"


def year_end(due_on: date, today: date) -> str:
    """年底 within the same year, else 2030年底."""
    return "年底" if due_on.year == today.year else f"{due_on.year}年底"


def too_few(needed: int, present: int) -> str:
    return f"数据不足 {needed} 期（现有 {present} 期），不做预测"


def source_missing(name: str, note: str) -> str:
    """What an indicator says whose number nobody can draw yet."""
    return note or f"“{name}”的数据来源尚未建立。"


PERIOD_EXAMPLES = {Period.MONTH: "2026年10月", Period.QUARTER: "2026年第3季度", Period.YEAR: "2026年"}


def unread_period(period: Period) -> str:
    return f"应写成“{PERIOD_EXAMPLES[period]}”这样"


def imported(written: int, repeated: int) -> str:
    """What an upload did."""
    again = f"，{repeated} 行以前导入过，没有重复写入" if repeated else ""
    return f"写入 {written} 行{again}。"
