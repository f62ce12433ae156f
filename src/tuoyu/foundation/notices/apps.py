"""Introduces notices to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class NoticesRoom(Room):
    name = "tuoyu.foundation.notices"
    verbose_name = "通知"
