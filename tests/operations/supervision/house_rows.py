"""Supervision for the world of the house tests, a module a noun."""

from __future__ import annotations

from tests.house.world import World
from tests.operations.supervision.house_ratings import stock_ratings


def stock(world: World) -> None:
    stock_ratings(world)
