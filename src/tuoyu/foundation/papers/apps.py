"""Introduces papers to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class PapersRoom(Room):
    name = "tuoyu.foundation.papers"
    verbose_name = "公文"
