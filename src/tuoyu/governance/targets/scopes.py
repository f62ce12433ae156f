"""How indicators and observations relate to a post: the unit that answers for the indicator."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef


def indicator_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Indicators for which the unit of a post answers."""
    return Q(owner_id__in={post.unit_id for post in posts})


def observation_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Observations of those indicators."""
    return Q(indicator__owner_id__in={post.unit_id for post in posts})
