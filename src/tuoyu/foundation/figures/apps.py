"""Introduces figures to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class FiguresRoom(Room):
    name = "tuoyu.foundation.figures"
    verbose_name = "取数口径"
