"""How clocks relate to posts."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def clock_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Clocks of the units in which the posts are held."""
    return Q(unit_id__in={post.unit_id for post in posts})


def waits_for(posts: tuple[PostRef, ...]) -> Q:
    """Clocks that wait for exactly these posts: their unit, and their role or any role."""
    condition = Q(pk__in=())
    for post in posts:
        condition |= Q(unit_id=post.unit_id, role__in=("", post.role))
    return condition
