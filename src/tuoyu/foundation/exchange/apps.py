"""Introduces exchange to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class ExchangeRoom(Room):
    name = "tuoyu.foundation.exchange"
    verbose_name = "数据交换"
