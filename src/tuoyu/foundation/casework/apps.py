"""Introduces casework to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class CaseworkRoom(Room):
    name = "tuoyu.foundation.casework"
    verbose_name = "办件"
