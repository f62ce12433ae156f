"""The pace of an indicator: how fast it moves, where it will be on a day, and with what chance beyond a target. Pure.

Model: a random walk with drift. The months behind us are increments, each of mean d and variance s² a month,
independent of each other. After h further months the value is expected at x + h·d. Because d itself is only
estimated, from M months, the error has the standard deviation s·√(h + h²/M), and its ratio to it follows Student's
t with n − 1 degrees of freedom (n increments). Source: R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles
and Practice, 3rd ed., 5.2 (drift method) and 5.5 (its prediction interval).

Observations may be missing: an increment over k months has mean k·d and variance k·s². A single wild increment (a
correction in bulk, a typing error) would bend the whole line, so increments are drawn in to the median ± a number
of robust deviations given by policy (winsorising; deviation = 1.4826 × median absolute deviation). An increment
that was drawn in no longer testifies to the spread, so it takes one degree of freedom with it; with that the chances
stay calibrated on Gaussian walks from six increments on (tests hold this).
Everything is arithmetic: the same points give the same chance, always.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from tuoyu.governance.targets.rules import student

_MAD_TO_DEVIATION = 1.4826


@dataclass(frozen=True, slots=True)
class PaceRule:
    """What policy lays down (``targets.pace``): ``outlier_limit`` in robust deviations, ``band`` the share inside."""

    minimum_points: int
    window_months: int
    outlier_limit: Decimal
    band: Decimal
    ok_chance: Decimal
    warn_chance: Decimal
    stale_periods: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A value at the end of a month; ``month`` counts months (``periods.month_index``)."""

    month: int
    value: float


@dataclass(frozen=True, slots=True)
class Drift:
    """``per_month`` and ``deviation`` (per root of a month) in the unit of the indicator; how much they rest on."""

    per_month: float
    deviation: float
    months: int
    increments: int
    freedom: int
    drawn_in: int = 0
    worst: float = 0.0
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the indicator will be ``months`` after its last point; ``low``–``high`` holds the share ``band``."""

    months: int
    middle: float
    low: float
    high: float
    chance: float
    drift: Drift


def window(spots: Sequence[Spot], rule: PaceRule, step: int) -> list[Spot]:
    """The spots that count: the last ``window_months``, but never fewer periods than the minimum. Sorted in, sorted out."""
    if not spots:
        return []
    reach = max(rule.window_months, (rule.minimum_points - 1) * step)
    return [spot for spot in spots if spot.month >= spots[-1].month - reach]


def drift_of(spots: Sequence[Spot], rule: PaceRule) -> Drift | None:
    """Drift and spread of the spots (sorted, months distinct); None with fewer than the minimum."""
    if len(spots) < max(rule.minimum_points, 3):
        return None
    spans = [later.month - earlier.month for earlier, later in pairwise(spots)]
    raw = [later.value - earlier.value for earlier, later in pairwise(spots)]
    steps = _drawn_in(raw, spans, float(rule.outlier_limit))
    months = sum(spans)
    moved = sum(1 for was, now in zip(raw, steps, strict=True) if was != now)
    freedom = max(len(steps) - 1 - moved, 1)
    mean = sum(steps) / months
    squares = sum((rise - span * mean) ** 2 / span for rise, span in zip(steps, spans, strict=True))
    deviation = math.sqrt(squares / freedom)
    # Sums of binary fractions leave dust; a walk that never varied has no deviation.
    if deviation < 1e-9 * max(1.0, *(abs(spot.value) for spot in spots)):
        deviation = 0.0
    return Drift(mean, deviation, months, len(steps), freedom, moved, min(raw), max(raw))


def forecast(
    last: Spot, drift: Drift, on_month: int, target: float, rule: PaceRule, *, is_upward: bool
) -> Forecast:
    """The value at the end of ``on_month`` (after the last spot) and the chance that it meets the target then."""
    months = on_month - last.month
    if months < 1:
        raise ValueError("a forecast looks ahead")
    middle = last.value + months * drift.per_month
    error = drift.deviation * math.sqrt(months + months * months / drift.months)
    reach = student.quantile((1 + float(rule.band)) / 2, drift.freedom) * error
    chance = _chance(last, drift, middle, error, target, is_upward=is_upward)
    return Forecast(months, middle, middle - reach, middle + reach, chance, drift)


def months_to(last: Spot, drift: Drift, target: float) -> int | None:
    """Months until the line of the present pace reaches the target; None when it never does."""
    if last.value == target:
        return 0
    if drift.per_month == 0 or (target - last.value) / drift.per_month < 0:
        return None
    return math.ceil((target - last.value) / drift.per_month)


def _chance(
    last: Spot, drift: Drift, middle: float, error: float, target: float, *, is_upward: bool
) -> float:
    sign = 1.0 if is_upward else -1.0
    worst = drift.worst if is_upward else -drift.best
    if sign * (last.value - target) >= 0 and worst >= 0:
        # Met, and nothing in the window ever took ground away: there is no decline to reckon with.
        return 1.0
    ahead = sign * (middle - target)
    if error == 0:
        return 1.0 if ahead >= 0 else 0.0
    return student.cdf(ahead / error, drift.freedom)


def _drawn_in(rises: list[float], spans: list[int], limit: float) -> list[float]:
    """The increments, each within ``limit`` robust deviations of the median pace."""
    centre = median(rise / span for rise, span in zip(rises, spans, strict=True))
    residuals = [(rise - span * centre) / math.sqrt(span) for rise, span in zip(rises, spans, strict=True)]
    bound = limit * _MAD_TO_DEVIATION * median(abs(residual) for residual in residuals)
    if bound == 0:
        return rises
    return [
        rise if abs(residual) <= bound else span * centre + math.copysign(bound, residual) * math.sqrt(span)
        for rise, span, residual in zip(rises, spans, residuals, strict=True)
    ]
