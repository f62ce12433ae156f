"""The API."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class ApiRoom(Room):
    name = "tuoyu.entrypoints.api"
    verbose_name = "开放接口"
