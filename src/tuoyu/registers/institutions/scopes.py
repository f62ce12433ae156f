"""How institutions and what hangs on them relate to posts."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """The institution in which the posts are held, and those that the posts' units supervise."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(supervisor_id__in=units)


def through_institution(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Rows that hang on an institution."""
    units = {post.unit_id for post in posts}
    return Q(institution__unit_id__in=units) | Q(institution__supervisor_id__in=units)
