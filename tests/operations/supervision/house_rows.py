"""Supervision for the world of the house tests, noun by noun."""

from __future__ import annotations

from tests.house.world import World
from tests.operations.supervision.house_draws import stock_draws
from tests.operations.supervision.house_findings import stock_findings
from tests.operations.supervision.house_incidents import stock_incidents
from tests.operations.supervision.house_penalties import stock_penalties
from tests.operations.supervision.house_ratings import stock_ratings
from tests.operations.supervision.house_results import stock_results
from tests.operations.supervision.house_visits import stock_visits


def stock(world: World) -> None:
    stock_draws(world)
    stock_findings(world)
    stock_incidents(world)
    stock_visits(world)
    stock_ratings(world)
    stock_penalties(world)
    stock_results(world)
