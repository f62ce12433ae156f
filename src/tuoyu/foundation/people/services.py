"""The verbs of people. Each is one transaction, journalled."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.db.models import Q

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import SYSTEM_ROLE, require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people import permissions
from tuoyu.foundation.people.commands import (
    AddUnit,
    AddUser,
    CloseUnit,
    DelegatePost,
    DisableUser,
    EndPost,
    OpenPost,
    ResetUser,
    RevealUser,
)
from tuoyu.foundation.people.mfa import drop_factor_of
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.passwords import demand_good_password
from tuoyu.foundation.people.rules import (
    HeldPost,
    Source,
    delegation_is_sound,
    is_appointed_by_another,
    may_end,
    may_hold,
    period_is_sound,
    username_is_sound,
)
from tuoyu.foundation.vault.index import blind_index
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.identity import Mobile
from tuoyu.kernel.verdict import Refused, demand


@service(permissions.ADD_UNIT)
def add_unit(ctx: Ctx, command: AddUnit) -> Unit:
    """Register a unit under a code and a name that no other unit has."""
    require_any(ctx, permissions.ADD_UNIT)
    return register_unit(ctx, command)


def register_unit(ctx: Ctx, command: AddUnit) -> Unit:
    """The same inside the service of another app that asked its own permission (a plan that names a new unit)."""
    if Unit.objects.unscoped("uniqueness").filter(Q(code=command.code) | Q(name=command.name)).exists():
        raise Refused.because(
            "people.unit.taken",
            f"单位“{command.name}”或代码 {command.code} 已经登记过。",
            status=422,
            next_step="请在单位列表中查找，或换一个代码。",
            field="name",
        )
    unit = Unit.objects.create(
        code=command.code,
        name=command.name,
        short_name=command.short_name,
        aliases=list(command.aliases),
        kind=command.kind,
        area=command.area,
        collective_id=command.collective_id,
        position=command.position,
        valid_from_on=command.valid_from_on,
    )
    journal(ctx, permissions.ADD_UNIT, unit, fields=("code", "name", "kind", "area"))
    return unit


@service(permissions.CLOSE_UNIT)
def close_unit(ctx: Ctx, command: CloseUnit) -> Unit:
    """End a unit on a day; refused while somebody still holds a post in it after that day."""
    unit = require(ctx, permissions.CLOSE_UNIT, Unit.objects.all(), command.unit_id, lock=True)
    demand(period_is_sound(unit.valid_from_on, command.valid_to_on, "valid_to_on"), status=422)
    still_open = Q(ends_on__isnull=True) | Q(ends_on__gt=command.valid_to_on)
    remaining = Post.objects.unscoped("open posts of a unit").filter(still_open, unit=unit).count()
    if remaining:
        raise Refused.because(
            "people.unit.posts_open",
            f"{unit.name}还有 {remaining} 个岗位在 {command.valid_to_on.isoformat()} 之后有效，不能停用。",
            next_step="请先终止这些岗位。",
        )
    unit.valid_to_on = command.valid_to_on
    unit.save(update_fields=["valid_to_on"])
    journal(ctx, permissions.CLOSE_UNIT, unit, fields=("valid_to_on",))
    return unit


@service(permissions.ADD_USER)
def add_user(ctx: Ctx, command: AddUser) -> User:
    """Register a person. Without a password the account cannot sign in until one is set.

    A password given here is known to somebody else, so it must be changed at the first sign-in, unless the person chose it.
    """
    require_any(ctx, permissions.ADD_USER)
    demand(username_is_sound(command.username), status=422)
    user = User(username=command.username, name=command.name, is_demo=command.is_demo, made_at=ctx.now)
    user.mobile = _mobile(command.mobile)
    user.mobile_index = blind_index("people.user.mobile", user.mobile.reveal())
    if command.password:
        _set_temporary_password(ctx, user, command.password)
        user.has_temporary_password = user.has_temporary_password and not command.is_own_password
    else:
        user.set_unusable_password()
    try:
        user.save(force_insert=True)
    except IntegrityError:
        raise Refused.because(
            "people.user.taken",
            f"登录名“{command.username}”已经有人使用。",
            status=422,
            next_step="请换一个登录名，例如加上单位简称。",
            field="username",
        ) from None
    journal(ctx, permissions.ADD_USER, user, fields=("username", "name"))
    return user


@service(permissions.DISABLE_USER)
def disable_user(ctx: Ctx, command: DisableUser) -> User:
    """Close an account and end its posts today: rights end at once, because a closed account has no session."""
    user = require(ctx, permissions.DISABLE_USER, User.objects.all(), command.user_id)
    open_posts = Post.objects.unscoped("posts of a disabled account").filter(user=user)
    open_posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ctx.today), starts_on__lte=ctx.today).update(
        ends_on=ctx.today
    )
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    journal(ctx, permissions.DISABLE_USER, user, fields=("is_active", "posts"))
    return user


@service(permissions.RESET_USER)
def reset_user(ctx: Ctx, command: ResetUser) -> User:
    """Help somebody who forgot the password or lost the phone: a temporary password, no second factor, no session."""
    user = require(ctx, permissions.RESET_USER, User.objects.all(), command.user_id)
    _set_temporary_password(ctx, user, command.password)
    user.session_epoch += 1
    user.save(update_fields=["password", "has_temporary_password", "session_epoch"])
    drop_factor_of(user)
    journal(ctx, permissions.RESET_USER, user, fields=("password", "second_factor"))
    return user


@service(permissions.REVEAL_USER)
def reveal_user(ctx: Ctx, command: RevealUser) -> str:
    """The whole mobile number of a person; ``ctx.purpose`` says what for and stays in the journal."""
    user = require(ctx, permissions.REVEAL_USER, User.objects.all(), command.user_id)
    journal(ctx, permissions.REVEAL_USER, user, fields=("mobile",))
    return user.mobile.reveal()


@service(permissions.OPEN_POST)
def open_post(ctx: Ctx, command: OpenPost) -> Post:
    """Give a person a role in a unit for a period, unless roles that must stay apart would meet in one person."""
    require_any(ctx, permissions.OPEN_POST)
    demand(is_appointed_by_another(ctx.actor.user_id, command.user_id), status=422)
    demand(period_is_sound(command.starts_on, command.ends_on), status=422)
    _appointee(command.user_id, "user")
    _demand_open_unit(command)
    _demand_separation(command.user_id, command.role, command.starts_on, command.ends_on)
    post = _create_post(ctx, command)
    journal(ctx, permissions.OPEN_POST, post, fields=("user", "unit", "role", "starts_on", "ends_on"))
    return post


@service(permissions.END_POST)
def end_post(ctx: Ctx, command: EndPost) -> Post:
    """End a post, and with it every delegation that came from it."""
    post = require(ctx, permissions.END_POST, Post.objects.all(), command.post_id, lock=True)
    demand(
        period_is_sound(post.starts_on, command.ends_on) & may_end(post.ends_on, command.ends_on), status=422
    )
    post.ends_on = command.ends_on
    post.save(update_fields=["ends_on"])
    Post.objects.unscoped("delegations end with their post").filter(
        Q(ends_on__gt=command.ends_on), delegated_from=post, starts_on__lte=command.ends_on
    ).update(ends_on=command.ends_on)
    journal(ctx, permissions.END_POST, post, fields=("ends_on",))
    return post


@service(permissions.DELEGATE_POST)
def delegate_post(ctx: Ctx, command: DelegatePost) -> Post:
    """Lend a post to a colleague for a period inside it; it cannot be passed on."""
    source = require(ctx, permissions.DELEGATE_POST, Post.objects.all(), command.post_id)
    lent = Source(source.starts_on, source.ends_on, is_delegated=source.delegated_from_id is not None)
    demand(delegation_is_sound(command.starts_on, command.ends_on, lent), status=422)
    if command.to_user_id == source.user_id:
        raise Refused.because(
            "people.post.delegation_self",
            "不能委托给自己。",
            status=422,
            next_step="请选择同事。",
            field="to_user",
        )
    _appointee(command.to_user_id, "to_user")
    _demand_separation(command.to_user_id, source.role, command.starts_on, command.ends_on)
    copy = OpenPost(
        command.to_user_id, source.unit_id, source.role, command.starts_on, command.ends_on, source.title
    )
    post = _create_post(ctx, copy, delegated_from_id=source.pk)
    journal(ctx, permissions.DELEGATE_POST, post, fields=("user", "delegated_from", "starts_on", "ends_on"))
    return post


def _set_temporary_password(ctx: Ctx, user: User, password: str) -> None:
    """Passwords of demonstration accounts are printed on the screen; nothing is asked of them."""
    if not user.is_demo:
        demand_good_password(ctx, user, password, field="password")
    user.set_password(password)
    user.has_temporary_password = not user.is_demo


def _mobile(text: str) -> Secret:
    if not text.strip():
        return Secret("")
    try:
        return Secret(Mobile.parse(text).reveal())
    except ValueError as error:
        raise Refused.because(
            "people.user.mobile", str(error), status=422, next_step="请核对手机号，或留空。", field="mobile"
        ) from None


def _create_post(ctx: Ctx, command: OpenPost, delegated_from_id: int | None = None) -> Post:
    overlapping = Post.objects.unscoped("one post per person, unit and role").filter(
        _overlaps(command.starts_on, command.ends_on),
        user_id=command.user_id,
        unit_id=command.unit_id,
        role=command.role,
    )
    if overlapping.exists():
        raise Refused.because(
            "people.post.overlap",
            f"此人在这段时间已经有同一单位的“{role_matrix().label(command.role)}”岗位。",
            status=422,
            next_step="请先终止原岗位，或调整起止日期。",
            field="starts_on",
        )
    return Post.objects.create(
        user_id=command.user_id,
        unit_id=command.unit_id,
        role=command.role,
        title=command.title,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        delegated_from_id=delegated_from_id,
        made_by_id=ctx.actor.user_id,
        made_at=ctx.now,
    )


def _appointee(user_id: int, field: str) -> User:
    """Who is to hold the post. The account is locked: two appointments at once must see each other's roles."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or not user.is_active:
        raise Refused.because(
            "people.post.account",
            f"{user.name}的账号已停用，不能再任职。" if user else "没有这个人员。",
            status=422,
            next_step="请从列表中选择在用的账号。",
            field=field,
        )
    return user


def _demand_open_unit(command: OpenPost) -> None:
    """The unit exists and is in use when the post begins."""
    unit = Unit.objects.unscoped("unit of a post").filter(pk=command.unit_id).first()
    if unit is None or (unit.valid_to_on is not None and unit.valid_to_on < command.starts_on):
        raise Refused.because(
            "people.post.unit",
            f"{unit.name}已于 {unit.valid_to_on} 停用，不能再任命岗位。" if unit else "没有这个单位。",
            status=422,
            next_step="请从列表中选择在用的单位。",
            field="unit",
        )


def _demand_separation(user_id: int, role: str, starts_on: date, ends_on: date | None) -> None:
    matrix = role_matrix()
    # The house acts in its own role; a person in it could do everything.
    if role not in matrix.roles or role == SYSTEM_ROLE:
        raise Refused.because(
            "people.post.role",
            f"没有“{role}”这个角色。",
            status=422,
            next_step="请从列表中选择角色。",
            field="role",
        )
    rows = (
        Post.objects.unscoped("separation of duties")
        .filter(_overlaps(starts_on, ends_on), user_id=user_id)
        .values_list("role", "unit__name")
    )
    held = tuple(HeldPost(code, matrix.label(code), unit) for code, unit in rows)
    # Separation holds in both directions, whichever of the two roles names the other.
    apart = matrix.roles[role].apart_from | {
        code for code, other in matrix.roles.items() if role in other.apart_from
    }
    demand(may_hold(matrix.label(role), frozenset(apart), held))


def _overlaps(starts_on: date, ends_on: date | None) -> Q:
    condition = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return condition & Q(starts_on__lte=ends_on) if ends_on else condition
