"""Introduces institutions to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class InstitutionsRoom(Room):
    name = "tuoyu.registers.institutions"
    verbose_name = "机构"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.registers.institutions import jobs, scopes
        from tuoyu.registers.institutions.figures import FIGURES
        from tuoyu.registers.institutions.models import Fact, Institution
        from tuoyu.registers.institutions.permissions import ACTIONS
        from tuoyu.registers.institutions.web.nav import NAV

        declare_actions(ACTIONS)
        declare_scope(Institution, "unit", scopes.of_unit)
        declare_scope(Fact, "unit", scopes.through_institution)
        for figure in FIGURES:
            declare_figure(figure)
        declare_nav(NAV)
        daily(at="00:10")(jobs.refresh_standings)
        daily(at="01:10")(jobs.suspect_duplicates)
