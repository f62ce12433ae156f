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
        self._ratings()
        self._evaluations()

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

    def _ratings(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import jobs, scopes
        from tuoyu.operations.supervision.flow.appeals import APPEAL
        from tuoyu.operations.supervision.models import Rating, RatingAppeal
        from tuoyu.operations.supervision.permissions.ratings import ACTIONS, VIEW_RATING
        from tuoyu.operations.supervision.queries.rating_facts import declare_rating_source
        from tuoyu.operations.supervision.queries.rating_sources import SOURCES
        from tuoyu.operations.supervision.web.nav_ratings import NAV
        from tuoyu.operations.supervision.web.ratings import rating_of_institution

        declare_actions(ACTIONS)
        declare_nav(NAV)
        declare_flow(APPEAL)
        for model in (Rating, RatingAppeal):
            declare_scope(model, "unit", scopes.through_institution)
        for name, source in SOURCES.items():
            declare_rating_source(name, source)
        panel = Panel("rating", "风险等级", VIEW_RATING, 15, rating_of_institution)
        declare_panel("institutions.institution", panel)
        daily(at="02:20")(jobs.rate_monthly)

    def _evaluations(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.operations.supervision import jobs, scopes
        from tuoyu.operations.supervision.figures_evaluations import FIGURES
        from tuoyu.operations.supervision.flow.evaluations import EVALUATION, TABLE
        from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert
        from tuoyu.operations.supervision.permissions.evaluations import ACTIONS
        from tuoyu.operations.supervision.web.nav_evaluations import NAV

        declare_actions(ACTIONS)
        declare_nav(NAV)
        for flow in (TABLE, EVALUATION):
            declare_flow(flow)
        declare_scope(Evaluation, "unit", scopes.through_institution)
        declare_scope(EvaluationExpert, "own", scopes.of_own)
        for figure in FIGURES:
            declare_figure(figure)
        daily(at="02:40")(jobs.expire_results)
