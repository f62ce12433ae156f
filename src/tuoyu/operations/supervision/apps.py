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
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.visits import VISIT
        from tuoyu.operations.supervision.models import Photo, Visit, VisitItem, VisitMember
        from tuoyu.operations.supervision.permissions.visits import ACTIONS, VIEW_VISIT
        from tuoyu.operations.supervision.web.nav_visits import VISITS
        from tuoyu.operations.supervision.web.visits import visits_panel

        declare_actions(ACTIONS)
        declare_scope(Visit, "unit", scopes.visit_of_unit)
        declare_flow(VISIT)
        declare_nav(VISITS)
        declare_panel("institutions.institution", Panel("visits", "检查", VIEW_VISIT, 40, visits_panel))
        for model in (VisitMember, VisitItem, Photo):
            declare_scope(model, "unit", scopes.through_visit)

    def _findings(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Finding
        from tuoyu.operations.supervision.permissions.findings import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Finding, "unit", scopes.finding_of_unit)
