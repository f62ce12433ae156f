"""The web site: the pages that belong to no single app."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class SiteRoom(Room):
    name = "tuoyu.entrypoints.site"
    verbose_name = "网站"

    def open(self) -> None:
        from tuoyu.entrypoints.site.home.nav import ITEMS as FIRST
        from tuoyu.entrypoints.site.permissions import ACTIONS
        from tuoyu.entrypoints.site.settings.nav import ITEMS as SETTINGS
        from tuoyu.foundation.access.registry import declare_actions
        from tuoyu.foundation.ui.nav import declare_nav

        declare_actions(ACTIONS)
        declare_nav((*FIRST, *SETTINGS))
