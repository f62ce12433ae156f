"""Named reads of institutions: those the actor may see, what the public may, what was believed when, who may be the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.services import not_found, visible
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.limits import InstitutionLaw
from tuoyu.registers.institutions.models import ClassGroup, Fact, Institution, Occupancy, SpareCapacity
from tuoyu.registers.institutions.permissions import VIEW, VIEW_HISTORY
from tuoyu.registers.institutions.policy import (
    RegistrationKind,
    bands_at,
    premises_limits_at,
    registration_kinds_at,
    space_hint_at,
    staffing_at,
)
from tuoyu.registers.institutions.rules.standing import Known, believed
from tuoyu.registers.institutions.words import Standing

# What anybody may see: institutions that are filed, and those told not to conform (信息公示).
PUBLISHED = (
    Standing.FILED.value,
    Standing.OPEN.value,
    Standing.SUSPENDED.value,
    Standing.NONCONFORMING.value,
)


def institutions(ctx: Ctx) -> QuerySet[Institution]:
    """Institutions the actor may view."""
    return visible(ctx, VIEW, Institution.objects.all())


def own_institutions(ctx: Ctx) -> QuerySet[Institution]:
    """Those whose people the actor belongs to: an institution's own side of the house."""
    rows = institutions(ctx).filter(unit_id__in=ctx.actor.unit_ids)
    return rows.order_by("name", "pk")


def published(area: str) -> QuerySet[Institution]:
    """What the public list shows, without asking who looks: every column of it is class C0."""
    rows = Institution.objects.unscoped("the public list of filed institutions")
    return rows.filter(standing__in=PUBLISHED, area_code__startswith=area)


def standing_in(area: str) -> QuerySet[Institution]:
    """Every institution of an area, for figures and matching; never shown row by row."""
    return Institution.objects.unscoped("figures and matching over the register").filter(
        area_code__startswith=area
    )


def institution_for_update(pk: int) -> Institution:
    """The row, locked. Raises ``Refused`` (404)."""
    rows = Institution.objects.unscoped("the institution a decision is about")
    row: Institution | None = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise not_found()
    return row


def believed_facts(institution: Institution) -> QuerySet[Fact]:
    """The facts we believe now, of whatever time, in the order of their days."""
    rows = Fact.objects.unscoped("facts of one institution").filter(
        institution=institution, superseded_at__isnull=True
    )
    return rows.order_by("valid_from_on", "pk")


def history(ctx: Ctx) -> QuerySet[Fact]:
    """All facts the actor may read, superseded ones included."""
    return visible(ctx, VIEW_HISTORY, Fact.objects.select_related("institution"))


def believed_on(facts: Iterable[Fact], day: date, moment: datetime) -> dict[str, Known]:
    """Kind → what held on ``day`` as it was believed at ``moment``, of facts the caller may read."""
    return believed([known_of(fact) for fact in facts], day, moment)


def known_of(fact: Fact) -> Known:
    return Known(
        fact.kind, fact.valid_from_on, fact.valid_to_on, fact.recorded_at, fact.superseded_at, fact.content
    )


def classes_of(institution: Institution, day: date) -> QuerySet[ClassGroup]:
    """The classes of an institution the caller may see, on a day."""
    rows = ClassGroup.objects.unscoped("classes of a visible institution").filter(
        Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day), institution=institution, valid_from_on__lte=day
    )
    return rows.order_by("pk")


def occupancy_of(institution: Institution, day: date) -> Occupancy | None:
    """Premises in use on a day, of an institution the caller may see."""
    rows = (
        Occupancy.objects.unscoped("premises of a visible institution")
        .select_related("premises")
        .filter(
            Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day),
            institution=institution,
            valid_from_on__lte=day,
        )
    )
    return rows.order_by("-valid_from_on", "-pk").first()


def capacity_of(institution: Institution) -> SpareCapacity | None:
    """The newest month that a kindergarten reported."""
    rows = SpareCapacity.objects.unscoped("capacity of a visible kindergarten").filter(
        institution=institution
    )
    return rows.order_by("-month_on").first()


def sisters_of(institution: Institution) -> QuerySet[Institution]:
    """Head office and other branches of the same chain."""
    head = institution.head_office_id or institution.pk
    rows = Institution.objects.unscoped("the chain of a visible institution").filter(
        Q(pk=head) | Q(head_office_id=head)
    )
    return rows.exclude(pk=institution.pk).order_by("name", "pk")


def law_at(day: date, area: str) -> InstitutionLaw:
    """What policy asks of institutions on a day. Raises ``PolicySilent`` where it says nothing."""
    return InstitutionLaw(
        bands=bands_at(day, area),
        premises=premises_limits_at(day, area),
        space=space_hint_at(day, area),
        staffing=staffing_at(day, area),
    )


def registration_kind(uscc: str, day: date, area: str) -> RegistrationKind | None:
    """Who registers a body of this code, and what it is; None for a kind that runs no institutions."""
    return next((kind for kind in registration_kinds_at(day, area) if uscc.startswith(kind.prefix)), None)


def registration_kinds(day: date, area: str) -> tuple[RegistrationKind, ...]:
    """Which kind of body is registered at which door."""
    return registration_kinds_at(day, area)
