"""How facts relate to the posts of an actor."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def fact_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Facts of which the posts' unit is the source."""
    return Q(source_unit_id__in=[post.unit_id for post in posts])
