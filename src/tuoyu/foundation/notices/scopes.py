"""How notices relate to people and posts."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def own_notices(ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Notices for the person, and for the units and roles of the posts; a notice without role is for the whole unit."""
    condition = Q(user_id=ctx.actor.user_id) if ctx.actor.user_id is not None else Q(pk__in=())
    for post in posts:
        condition |= Q(unit_id=post.unit_id, role__in=("", post.role))
    return condition
