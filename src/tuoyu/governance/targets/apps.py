"""Introduces targets to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class TargetsRoom(Room):
    name = "tuoyu.governance.targets"
    verbose_name = "指标"
