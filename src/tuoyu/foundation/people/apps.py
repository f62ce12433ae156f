"""Introduces people to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class PeopleRoom(Room):
    name = "tuoyu.foundation.people"
    verbose_name = "人员与单位"
