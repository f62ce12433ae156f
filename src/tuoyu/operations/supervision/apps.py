"""Introduces supervision to the house, one method a noun."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class SupervisionRoom(Room):
    name = "tuoyu.operations.supervision"
    verbose_name = "监督检查"

    def open(self) -> None:
        self._items()
        self._inspectors()
        self._draws()
        self._visits()
        self._findings()
        self._incidents()

    def _items(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.operations.supervision.permissions.items import ACTIONS

        declare_actions(ACTIONS)

    def _inspectors(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Inspector, Recusal
        from tuoyu.operations.supervision.permissions.inspectors import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Inspector, "unit", scopes.of_unit)
        declare_scope(Recusal, "unit", scopes.recusal_of_unit)

    def _draws(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.operations.supervision.permissions.draws import ACTIONS

        declare_actions(ACTIONS)

    def _visits(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Visit, VisitItem, VisitMember
        from tuoyu.operations.supervision.permissions.visits import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Visit, "unit", scopes.visit_of_unit)
        for model in (VisitMember, VisitItem):
            declare_scope(model, "unit", scopes.through_visit)

    def _findings(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Finding
        from tuoyu.operations.supervision.permissions.findings import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Finding, "unit", scopes.finding_of_unit)

    def _incidents(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import every
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import models, scopes
        from tuoyu.operations.supervision.figures.incidents import FIGURES
        from tuoyu.operations.supervision.flow.incidents import INCIDENT
        from tuoyu.operations.supervision.jobs.incidents import watch
        from tuoyu.operations.supervision.permissions.incidents import ACTIONS, VIEW_INCIDENT
        from tuoyu.operations.supervision.web.nav_incidents import NAV
        from tuoyu.operations.supervision.web.panels_incidents import incidents_of_institution

        declare_actions(ACTIONS)
        declare_flow(INCIDENT)
        declare_scope(models.Incident, "unit", scopes.incident_of_unit)
        for model in (models.IncidentNotice, models.IncidentUpdate):
            declare_scope(model, "unit", scopes.notice_of_unit)
        declare_scope(models.Drill, "unit", scopes.of_unit)
        declare_scope(models.DrillTarget, "unit", scopes.target_of_unit)
        declare_nav(NAV)
        for figure in FIGURES:
            declare_figure(figure)
        panel = Panel("incidents", "突发事件", VIEW_INCIDENT, 40, incidents_of_institution)
        declare_panel("institutions.institution", panel)
        every(seconds=300)(watch)
