"""Student's t distribution for whole degrees of freedom, in closed form. Pure.

Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
"""

from __future__ import annotations

import math


def cdf(t: float, freedom: int) -> float:
    """P(T ≤ t) with ``freedom`` ≥ 1 degrees of freedom."""
    inside = _between(abs(t), freedom)
    return (1 + inside) / 2 if t >= 0 else (1 - inside) / 2


def quantile(probability: float, freedom: int) -> float:
    """The t below which a share ``probability`` (0 < p < 1) lies, to about 1e-9."""
    if not 0 < probability < 1:
        raise ValueError("a quantile wants a probability strictly between 0 and 1")
    if probability < 0.5:
        return -quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while cdf(high, freedom) < probability:
        high *= 2
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def _between(t: float, freedom: int) -> float:
    """P(|T| ≤ t) for t ≥ 0."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    if freedom % 2:
        series = _series(cosine, 2, freedom - 3) * cosine * sine if freedom > 1 else 0.0
        return 2 / math.pi * (angle + series)
    return sine * _series(cosine, 1, freedom - 3)


def _series(cosine: float, first: int, last: int) -> float:
    """1 + (first/(first+1))·cos² + (first/(first+1))·((first+2)/(first+3))·cos⁴ + … up to the factor of ``last``."""
    total = term = 1.0
    for upper in range(first, last + 1, 2):
        term *= upper / (upper + 1) * cosine * cosine
        total += term
    return total
