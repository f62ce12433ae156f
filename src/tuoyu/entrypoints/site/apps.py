"""The web site: the pages that belong to no single app."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class SiteRoom(Room):
    name = "tuoyu.entrypoints.site"
    verbose_name = "网站"
