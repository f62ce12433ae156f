"""Introduces jobs to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class JobsRoom(Room):
    name = "tuoyu.foundation.jobs"
    verbose_name = "后台任务"
