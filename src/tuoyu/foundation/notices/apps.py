"""Introduces notices to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class NoticesRoom(Room):
    name = "tuoyu.foundation.notices"
    verbose_name = "消息"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.notices.channels import install_from_environment
        from tuoyu.foundation.notices.models import Notice
        from tuoyu.foundation.notices.permissions import ACTIONS
        from tuoyu.foundation.notices.scopes import own_notices

        declare_actions(ACTIONS)
        declare_scope(Notice, "own", own_notices)
        install_from_environment()
