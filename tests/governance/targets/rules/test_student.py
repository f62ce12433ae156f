"""Student's t in closed form, held against tables and against its own density."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.governance.targets.rules.student import cdf, quantile

# Two-sided 95 % and one-sided 90 % points, from the tables of Abramowitz & Stegun (26.10).
TABLE = [
    (1, 0.975, 12.706), (2, 0.975, 4.303), (3, 0.975, 3.182), (4, 0.9, 1.533), (5, 0.975, 2.571),
    (7, 0.9, 1.415), (10, 0.975, 2.228), (23, 0.9, 1.319), (30, 0.975, 2.042),
]  # fmt: skip


@pytest.mark.parametrize(("freedom", "probability", "point"), TABLE)
def test_agrees_with_the_printed_table(freedom: int, probability: float, point: float) -> None:
    assert quantile(probability, freedom) == pytest.approx(point, abs=6e-4)
    assert cdf(point, freedom) == pytest.approx(probability, abs=1e-4)


def density(t: float, freedom: int) -> float:
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    return constant / math.sqrt(freedom * math.pi) * (1 + t * t / freedom) ** (-(freedom + 1) / 2)


@given(st.floats(0.01, 6), st.integers(1, 40))
@settings(max_examples=60)
def test_is_the_integral_of_its_density(t: float, freedom: int) -> None:
    steps = 400
    width = t / steps
    simpson = sum(
        (1 if at in {0, steps} else 4 if at % 2 else 2) * density(at * width, freedom)
        for at in range(steps + 1)
    )
    assert cdf(t, freedom) - 0.5 == pytest.approx(simpson * width / 3, abs=1e-6)


@given(st.floats(0.001, 0.999), st.integers(1, 60))
@settings(max_examples=80)
def test_quantile_inverts_cdf_and_is_symmetric(probability: float, freedom: int) -> None:
    assert cdf(quantile(probability, freedom), freedom) == pytest.approx(probability, abs=1e-9)
    assert cdf(-1.3, freedom) == pytest.approx(1 - cdf(1.3, freedom), abs=1e-12)


@pytest.mark.parametrize("probability", [0, 1, -0.2, 1.5])
def test_quantile_refuses_what_is_no_probability(probability: float) -> None:
    with pytest.raises(ValueError, match="strictly between"):
        quantile(probability, 5)
