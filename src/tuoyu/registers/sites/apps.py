"""Introduces sites to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class SitesRoom(Room):
    name = "tuoyu.registers.sites"
    verbose_name = "区域与场所"
