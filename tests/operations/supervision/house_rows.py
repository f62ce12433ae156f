"""Supervision for the world of the house tests, a file a noun."""

from __future__ import annotations

from tests.house.world import World
from tests.operations.supervision.house_visits import stock_visits


def stock(world: World) -> None:
    stock_visits(world)
