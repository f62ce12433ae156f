"""How units, accounts and posts relate to the posts of an actor."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def own_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    return Q(pk__in=[post.unit_id for post in posts])


def own_account(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    return Q(pk=ctx.actor.user_id)


def own_post(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    return Q(user_id=ctx.actor.user_id)


def unit_post(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    return Q(unit_id__in=[post.unit_id for post in posts])


def lent_post(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    """Delegations of the actor's own posts: who lent one may take it back."""
    return Q(delegated_from__user_id=ctx.actor.user_id)
