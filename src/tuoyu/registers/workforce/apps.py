"""Introduces the workforce to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class WorkforceRoom(Room):
    name = "tuoyu.registers.workforce"
    verbose_name = "从业人员"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.registers.workforce import jobs, scopes
        from tuoyu.registers.workforce.models import Position, Practitioner
        from tuoyu.registers.workforce.permissions import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Practitioner, "unit", scopes.practitioner_of_unit)
        declare_scope(Position, "unit", scopes.position_of_unit)
        daily(at="00:20")(jobs.list_due_queries)
