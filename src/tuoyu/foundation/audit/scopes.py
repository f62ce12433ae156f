"""How a journal entry relates to the posts of who asks."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def own_entries(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    """What the person did."""
    return Q(user_id=ctx.actor.user_id) if ctx.actor.user_id is not None else Q(pk__in=())


def unit_entries(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What was done in the units of the posts."""
    return Q(unit_id__in=[post.unit_id for post in posts])
