"""Introduces plans to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class PlansRoom(Room):
    name = "tuoyu.registers.plans"
    verbose_name = "方案底册"
