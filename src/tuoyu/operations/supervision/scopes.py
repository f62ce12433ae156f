"""How visits, findings, draws, inspectors and items relate to posts."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.operations.supervision.flow.penalties import TOLD_TO_PARTY
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.item_files import kinds_of_name
from tuoyu.operations.supervision.models import DrawParty, IncidentNotice, VisitMember
from tuoyu.registers.institutions.models import Institution


def of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What the posts' units keep themselves."""
    return Q(unit_id__in={post.unit_id for post in posts})


def recusal_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Recusals hang on their inspector."""
    return Q(inspector__unit_id__in={post.unit_id for post in posts})


def visit_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Visits that the posts' units lead or take part in; and, once they were told, those to the units' own institutions."""
    units = {post.unit_id for post in posts}
    untold = Q(state=VisitState.PLANNED.value) | Q(state=VisitState.MERGED.value, noticed_at__isnull=True)
    told = Q(institution__in=_own(units)) & ~untold
    return Q(lead_unit_id__in=units) | Q(_joined(units, "pk")) | told


def through_visit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Members and items hang on their visit."""
    units = {post.unit_id for post in posts}
    untold = Q(visit__state=VisitState.PLANNED.value) | Q(
        visit__state=VisitState.MERGED.value, visit__noticed_at__isnull=True
    )
    told = Q(visit__institution__in=_own(units)) & ~untold
    return Q(visit__lead_unit_id__in=units) | Q(_joined(units, "visit_id")) | told


def finding_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Findings that the posts' units made, and those at their own institutions."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__in=_own(units))


def result_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Results that the posts' units published, and those about their own institutions."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__in=_own(units))


def _joined(units: set[int], visit: str) -> Exists:
    """Somebody of the units takes part in the visit of the row, whose key is in the column ``visit``. Asked visit by visit:
    a page of a list needs fifty answers, a department has made a hundred thousand visits."""
    members = VisitMember.objects.unscoped("who takes part in visits, asked by the scope itself")
    return Exists(members.filter(visit=OuterRef(visit), unit_id__in=units).order_by())


def _own(units: set[int]) -> QuerySet[Institution, Any]:
    """Institutions whose people hold their posts in the units: few, and none need be joined to the rows."""
    rows = Institution.objects.unscoped("the actor's own institutions, asked by the scope itself")
    return rows.filter(unit_id__in=units).order_by().values("pk")


def draw_of_lead(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Draws that the posts' units began."""
    return Q(lead_unit_id__in={post.unit_id for post in posts})


def draw_of_party(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Draws in which the posts' units take part."""
    parties = DrawParty.objects.unscoped("which units take part in draws, asked by the scope itself")
    return Q(pk__in=parties.filter(unit_id__in={post.unit_id for post in posts}).values("draw_id"))


def inspector_of_person(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    """The actor's own entry in the pool."""
    return Q(user_id=ctx.actor.user_id) & Q(user_id__isnull=False)


def item_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Items that the posts' units own, by the kind of department that their names tell."""
    units = Unit.objects.unscoped("names of the actor's own units").filter(
        pk__in={post.unit_id for post in posts}
    )
    kinds = {kind for name in units.values_list("name", flat=True) for kind in kinds_of_name(name)}
    return Q(unit_kind__in=kinds)


def through_finding(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Pictures, papers and objections hang on their finding."""
    units = {post.unit_id for post in posts}
    return Q(finding__unit_id__in=units) | Q(finding__institution__unit_id__in=units)


def self_check_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Self-checks of the posts' own institutions, and those that a finding of the posts' units brought about."""
    units = {post.unit_id for post in posts}
    return Q(finding__unit_id__in=units) | Q(institution__unit_id__in=units)


def look_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """What the posts' units looked at, and what was looked at in the units' own institutions."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__unit_id__in=units)


def incident_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Incidents at the institutions that are the posts' own or that their units supervise, and those of which they were told."""
    units = {post.unit_id for post in posts}
    near = Q(institution__unit_id__in=units) | Q(institution__supervisor_id__in=units)
    return near | Q(pk__in=_told(units))


def notice_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Who was told of an incident is seen by everybody who sees the incident."""
    units = {post.unit_id for post in posts}
    near = Q(incident__institution__unit_id__in=units) | Q(incident__institution__supervisor_id__in=units)
    return near | Q(incident_id__in=_told(units))


def target_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Targets of the drills that the posts' units began."""
    return Q(drill__unit_id__in={post.unit_id for post in posts})


def _told(units: set[int]) -> QuerySet[IncidentNotice, Any]:
    """Incidents of which one of the units was told."""
    notices = IncidentNotice.objects.unscoped("who was told, asked by the scope itself")
    return notices.filter(unit_id__in=units).values("incident_id")


def through_institution(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Ratings and evaluations: of the posts' own institution, and of those that the posts' units supervise."""
    units = {post.unit_id for post in posts}
    return Q(institution__unit_id__in=units) | Q(institution__supervisor_id__in=units)


def of_own(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    """What is the person's own: the evaluations for which the person was drawn."""
    return Q(user_id=ctx.actor.user_id) if ctx.actor.user_id is not None else Q(pk__in=())


def penalty_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Cases of the posts' units; and those against their own institutions, from the day on which they were told."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(institution__unit_id__in=units, state__in=TOLD_TO_PARTY)


def through_penalty(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Challenges and publications hang on their case."""
    units = {post.unit_id for post in posts}
    return Q(penalty__unit_id__in=units) | Q(
        penalty__institution__unit_id__in=units, penalty__state__in=TOLD_TO_PARTY
    )


def transfer_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Transfers that the posts' units sent or received."""
    units = {post.unit_id for post in posts}
    return Q(unit_id__in=units) | Q(to_unit_id__in=units)
