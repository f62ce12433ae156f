"""Introduces people to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class PeopleRoom(Room):
    name = "tuoyu.foundation.people"
    verbose_name = "人员与单位"

    def open(self) -> None:
        from tuoyu.foundation.access.registry import declare_actions, declare_scope
        from tuoyu.foundation.jobs.handlers import daily
        from tuoyu.foundation.people.jobs import forget_old_sign_ins
        from tuoyu.foundation.people.models import Post, Unit, User
        from tuoyu.foundation.people.permissions import ACTIONS
        from tuoyu.foundation.people.scopes import lent_post, own_account, own_post, own_unit, unit_post

        declare_actions(ACTIONS)
        daily(at="03:20")(forget_old_sign_ins)
        declare_scope(Unit, "unit", own_unit)
        declare_scope(User, "own", own_account)
        declare_scope(Post, "own", own_post)
        declare_scope(Post, "lent", lent_post)
        declare_scope(Post, "unit", unit_post)
