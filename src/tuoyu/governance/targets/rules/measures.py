"""What an indicator measures and what a goal asks: comparing, and the distance that is left. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from tuoyu.governance.targets.words import Direction, Period, joined, plain, points_unit
from tuoyu.registers.plans.words import Op

_STORED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Measure:
    """``scale`` turns numerator/denominator into the unit (100 for %, 1000 for 个/千人).

    ``counted_in`` is the counter of the numerator (名, 个); empty where a gap in heads would mean nothing (a survey).
    """

    unit: str
    decimals: int
    scale: int
    counted_in: str
    direction: Direction
    period: Period


@dataclass(frozen=True, slots=True)
class Point:
    """One observation: the first day of its period, its value, and what it was counted from where that is known."""

    period_on: date
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a goal asks. ``value`` None: in words only. ``due_on`` None: it holds all the time.

    ``is_baseline``: the goal's day lies before the plan took effect. ``start_value`` on ``start_on`` is where the
    pace line begins; None means at the first observation.
    """

    op: Op
    value: Decimal | None
    due_on: date | None
    is_baseline: bool = False
    start_value: Decimal | None = None
    start_on: date | None = None

    @property
    def is_qualitative(self) -> bool:
        return self.op is Op.QUALITATIVE or self.value is None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing to the target (negative: what lies beyond it), in heads where they can be counted."""

    amount: Decimal
    unit: str
    decimals: int = 0

    @property
    def is_closed(self) -> bool:
        return self.amount <= 0

    @property
    def text(self) -> str:
        return joined(plain(abs(self.amount), self.decimals), self.unit)


def value_of(numerator: Decimal, denominator: Decimal | None, scale: int) -> Decimal:
    """The value in the unit of the indicator, as stored (four decimals). A zero denominator raises."""
    value = numerator if denominator is None else numerator / denominator * scale
    return value.quantize(_STORED, ROUND_HALF_EVEN)


def is_upward(op: Op, direction: Direction) -> bool:
    """Does a larger value bring the goal nearer? ``=`` goals follow the indicator: ten new homes are met by eleven."""
    return op is Op.AT_LEAST or (op is not Op.AT_MOST and direction is Direction.UP)


def gap_of(point: Point, op: Op, target: Decimal, measure: Measure) -> Gap:
    """The distance to the target. Judged on the counts themselves: 94.96 % is not 95 %, however it is rounded."""
    sign = 1 if is_upward(op, measure.direction) else -1
    if measure.counted_in and point.numerator is not None and point.denominator:
        wanted = target * point.denominator / measure.scale
        whole = Decimal(math.ceil(wanted) if sign > 0 else math.floor(wanted))
        return Gap(sign * (whole - point.numerator), measure.counted_in)
    # One place more than the value shows, so that a small gap is not written as none.
    return Gap(sign * (target - point.value), points_unit(measure.unit), measure.decimals + 1)


def line_at(day: date, start_on: date, start: Decimal, due_on: date, target: Decimal) -> Decimal:
    """The pace line: straight from the start to the target, level before and after."""
    whole = (due_on - start_on).days
    if whole <= 0 or day >= due_on:
        return target
    passed = max((day - start_on).days, 0)
    return start + (target - start) * passed / whole
