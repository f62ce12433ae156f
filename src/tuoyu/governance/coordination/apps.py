"""Introduces coordination to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class CoordinationRoom(Room):
    name = "tuoyu.governance.coordination"
    verbose_name = "任务与督办"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.jobs.handlers import daily, subscribe
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.governance.coordination import jobs, scopes, subscribers
        from tuoyu.governance.coordination.figures import FIGURES
        from tuoyu.governance.coordination.flow import FLOWS
        from tuoyu.governance.coordination.models import Milestone, Report, Slip
        from tuoyu.governance.coordination.permissions import ACTIONS
        from tuoyu.governance.coordination.web.nav import NAV
        from tuoyu.operations.supervision.events.findings import FindingOverdue, FindingSettled
        from tuoyu.registers.plans.events import PlanAdopted
        from tuoyu.registers.plans.models import Task

        declare_actions(ACTIONS)
        declare_nav(NAV)
        for flow in FLOWS:
            declare_flow(flow)
        declare_scope(Task, "unit", scopes.task_of_unit)
        declare_scope(Task, "lead", scopes.task_led_by_unit)
        for model in (Milestone, Report, Slip):
            declare_scope(model, "unit", scopes.row_of_unit)
        for figure in FIGURES:
            declare_figure(figure)
        subscribe(PlanAdopted)(subscribers.carry_over)
        subscribe(FindingOverdue)(subscribers.press_finding)
        subscribe(FindingSettled)(subscribers.settle_finding)
        daily(at="06:00")(jobs.open_this_months_reports)
        daily(at="06:30")(jobs.raise_slips)
        daily(at="23:30")(jobs.snapshot_lights)
