"""Introduces targets to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class TargetsRoom(Room):
    name = "tuoyu.governance.targets"
    verbose_name = "指标"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily, subscribe
        from tuoyu.foundation.ui.nav import NavItem, declare_nav
        from tuoyu.governance.targets import jobs, subscribers
        from tuoyu.governance.targets.models import Indicator, Observation
        from tuoyu.governance.targets.permissions import ACTIONS, VIEW
        from tuoyu.governance.targets.scopes import indicator_of_unit, observation_of_unit
        from tuoyu.registers.plans.events import PlanAdopted

        declare_actions(ACTIONS)
        declare_scope(Indicator, "unit", indicator_of_unit)
        declare_scope(Observation, "unit", observation_of_unit)
        declare_nav([NavItem("方案", "指标", "target", "targets:indicator-list", VIEW, order=20)])
        subscribe(PlanAdopted)(subscribers.set_goals)
        daily(at="03:00")(jobs.follow_the_law)
        daily(at="03:10")(jobs.pull_figures)
