"""Introduces credit to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class CreditRoom(Room):
    name = "tuoyu.registers.credit"
    verbose_name = "信用事实"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.ui.nav import declare_nav
        from tuoyu.registers.credit.models import CreditFact
        from tuoyu.registers.credit.permissions import ACTIONS
        from tuoyu.registers.credit.scopes import fact_of_unit
        from tuoyu.registers.credit.web.nav import NAV

        declare_actions(ACTIONS)
        declare_scope(CreditFact, "unit", fact_of_unit)
        declare_nav(NAV)
