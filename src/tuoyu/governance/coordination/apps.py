"""Introduces coordination to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class CoordinationRoom(Room):
    name = "tuoyu.governance.coordination"
    verbose_name = "任务与督办"
