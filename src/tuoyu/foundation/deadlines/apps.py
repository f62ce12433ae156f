"""Introduces deadlines to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class DeadlinesRoom(Room):
    name = "tuoyu.foundation.deadlines"
    verbose_name = "时限"
