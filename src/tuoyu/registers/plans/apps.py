"""Introduces plans to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class PlansRoom(Room):
    name = "tuoyu.registers.plans"
    verbose_name = "方案底册"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.foundation.casework.registry import declare_flow
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.registers.plans.flow import VERSION
        from tuoyu.registers.plans.permissions import ACTIONS
        from tuoyu.registers.plans.web.nav import NAV

        declare_actions(ACTIONS)
        declare_flow(VERSION)
        declare_nav(NAV)
