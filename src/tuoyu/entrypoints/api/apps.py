"""Introduces the API to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class ApiRoom(Room):
    name = "tuoyu.entrypoints.api"
    verbose_name = "开放接口"

    def open(self) -> None:
        from tuoyu.entrypoints.api import jobs
        from tuoyu.entrypoints.api.models import Token
        from tuoyu.entrypoints.api.permissions import ACTIONS, VIEW, own_token
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.ui.nav import NavItem, declare_nav

        declare_actions(ACTIONS)
        declare_scope(Token, "own", own_token)
        declare_nav([NavItem("设置", "接口令牌", "plug-connected", "api:token-list", VIEW, 95)])
        daily(at="04:10")(jobs.forget_answers)
