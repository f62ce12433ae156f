"""Introduces institutions to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class InstitutionsRoom(Room):
    name = "tuoyu.registers.institutions"
    verbose_name = "机构"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.registers.institutions import jobs, scopes
        from tuoyu.registers.institutions.models import Fact, Institution
        from tuoyu.registers.institutions.permissions import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Institution, "unit", scopes.of_unit)
        declare_scope(Fact, "unit", scopes.through_institution)
        daily(at="00:10")(jobs.refresh_standings)
