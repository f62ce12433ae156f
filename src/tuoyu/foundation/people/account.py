"""What a person does with the own account: change the password, end the sessions elsewhere."""

from __future__ import annotations

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people import permissions
from tuoyu.foundation.people.commands import ChangePassword
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.passwords import demand_good_password
from tuoyu.foundation.people.words import WRONG_OWN
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused


@service(permissions.CHANGE_PASSWORD)
def change_password(ctx: Ctx, command: ChangePassword) -> User:
    """Replace the own password; every other session of the account ends."""
    user = locked_account(ctx)
    demand_own_password(user, command.old, field="old")
    if command.new == command.old:
        raise Refused.because(
            "people.password.same",
            "新密码和当前密码一样。",
            status=422,
            next_step="请换一个新密码。",
            field="new",
        )
    demand_good_password(ctx, user, command.new, field="new")
    user.set_password(command.new)
    user.has_temporary_password = False
    user.save(update_fields=["password", "has_temporary_password"])
    journal(ctx, permissions.CHANGE_PASSWORD, user, fields=("password",))
    return user


@service(permissions.END_SESSIONS)
def end_sessions(ctx: Ctx) -> User:
    """End every session of the own account; the view then renews the one it is asked in."""
    user = locked_account(ctx)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    journal(ctx, permissions.END_SESSIONS, user)
    return user


def demand_own_password(user: User, password: str, *, field: str) -> None:
    """Refuse (422) unless the person at the keyboard knows the password."""
    if not user.check_password(password):
        raise Refused.because(
            "people.password.wrong",
            WRONG_OWN,
            status=422,
            next_step="请核对后重新输入。",
            field=field,
        )


def locked_account(ctx: Ctx) -> User:
    """The actor's own account, locked: two changes at once wait for each other."""
    if ctx.actor.user_id is None:
        raise Refused.because("people.account", "请先登录。", status=403, next_step="请回到登录页。")
    return User.objects.select_for_update().get(pk=ctx.actor.user_id)
