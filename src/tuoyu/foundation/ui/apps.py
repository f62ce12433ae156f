"""The room of the design system."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class Ui(Room):
    name = "tuoyu.foundation.ui"
    verbose_name = "界面"
