"""How visits and findings relate to posts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.operations.supervision.flow.penalties import TOLD_TO_PARTY
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import VisitMember


def of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What the posts' units keep themselves."""
    return Q(unit_id__in={post.unit_id for post in posts})


def recusal_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Recusals hang on their inspector."""
    return Q(inspector__unit_id__in={post.unit_id for post in posts})


def visit_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Visits that the posts' units lead or take part in; and, once they were told, those to the units' own institutions."""
    units = {post.unit_id for post in posts}
    told = Q(institution__unit_id__in=units) & ~Q(state=VisitState.PLANNED.value)
    return Q(lead_unit_id__in=units) | Q(pk__in=_joined(units)) | told


def through_visit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Members and items hang on their visit."""
    units = {post.unit_id for post in posts}
    told = Q(visit__institution__unit_id__in=units) & ~Q(visit__state=VisitState.PLANNED.value)
    return Q(visit__lead_unit_id__in=units) | Q(visit_id__in=_joined(units)) | told


def finding_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Findings that the posts' units made, and those at their own institutions."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__unit_id__in=units)


def penalty_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Cases of the posts' units; and those against their own institutions, from the day on which they were told."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__unit_id__in=units, state__in=TOLD_TO_PARTY)


def through_penalty(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Appeals and publications hang on their case."""
    units = {post.unit_id for post in posts}
    return Q(penalty__unit_id__in=units) | Q(
        penalty__institution__unit_id__in=units, penalty__state__in=TOLD_TO_PARTY
    )


def transfer_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Transfers that the posts' units sent or received."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(to_unit_id__in=units)


def _joined(units: set[int]) -> QuerySet[VisitMember, Any]:
    """Visits in which somebody of the units takes part."""
    members = VisitMember.objects.unscoped("who takes part in visits, asked by the scope itself")
    return members.filter(unit_id__in=units).values("visit_id")
