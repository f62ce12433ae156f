"""Supervision for the world of the house tests, one part a noun."""

from __future__ import annotations

from tests.house.world import World
from tests.operations.supervision.house_incidents import stock_incidents


def stock(world: World) -> None:
    stock_incidents(world)
