"""The pace line and the chance: properties that must always hold, and calibration on walks whose truth is known."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.governance.targets.rules.pace import (
    PaceRule,
    Spot,
    drift_of,
    forecast,
    months_to,
    window,
)

RULE = PaceRule(
    minimum_points=6,
    window_months=24,
    outlier_limit=Decimal(4),
    band=Decimal("0.8"),
    ok_chance=Decimal("0.8"),
    warn_chance=Decimal("0.5"),
    stale_periods=3,
)


def spots_of(values: list[float], *, step: int = 1) -> list[Spot]:
    return [Spot(at * step, value) for at, value in enumerate(values)]


def chance_of(values: list[float], target: float, months: int = 6, *, is_upward: bool = True) -> float:
    spots = spots_of(values)
    drift = drift_of(spots, RULE)
    assert drift is not None
    return forecast(spots[-1], drift, spots[-1].month + months, target, RULE, is_upward=is_upward).chance


series = st.lists(st.floats(0, 100), min_size=6, max_size=25)


@given(series, st.floats(-50, 150), st.integers(1, 60), st.booleans())
def test_a_chance_lies_between_none_and_certain(
    values: list[float], target: float, months: int, up: bool
) -> None:
    assert 0 <= chance_of(values, target, months, is_upward=up) <= 1


@given(series, st.floats(0, 100), st.floats(0, 50), st.integers(1, 24))
def test_a_higher_target_is_never_likelier(
    values: list[float], target: float, more: float, months: int
) -> None:
    assert chance_of(values, target + more, months) <= chance_of(values, target, months) + 1e-12


@given(series, st.floats(0, 100), st.integers(1, 24))
def test_falling_below_mirrors_rising_above(values: list[float], target: float, months: int) -> None:
    mirrored = chance_of([-value for value in values], -target, months, is_upward=False)
    assert chance_of(values, target, months) == pytest.approx(mirrored, abs=1e-9)


@given(st.lists(st.integers(0, 400), min_size=6, max_size=25), st.integers(0, 400), st.integers(-4000, 4000))
def test_only_the_distance_counts(quarters: list[int], target: int, shift: int) -> None:
    """Quarters of a point have no binary dust, so that a target just met stays just met when all is shifted."""
    here = chance_of([value / 4 for value in quarters], target / 4)
    there = chance_of([(value + shift) / 4 for value in quarters], (target + shift) / 4)
    assert there == pytest.approx(here, abs=1e-9)


@given(st.lists(st.floats(0, 3), min_size=5, max_size=24), st.floats(0, 10), st.integers(1, 36))
def test_met_and_never_declining_stays_met(rises: list[float], beyond: float, months: int) -> None:
    values = [50.0]
    for rise in rises:
        values.append(values[-1] + rise)
    assert chance_of(values, values[-1] - beyond, months) == 1


def test_met_but_falling_is_in_doubt() -> None:
    falling = [99, 98.6, 98.1, 97.7, 97.0, 96.6, 96.1]
    assert chance_of(falling, 95, months=12) < 0.05


def test_a_walk_that_never_varied_is_certain_both_ways() -> None:
    straight = [80 + 0.5 * month for month in range(10)]
    assert chance_of(straight, 87.5, months=6) == 1
    assert chance_of(straight, 87.6, months=6) == 0


def test_the_formula_by_hand() -> None:
    """Six points, increments 1 2 1 0 1: d = 1, s² = (0+1+0+1+0)/4 = 0.5, five months behind, five ahead."""
    spots = spots_of([0, 1, 3, 4, 4, 5])
    drift = drift_of(spots, RULE)
    assert drift is not None
    assert (drift.per_month, drift.months, drift.increments) == (1, 5, 5)
    assert drift.deviation == pytest.approx(0.5**0.5)
    ahead = forecast(spots[-1], drift, 10, 10, RULE, is_upward=True)
    assert ahead.middle == 10
    assert ahead.chance == pytest.approx(0.5)
    # t at 0.9 with 4 degrees of freedom is 1.533; the error is √(0.5 · (5 + 25/5)).
    assert ahead.high - ahead.middle == pytest.approx(1.5332 * 5**0.5, abs=1e-3)


def test_too_few_points_give_no_drift() -> None:
    assert drift_of(spots_of([1, 2, 3, 4, 5]), RULE) is None
    assert drift_of(spots_of([1, 2, 3, 4, 5, 6]), RULE) is not None


def test_missing_months_do_not_bend_a_straight_line() -> None:
    full = spots_of([float(value) for value in range(12)])
    gappy = [spot for spot in full if spot.month not in {2, 3, 7}]
    drift = drift_of(gappy, RULE)
    assert drift is not None
    assert drift.per_month == pytest.approx(1)
    assert drift.deviation == 0


def test_one_wild_increment_does_not_carry_the_line_away() -> None:
    random.seed(7)
    walk = [80.0]
    for _ in range(18):
        walk.append(walk[-1] + 0.3 + random.gauss(0, 0.1))
    wild = [*walk[:9], *(value + 10 for value in walk[9:])]
    calm, shaken = drift_of(spots_of(walk), RULE), drift_of(spots_of(wild), RULE)
    assert calm is not None
    assert shaken is not None
    assert shaken.drawn_in == 1
    assert shaken.per_month == pytest.approx(calm.per_month, abs=0.05)
    plain = drift_of(spots_of(wild), replace(RULE, outlier_limit=Decimal(1000)))
    assert plain is not None
    assert plain.per_month > calm.per_month + 0.4


def test_the_window_drops_what_is_old_but_keeps_the_minimum() -> None:
    monthly = spots_of([1.0] * 40)
    assert len(window(monthly, RULE, 1)) == 25
    yearly = spots_of([1.0] * 10, step=12)
    assert len(window(yearly, RULE, 12)) == RULE.minimum_points
    assert window([], RULE, 1) == []


def test_months_to_the_target() -> None:
    drift = drift_of(spots_of([0.0, 1, 2, 3, 4, 5]), RULE)
    assert drift is not None
    assert months_to(Spot(0, 5), drift, 8) == 3
    assert months_to(Spot(0, 5), drift, 5) == 0
    assert months_to(Spot(0, 5), drift, 2) is None


def test_a_forecast_looks_ahead() -> None:
    drift = drift_of(spots_of([0.0, 1, 2, 3, 4, 5]), RULE)
    assert drift is not None
    with pytest.raises(ValueError, match="ahead"):
        forecast(Spot(5, 5), drift, 5, 9, RULE, is_upward=True)


@pytest.mark.parametrize(("points", "months"), [(7, 3), (13, 2), (13, 12), (25, 6), (25, 36)])
def test_what_is_called_sixty_percent_happens_in_sixty_of_a_hundred(points: int, months: int) -> None:
    """Walks of known drift are continued; the chances must come true as often as they say, and the band must hold."""
    dice = random.Random(f"{points}-{months}")
    buckets: dict[int, list[tuple[float, bool]]] = {}
    inside, trials = 0, 3000
    for _ in range(trials):
        drift, spread = dice.uniform(-0.4, 0.6), dice.uniform(0.1, 0.8)
        walk = [90.0]
        for _ in range(points - 1 + months):
            walk.append(walk[-1] + dice.gauss(drift, spread))
        seen, truth = spots_of(walk[:points]), walk[-1]
        found = drift_of(seen, RULE)
        assert found is not None
        target = seen[-1].value + dice.uniform(-1, 1) * spread * months
        ahead = forecast(seen[-1], found, points - 1 + months, target, RULE, is_upward=True)
        inside += ahead.low <= truth <= ahead.high
        if ahead.chance < 1:
            buckets.setdefault(min(int(ahead.chance * 5), 4), []).append((ahead.chance, truth >= target))
    assert inside / trials == pytest.approx(0.8, abs=0.02)
    for told in buckets.values():
        if len(told) >= 200:
            promised = sum(chance for chance, _ in told) / len(told)
            kept = sum(came_true for _, came_true in told) / len(told)
            assert kept == pytest.approx(promised, abs=0.06)
