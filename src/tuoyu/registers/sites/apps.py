"""Introduces sites to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class SitesRoom(Room):
    name = "tuoyu.registers.sites"
    verbose_name = "区域与场所"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.foundation.figures.registry import declare_figure
        from tuoyu.foundation.ui.nav import NavItem, declare_nav
        from tuoyu.registers.sites.figures import FIGURES
        from tuoyu.registers.sites.permissions import ACTIONS, VIEW

        declare_actions(ACTIONS)
        for figure in FIGURES:
            declare_figure(figure)
        declare_nav([NavItem("底册", "区域", "map-2", "sites:area-list", VIEW, order=20)])
