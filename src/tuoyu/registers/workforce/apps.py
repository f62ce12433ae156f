"""Introduces the workforce to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class WorkforceRoom(Room):
    name = "tuoyu.registers.workforce"
    verbose_name = "从业人员"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.registers.workforce import jobs, scopes
        from tuoyu.registers.workforce.figures import FIGURES
        from tuoyu.registers.workforce.models import Position, Practitioner
        from tuoyu.registers.workforce.permissions import ACTIONS
        from tuoyu.registers.workforce.web.cards import staff_card
        from tuoyu.registers.workforce.web.nav import NAV

        declare_actions(ACTIONS)
        declare_scope(Practitioner, "unit", scopes.practitioner_of_unit)
        declare_scope(Position, "unit", scopes.position_of_unit)
        for figure in FIGURES:
            declare_figure(figure)
        declare_nav(NAV)
        declare_panel("institutions.institution", Panel("staff", "从业人员", None, 10, staff_card))
        daily(at="00:20")(jobs.list_due_queries)
