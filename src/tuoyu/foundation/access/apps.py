"""Introduces access to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class AccessRoom(Room):
    name = "tuoyu.foundation.access"
    verbose_name = "访问控制"
