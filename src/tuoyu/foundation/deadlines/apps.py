"""Introduces deadlines to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class DeadlinesRoom(Room):
    name = "tuoyu.foundation.deadlines"
    verbose_name = "时限"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.deadlines.jobs import redate_clocks, remind_of_clocks
        from tuoyu.foundation.deadlines.models import Clock
        from tuoyu.foundation.deadlines.permissions import ACTIONS
        from tuoyu.foundation.deadlines.scopes import clock_of_unit
        from tuoyu.foundation.jobs.handlers import daily

        declare_actions(ACTIONS)
        declare_scope(Clock, "unit", clock_of_unit)
        daily(at="05:30")(redate_clocks)
        daily(at="08:00")(remind_of_clocks)
