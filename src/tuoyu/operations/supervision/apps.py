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
        self._plans()
        self._visits()
        self._findings()
        self._results()
        self._board()
        self._conduct()
        self._incidents()
        self._ratings()
        self._evaluations()
        self._penalties()
        self._transfers()

    def _items(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.jobs import items as jobs
        from tuoyu.operations.supervision.models import ItemVersion
        from tuoyu.operations.supervision.permissions.items import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(ItemVersion, "unit", scopes.item_of_unit)
        daily(at="00:15")(jobs.bring_items)

    def _inspectors(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Inspector, Recusal
        from tuoyu.operations.supervision.permissions.inspectors import ACTIONS

        declare_actions(ACTIONS)
        declare_scope(Inspector, "unit", scopes.of_unit)
        declare_scope(Inspector, "own", scopes.inspector_of_person)
        declare_scope(Recusal, "unit", scopes.recusal_of_unit)

    def _draws(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.draws import DRAW
        from tuoyu.operations.supervision.jobs import draws as jobs
        from tuoyu.operations.supervision.models import Draw
        from tuoyu.operations.supervision.permissions.draws import ACTIONS

        declare_actions(ACTIONS)
        declare_flow(DRAW)
        declare_scope(Draw, "lead", scopes.draw_of_lead)
        declare_scope(Draw, "unit", scopes.draw_of_party)
        daily(at="00:20")(jobs.open_ceremonies)

    def _plans(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.plans import PLAN
        from tuoyu.operations.supervision.models import InspectionPlan
        from tuoyu.operations.supervision.permissions.plans import ACTIONS

        declare_actions(ACTIONS)
        declare_flow(PLAN)
        declare_scope(InspectionPlan, "unit", scopes.of_unit)

    def _visits(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.visits import VISIT
        from tuoyu.operations.supervision.models import Photo, Visit, VisitItem, VisitMember
        from tuoyu.operations.supervision.permissions.visits import ACTIONS, VIEW_VISIT
        from tuoyu.operations.supervision.web.visits import visits_panel

        declare_actions(ACTIONS)
        declare_scope(Visit, "unit", scopes.visit_of_unit)
        declare_flow(VISIT)
        declare_panel("institutions.institution", Panel("visits", "检查", VIEW_VISIT, 40, visits_panel))
        for model in (VisitMember, VisitItem, Photo):
            declare_scope(model, "unit", scopes.through_visit)

    def _findings(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.figures.findings import FIGURES
        from tuoyu.operations.supervision.flow.findings import FINDING
        from tuoyu.operations.supervision.jobs import findings as jobs
        from tuoyu.operations.supervision.models import Finding, Objection, Proof, SelfCheck
        from tuoyu.operations.supervision.permissions.findings import ACTIONS, VIEW_FINDING
        from tuoyu.operations.supervision.web.panels_findings import findings_of_institution

        declare_actions(ACTIONS)
        declare_flow(FINDING)
        declare_scope(Finding, "unit", scopes.finding_of_unit)
        declare_scope(Proof, "unit", scopes.through_finding)
        declare_scope(Objection, "unit", scopes.through_finding)
        declare_scope(SelfCheck, "unit", scopes.self_check_of_unit)
        for figure in FIGURES:
            declare_figure(figure)
        declare_panel(
            "institutions.institution",
            Panel("mending", "检查与整改", VIEW_FINDING, 15, findings_of_institution),
        )
        daily(at="07:30")(jobs.remind_findings)

    def _results(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.ui.nav import declare_nav, declare_public
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.figures.visits import FIGURES
        from tuoyu.operations.supervision.models import Result
        from tuoyu.operations.supervision.permissions.results import ACTIONS
        from tuoyu.operations.supervision.web.nav import NAV, PUBLIC

        declare_actions(ACTIONS)
        declare_scope(Result, "unit", scopes.result_of_unit)
        declare_nav(NAV)
        declare_public(PUBLIC)
        for figure in FIGURES:
            declare_figure(figure)

    def _conduct(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.models import Charge, Conduct
        from tuoyu.operations.supervision.permissions.conduct import ACTIONS, VIEW_FEE
        from tuoyu.operations.supervision.web.conduct import conduct_of_institution

        declare_actions(ACTIONS)
        declare_scope(Charge, "unit", scopes.look_of_unit)
        declare_scope(Conduct, "unit", scopes.look_of_unit)
        declare_panel(
            "institutions.institution",
            Panel("conduct", "收费、饮食和用药", VIEW_FEE, 40, conduct_of_institution),
        )

    def _incidents(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import every
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import models, scopes
        from tuoyu.operations.supervision.figures.incidents import FIGURES
        from tuoyu.operations.supervision.flow.incidents import INCIDENT
        from tuoyu.operations.supervision.jobs.incidents import watch
        from tuoyu.operations.supervision.permissions.incidents import ACTIONS, VIEW_INCIDENT
        from tuoyu.operations.supervision.web.panels_incidents import incidents_of_institution

        declare_actions(ACTIONS)
        declare_flow(INCIDENT)
        declare_scope(models.Incident, "unit", scopes.incident_of_unit)
        for model in (models.IncidentNotice, models.IncidentUpdate):
            declare_scope(model, "unit", scopes.notice_of_unit)
        declare_scope(models.Drill, "unit", scopes.of_unit)
        declare_scope(models.DrillTarget, "unit", scopes.target_of_unit)
        for figure in FIGURES:
            declare_figure(figure)
        panel = Panel("incidents", "突发事件", VIEW_INCIDENT, 40, incidents_of_institution)
        declare_panel("institutions.institution", panel)
        every(seconds=300)(watch)

    def _ratings(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.appeals import APPEAL
        from tuoyu.operations.supervision.jobs import ratings as jobs
        from tuoyu.operations.supervision.models import Rating, RatingAppeal
        from tuoyu.operations.supervision.permissions.ratings import ACTIONS, VIEW_RATING
        from tuoyu.operations.supervision.queries.rating_facts import declare_rating_source
        from tuoyu.operations.supervision.queries.rating_sources import SOURCES
        from tuoyu.operations.supervision.web.ratings import rating_of_institution

        declare_actions(ACTIONS)
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
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.figures.evaluations import FIGURES
        from tuoyu.operations.supervision.flow.evaluations import EVALUATION, TABLE
        from tuoyu.operations.supervision.jobs import evaluations as jobs
        from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert
        from tuoyu.operations.supervision.permissions.evaluations import ACTIONS

        declare_actions(ACTIONS)
        for flow in (TABLE, EVALUATION):
            declare_flow(flow)
        declare_scope(Evaluation, "unit", scopes.through_institution)
        declare_scope(EvaluationExpert, "own", scopes.of_own)
        for figure in FIGURES:
            declare_figure(figure)
        daily(at="02:40")(jobs.expire_results)

    def _penalties(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.ui.panels import Panel, declare_panel
        from tuoyu.operations.supervision import scopes
        from tuoyu.operations.supervision.flow.penalties import PENALTY
        from tuoyu.operations.supervision.models import Challenge, Penalty, Publication
        from tuoyu.operations.supervision.permissions.penalties import ACTIONS, VIEW_PENALTY
        from tuoyu.operations.supervision.web.penalty_panels import penalties_of_institution

        declare_actions(ACTIONS)
        declare_flow(PENALTY)
        declare_scope(Penalty, "unit", scopes.penalty_of_unit)
        for model in (Challenge, Publication):
            declare_scope(model, "unit", scopes.through_penalty)
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

    def _board(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.operations.supervision.permissions.board import ACTIONS

        declare_actions(ACTIONS)
