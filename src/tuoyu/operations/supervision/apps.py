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
        self._penalties()
        self._transfers()

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

    def _penalties(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.penalties import PENALTY
        from tuoyu.operations.supervision.models import Appeal, Penalty, Publication
        from tuoyu.operations.supervision.permissions.penalties import ACTIONS, VIEW_PENALTY
        from tuoyu.operations.supervision.web.penalty_nav import NAV
        from tuoyu.operations.supervision.web.penalty_panels import penalties_of_institution

        declare_actions(ACTIONS)
        declare_flow(PENALTY)
        declare_scope(Penalty, "unit", scopes.penalty_of_unit)
        for model in (Appeal, Publication):
            declare_scope(model, "unit", scopes.through_penalty)
        declare_nav(NAV)
        declare_panel(
            "institutions.institution",
            Panel("penalties", "行政处罚", VIEW_PENALTY, 50, penalties_of_institution),
        )

    def _transfers(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.transfers import TRANSFER
        from tuoyu.operations.supervision.models import Transfer
        from tuoyu.operations.supervision.permissions.transfers import ACTIONS

        declare_actions(ACTIONS)
        declare_flow(TRANSFER)
        declare_scope(Transfer, "unit", scopes.transfer_of_unit)
