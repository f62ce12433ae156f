"""Supervision for the world of the house tests, one file a noun."""

from __future__ import annotations

from tests.house.world import World
from tests.operations.supervision.house_penalties import stock_penalties


def stock(world: World) -> None:
    stock_penalties(world)
