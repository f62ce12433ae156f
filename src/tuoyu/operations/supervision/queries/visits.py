"""Named reads of visits: those the actor may see, what hangs on one, what a phone takes along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.queries import counts_on, units
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.flow.visits import AHEAD, VisitState
from tuoyu.operations.supervision.models import (
    Answer,
    Finding,
    Inspector,
    ItemVersion,
    Photo,
    Recusal,
    Signature,
    Visit,
    VisitItem,
    VisitMember,
    VisitRating,
)
from tuoyu.operations.supervision.permissions.inspectors import VIEW_INSPECTOR
from tuoyu.operations.supervision.permissions.visits import SYNC_VISIT, VIEW_PHOTO, VIEW_VISIT
from tuoyu.operations.supervision.policy.visits import visit_limits_at
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.rules.visits import KnownPlace
from tuoyu.operations.supervision.words.visits import Outcome
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import classes_of, law_at, occupancy_of

M = TypeVar("M", bound=ScopedModel)


def visits(ctx: Ctx) -> QuerySet[Visit]:
    """Visits the actor may see."""
    return visible(ctx, VIEW_VISIT, Visit.objects.select_related("institution", "lead_unit"))


def listed_visits(ctx: Ctx) -> QuerySet[Visit]:
    """The same with how many faults were found (``bad_count``; None before anything was answered), and whether the day has
    passed and nobody went (``is_late``)."""
    bad = _of(Answer).filter(
        visit_item__visit=OuterRef("pk"), outcome=Outcome.BAD.value, is_replaced=False, is_note=False
    )
    counted = bad.order_by().values("visit_item__visit").annotate(n=Count("pk")).values("n")
    late = ExpressionWrapper(Q(state__in=AHEAD, planned_on__lt=ctx.today), output_field=BooleanField())
    return visits(ctx).annotate(bad_count=Subquery(counted), is_late=late)


def departments_of_visits(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """Departments that take part in visits the actor may see, as (key, short name)."""
    theirs = visits(ctx).filter(members__unit=OuterRef("pk")).order_by()
    found = units(ctx).filter(Exists(theirs))
    return tuple(
        (str(pk), name) for pk, name in found.order_by("position", "pk").values_list("pk", "short_name")
    )


def visits_of_place(ctx: Ctx, institution: Institution) -> QuerySet[Visit]:
    return visits(ctx).filter(institution=institution)


def photos(ctx: Ctx) -> QuerySet[Photo]:
    """Photos the actor may open."""
    return visible(ctx, VIEW_PHOTO, Photo.objects.select_related("file", "visit"))


def members_of(visit: Visit) -> QuerySet[VisitMember]:
    return _of(VisitMember).filter(visit=visit).select_related("inspector", "unit")


def member_for(visit: Visit, user_id: int | None) -> VisitMember | None:
    """The actor as a member of the visit."""
    if user_id is None:
        return None
    return members_of(visit).filter(inspector__user_id=user_id).first()


def checklist_of(visit: Visit) -> QuerySet[VisitItem]:
    """The items of a visit with all that was answered about each, in the order of the library."""
    answers = Prefetch("answers", _of(Answer).select_related("inspector").order_by("pk"), to_attr="told")
    found = Prefetch("photos", _of(Photo).order_by("pk"), to_attr="shots")
    rows = _of(VisitItem).filter(visit=visit).select_related("item", "unit")
    return rows.prefetch_related(answers, found).order_by("unit__position", "unit_id", "item__code")


def asked_of(visit: Visit, unit_id: int) -> list[int]:
    """Keys of the items of one department, without what was answered."""
    rows = _of(VisitItem).filter(visit=visit, unit_id=unit_id).order_by("item__code")
    return list(rows.values_list("pk", flat=True))


def answers_told(item: VisitItem) -> list[Answer]:
    """Every answer about an item of ``checklist_of``, in the order of receipt."""
    told: list[Answer] = vars(item)["told"]
    return told


def photos_at(item: VisitItem) -> list[Photo]:
    """Every photo of an item of ``checklist_of``."""
    shots: list[Photo] = vars(item)["shots"]
    return shots


def answer_of(item: VisitItem) -> Answer | None:
    """The answer that counts."""
    return next((each for each in answers_told(item) if not each.is_replaced and not each.is_note), None)


def photos_of(visit: Visit) -> QuerySet[Photo]:
    return (
        _of(Photo).filter(visit=visit).select_related("file", "visit_item__item").order_by("taken_at", "pk")
    )


def signatures_of(visit: Visit) -> QuerySet[Signature]:
    return _of(Signature).filter(visit=visit).order_by("pk")


def rating_of(visit: Visit) -> VisitRating | None:
    return _of(VisitRating).filter(visit=visit).first()


def findings_of(visit: Visit) -> QuerySet[Finding]:
    return _of(Finding).filter(visit=visit).order_by("pk")


def visit_day(visit: Visit) -> date:
    """The day on which it was made, or shall be."""
    return visit.started_at.astimezone(CHINA).date() if visit.started_at else visit.planned_on


def noticed_visit(code: str) -> Visit | None:
    """The visit that an institution holds the code of. One that nobody was told of yet is not there."""
    rows = _of(Visit).select_related("institution", "lead_unit").filter(noticed_at__isnull=False)
    return rows.filter(code=code).first()


def joint_of(visit: Visit) -> Visit:
    """The visit in which this one is made: itself, unless it was merged."""
    if visit.merged_into_id is None:
        return visit
    return _of(Visit).select_related("institution", "lead_unit").get(pk=visit.merged_into_id)


def pool(ctx: Ctx) -> QuerySet[Inspector]:
    """Inspectors the actor may send on the day of the context."""
    rows = Inspector.objects.select_related("unit").filter(in_pool(ctx.today))
    return visible(ctx, VIEW_INSPECTOR, rows).order_by("unit__position", "unit_id", "name", "pk")


def in_pool(on: date) -> Q:
    return Q(since_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def inspectors_named(ids: Iterable[int]) -> list[Inspector]:
    """Inspectors by key, for a visit that is planned; their right to go is asked by ``rules.may_go``."""
    return list(_of(Inspector).select_related("unit").filter(pk__in=list(ids)).order_by("pk"))


def inspectors_of_units(units: Iterable[int]) -> QuerySet[Inspector]:
    """Those of some units who have an account and are still in the pool."""
    rows = _of(Inspector).select_related("unit", "user")
    return rows.filter(unit_id__in=list(units), user__isnull=False, until_on__isnull=True).order_by("pk")


def head_of(institution: Institution, on: date) -> User | None:
    """Who acts for an institution on a day."""
    if institution.unit_id is None:
        return None
    posts = _of(Post).filter(counts_on(on), unit_id=institution.unit_id, role="institution_head")
    post = posts.select_related("user").order_by("pk").first()
    return post.user if post else None


def recusals_at(institution_id: int, inspector_ids: Iterable[int], on: date) -> dict[int, Recusal]:
    """Inspector → why the institution is not for this one, on a day."""
    rows = _of(Recusal).filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        institution_id=institution_id,
        inspector_id__in=list(inspector_ids),
        since_on__lte=on,
    )
    return {row.inspector_id: row for row in rows}


def library_at(on: date) -> list[tuple[int, Item]]:
    """Key and item of every version that is asked on a day, by code."""
    versions: Iterable[ItemVersion] = items_in_force(on).order_by("code")
    return [(version.pk, version.item) for version in versions]


def has_successor(version: ItemVersion, on: date) -> bool:
    """Is the same item asked on the day in another version?"""
    return items_in_force(on).filter(code=version.code).exclude(pk=version.pk).exists()


def known_place(ctx: Ctx, institution: Institution) -> KnownPlace:
    """What the register knows of a place. Of one that was never filed nothing has been looked at: all is unknown."""
    if institution.filed_on is None:
        return KnownPlace()
    bands = frozenset(classes_of(institution, ctx.today).values_list("band", flat=True))
    occupancy = occupancy_of(institution, ctx.today)
    return KnownPlace(
        meals=institution.meals,
        bands=bands or None,
        children=institution.children_count,
        full_time_medic_from=law_at(ctx.today, ctx.area).staffing.full_time_medic_from,
        tenure=occupancy.tenure if occupancy else None,
    )


def field_visits(ctx: Ctx) -> QuerySet[Visit]:
    """What the actor's phone takes along: own visits of the next days, and those that are not signed yet."""
    until = ctx.today + timedelta(days=visit_limits_at(ctx.today, ctx.area).bundle_days)
    mine = _of(VisitMember).filter(inspector__user_id=ctx.actor.user_id or 0).values("visit_id")
    rows = visible(ctx, SYNC_VISIT, Visit.objects.select_related("institution", "lead_unit"))
    ahead = Q(state__in=(VisitState.PLANNED.value, VisitState.NOTICED.value), planned_on__lte=until)
    begun = Q(state__in=(VisitState.UNDER_WAY.value, VisitState.RECORDED.value))
    return rows.filter(ahead | begun, pk__in=mine).order_by("planned_on", "pk")


def _of(model: type[M]) -> QuerySet[M]:
    return model.objects.unscoped("rows of a visit that the caller may see, or that is being planned")
