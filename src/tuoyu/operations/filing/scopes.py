"""How registrations, cases and receipts relate to posts."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.operations.filing.flow import CaseState

_STREET_DIGITS = 9


def registration_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What the posts' units registered themselves."""
    return Q(unit_id__in={post.unit_id for post in posts})


def registration_of_street(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What lies on the ground of the posts' streets; a post of the district has no street."""
    condition = Q(pk__in=())
    for post in posts:
        if len(post.area) >= _STREET_DIGITS:
            condition |= Q(area_code__startswith=post.area)
    return condition


def case_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Cases of the posts' units, and those handed in to them: what is being typed, or was taken back, is the applicant's."""
    units = {post.unit_id for post in posts}
    handed_in = Q(submitted_at__isnull=False) & ~Q(state=CaseState.DRAFT.value)
    return Q(unit_id__in=units) | Q(officer_unit_id__in=units) & handed_in


def note_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Notes that were sent to the posts' units, and those about institutions that are theirs or that they supervise."""
    units = {post.unit_id for post in posts}
    return (
        Q(to_unit_id__in=units) | Q(institution__unit_id__in=units) | Q(institution__supervisor_id__in=units)
    )


def through_case(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Papers, exits and receipts hang on their case."""
    units = {post.unit_id for post in posts}
    handed_in = Q(case__submitted_at__isnull=False) & ~Q(case__state=CaseState.DRAFT.value)
    return Q(case__unit_id__in=units) | Q(case__officer_unit_id__in=units) & handed_in
