"""One definition for both questions: which rows may I see, and may I touch this one.

``visible`` filters by the relation between a row and the posts of the actor; ``require`` asks the same filter
about one key, so a list and a page cannot disagree. Deny by default; nothing is stored per object.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import ALL, scope_rule
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.scoping import ScopedQuerySet
from tuoyu.foundation.access.words import SCOPE_LABELS
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.kernel.verdict import Reason, Refused, Verdict

M = TypeVar("M", bound=Model)

# The house itself acting (worker, commands); nobody is appointed to it, so nobody is told to ask for it.
SYSTEM_ROLE = "system"


def house_of(ctx: Ctx) -> Ctx:
    """The house acting on what somebody decided: registers are written by it, whoever may decide. The name stays in the journal."""
    post = PostRef(0, 0, "系统", SYSTEM_ROLE, ctx.area)
    return replace(ctx, actor=Actor(ActorKind.SYSTEM, ctx.actor.name, ctx.actor.user_id, (post,)))


def grants(ctx: Ctx, action: Action) -> dict[str, tuple[PostRef, ...]]:
    """Scope → the posts of the actor that grant ``action`` in that scope. Empty means: not allowed at all."""
    if ctx.actor.scopes and action.code not in ctx.actor.scopes:
        return {}
    matrix = role_matrix()
    found: dict[str, tuple[PostRef, ...]] = {}
    for post in ctx.actor.posts:
        scope = matrix.scope(action.code, post.role)
        if scope is not None:
            found[scope] = (*found.get(scope, ()), post)
    return {ALL: found[ALL]} if ALL in found else found


def acting_post(ctx: Ctx, action_code: str) -> PostRef | None:
    """The post that allows the act; where none does, the first that the actor holds; None for nobody's."""
    matrix, posts = role_matrix(), ctx.actor.posts
    return next((post for post in posts if matrix.scope(action_code, post.role)), posts[0] if posts else None)


def allowed(ctx: Ctx, action: Action) -> bool:
    """May the actor do this to anything at all? (Menus and buttons; rows are asked by ``visible``/``require``.)"""
    return bool(grants(ctx, action))


def scope_filter(ctx: Ctx, action: Action, model: type[Model]) -> Q | None:
    """The filter of ``visible`` as a Q over ``model``; None when nothing is visible."""
    granted = grants(ctx, action)
    if not granted:
        return None
    condition = Q()
    for scope, posts in granted.items():
        condition |= scope_rule(model, scope)(ctx, posts)
    return condition


def visible(ctx: Ctx, action: Action, rows: QuerySet[M]) -> QuerySet[M]:
    """Only the rows on which the actor may do ``action``."""
    condition = scope_filter(ctx, action, rows.model)
    scoped = rows.marked_scoped() if isinstance(rows, ScopedQuerySet) else rows
    if condition is None:
        return scoped.none()
    return scoped.filter(condition) if condition else scoped


def require(ctx: Ctx, action: Action, rows: QuerySet[M], pk: object, *, lock: bool = False) -> M:
    """The row with that key, on which the actor may do ``action``; ``lock`` holds it to the end of the transaction.

    Raises ``Refused``: 403 when no post allows the action; 404 when the row does not exist or is out of scope
    (the two are not told apart, so that keys cannot be probed).
    """
    require_any(ctx, action)
    found = visible(ctx, action, rows).filter(pk=pk)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.first()
    if row is None:
        raise not_found()
    return row


def not_found() -> Refused:
    """One answer for what does not exist and for what is out of scope."""
    return Refused.because(
        "access.not_found",
        "没有找到这条记录，或者它不在您的职责范围内。",
        status=404,
        next_step="如果确实需要查看，请联系本单位负责人或系统管理员核对岗位。",
    )


def require_any(ctx: Ctx, action: Action) -> None:
    """Refuse (403) unless some post of the actor allows the action at all."""
    if not allowed(ctx, action):
        raise Refused(explain(ctx, action), status=403)


def explain(ctx: Ctx, action: Action) -> Verdict:
    """Why may (or may not) this actor do ``action``? One reason per post held, each naming role, unit and scope."""
    matrix = role_matrix()
    people = [role for role in matrix.grants.get(action.code, {}) if role != SYSTEM_ROLE]
    holders = "、".join(matrix.label(role) for role in people) or "（无）"
    if ctx.actor.scopes and action.code not in ctx.actor.scopes:
        return Verdict.refuse(
            "access.token", f"此访问令牌没有“{action.label}”权限。", next_step="请申请包含该权限的令牌。"
        )
    reasons = [_reason_for(post, action) for post in ctx.actor.posts]
    if any(reason.is_ok for reason in reasons):
        return Verdict.of(reason for reason in reasons if reason.is_ok)
    posts = (
        "、".join(f"{post.unit_name}{matrix.label(post.role)}" for post in ctx.actor.posts) or "没有有效岗位"
    )
    return Verdict.refuse(
        "access.role",
        f"您的岗位（{posts}）不能办理“{action.label}”。",
        basis="岗位权限表 policy/base/roles.yaml",
        next_step=f"可以办理的岗位：{holders}。需要时请系统管理员调整岗位。",
    )


def _reason_for(post: PostRef, action: Action) -> Reason:
    matrix = role_matrix()
    scope = matrix.scope(action.code, post.role)
    who = f"{post.unit_name}{matrix.label(post.role)}"
    sentence = (
        f"{who}可以{action.label}，范围：{SCOPE_LABELS.get(scope, scope)}。"
        if scope
        else f"{who}不能{action.label}。"
    )
    return Reason("access.post", sentence, scope is not None, basis="岗位权限表 policy/base/roles.yaml")
