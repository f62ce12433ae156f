"""Named reads of institutions: those the actor may see, what the public may, what was believed when, who may be the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import ALL
from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import grants, not_found, visible
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.limits import InstitutionLaw
from tuoyu.registers.institutions.models import (
    ChainAgreement,
    ClassGroup,
    Fact,
    Institution,
    Occupancy,
    Operator,
    Sameness,
    SpareCapacity,
)
from tuoyu.registers.institutions.permissions import VIEW, VIEW_HISTORY, VIEW_SAMENESS
from tuoyu.registers.institutions.policy import (
    RegistrationKind,
    bands_at,
    premises_limits_at,
    registration_kinds_at,
    space_hint_at,
    staffing_at,
)
from tuoyu.registers.institutions.rules.matching import Candidate
from tuoyu.registers.institutions.rules.standing import Known, believed
from tuoyu.registers.institutions.words import FactKind, SamenessDecision, Standing
from tuoyu.registers.sites.models import Premises, Room

M = TypeVar("M", bound=ScopedModel)
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


def may_about(ctx: Ctx, action: Action, institution: Institution) -> bool:
    """Would ``require`` find this row? Answered from the row at hand, without a statement (``scopes.of_unit``)."""
    granted = grants(ctx, action)
    mine = {institution.unit_id, institution.supervisor_id}
    return ALL in granted or any(post.unit_id in mine for posts in granted.values() for post in posts)


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
    return rows_of(institution, Fact).filter(superseded_at__isnull=True).order_by("valid_from_on", "pk")


def rows_of(institution: Institution | OuterRef, model: type[M]) -> QuerySet[M]:
    """What hangs on an institution that the caller may see, or that a decision is about."""
    rows: QuerySet[M] = model.objects.unscoped("rows of one institution")
    return rows.filter(institution=institution)


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


def classes_of(institution: Institution | OuterRef, day: date) -> QuerySet[ClassGroup]:
    """The classes of an institution the caller may see, on a day; ``OuterRef("pk")`` to ask beside it."""
    held = Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day)
    return rows_of(institution, ClassGroup).filter(held, valid_from_on__lte=day).order_by("pk")


def occupancy_of(institution: Institution, day: date) -> Occupancy | None:
    """Premises in use on a day, of an institution the caller may see."""
    return _occupancies(institution, day).first()


def _occupancies(institution: Institution, day: date) -> QuerySet[Occupancy]:
    held = Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day)
    rows = rows_of(institution, Occupancy).select_related("premises").filter(held, valid_from_on__lte=day)
    return rows.order_by("-valid_from_on", "-pk")


def capacity_of(institution: Institution) -> SpareCapacity | None:
    """The newest month that a kindergarten reported."""
    return capacities_of(institution).first()


def sisters_of(institution: Institution) -> QuerySet[Institution]:
    """Head office and other branches of the same chain."""
    head = institution.head_office_id or institution.pk
    rows = Institution.objects.unscoped("the chain of a visible institution").filter(
        Q(pk=head) | Q(head_office_id=head)
    )
    return rows.exclude(pk=institution.pk).order_by("name", "pk")


def institution_page() -> QuerySet[Institution]:
    """Institutions with what their page needs in one statement; ``has_…`` says which further questions are worth asking."""
    rows = Institution.objects.select_related("operator", "supervisor", "area__parent", "head_office")
    branches = Institution.objects.unscoped("has it branches").filter(head_office=OuterRef("pk"))
    pairs = Sameness.objects.unscoped("is it in a pair").filter(
        Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), decision=SamenessDecision.OPEN.value
    )
    return rows.annotate(
        has_branches=Exists(branches),
        has_agreement=Exists(agreements_of(OuterRef("pk"))),
        has_pairs=Exists(pairs),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Premises in use and their rooms, of one institution on a day."""

    occupancy: Occupancy
    rooms: tuple[Room, ...]

    @property
    def premises(self) -> Premises:
        return self.occupancy.premises


_ROOM = ("name", "kind", "floor", "area_m2")


def place_of(institution: Institution, day: date) -> Place | None:
    """Premises in use on a day with their rooms, one statement, of an institution the caller may see."""
    joined = {f"room_{name}": F(f"premises__rooms__{name}") for name in ("id", *_ROOM)}
    rows = _occupancies(institution, day).annotate(**joined)
    found = list(rows.order_by("-valid_from_on", "-pk", "premises__rooms__floor", "premises__rooms__id"))
    if not found:
        return None
    newest = found[0]
    mine = [vars(row) for row in found if row.pk == newest.pk and vars(row)["room_id"] is not None]
    rooms = (Room(premises=newest.premises, **{name: row[f"room_{name}"] for name in _ROOM}) for row in mine)
    return Place(newest, tuple(rooms))


def agreements_of(institution: Institution | OuterRef) -> QuerySet[ChainAgreement]:
    """What a head office agreed, the newest first; ``OuterRef("pk")`` to ask beside it."""
    rows = ChainAgreement.objects.unscoped("agreements of a visible head office")
    return rows.filter(Q(head_office=institution)).order_by("-valid_from_on", "-pk")


def capacities_of(institution: Institution) -> QuerySet[SpareCapacity]:
    """The months that a kindergarten reported, the newest first."""
    return rows_of(institution, SpareCapacity).order_by("-month_on")


def samenesses(ctx: Ctx) -> QuerySet[Sameness]:
    """Pairs that look alike, with both entries and their operators."""
    rows = Sameness.objects.select_related(
        "first__operator", "second__operator", "first__supervisor", "second__supervisor", "kept"
    )
    return visible(ctx, VIEW_SAMENESS, rows)


def open_pairs_of(ctx: Ctx, institution: Institution) -> QuerySet[Sameness]:
    """Pairs of one institution that nobody judged yet."""
    mine = Q(first=institution) | Q(second=institution)
    return samenesses(ctx).filter(mine, decision=SamenessDecision.OPEN.value).order_by("-score", "pk")


_COMPARED = (
    "pk", "head_office_id", "operator__uscc", "name_key", "address_key", "operator__legal_person",
    "operator__phone_index", "lon", "lat",
)  # fmt: skip


def candidates(area: str) -> Iterator[Candidate]:
    """Every institution of an area that has not ended, as it is compared."""
    rows = standing_in(area).exclude(standing=Standing.CLOSED.value).order_by("pk")
    for pk, head, uscc, name, address, person, phone, lon, lat in rows.values_list(*_COMPARED).iterator():
        yield Candidate(pk, head or pk, uscc, name, address, person, phone, _point(lon, lat))


def _point(lon: Decimal | None, lat: Decimal | None) -> tuple[float, float] | None:
    return None if lon is None or lat is None else (float(lon), float(lat))


def facts_held(kind: FactKind, day: date) -> QuerySet[Fact]:
    """Facts of a kind that hold on a day, as we believe now; for figures, which count for everybody alike."""
    held = Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day)
    return facts_of_kind(kind).filter(held, valid_from_on__lte=day).order_by("institution_id")


def facts_of_kind(kind: FactKind) -> QuerySet[Fact]:
    """Facts of a kind, of whatever time, as we believe now; never shown row by row."""
    return _believed_of_all().filter(kind=kind.value)


def facts_turned(day: date) -> QuerySet[Fact]:
    """Facts that began, or were over, since the columns of their institution were drawn."""
    begun = Q(valid_from_on__gt=F("institution__drawn_on"), valid_from_on__lte=day)
    ended = Q(valid_to_on__gte=F("institution__drawn_on"), valid_to_on__lt=day)
    return _believed_of_all().filter(begun | ended)


def _believed_of_all() -> QuerySet[Fact]:
    rows = Fact.objects.unscoped("figures, filters and the daily round ask the facts of everybody alike")
    return rows.filter(superseded_at__isnull=True)


def profiles_filed(day: date, area: str) -> QuerySet[Fact]:
    """The profiles, on a day, of institutions of an area that were filed then, neither suspended nor ended."""
    rows = facts_held(FactKind.PROFILE, day).filter(
        content__area_code__startswith=area, institution__in=_having(FactKind.FILED, day)
    )
    for kind in (FactKind.SUSPENDED, FactKind.CLOSED):
        rows = rows.exclude(institution__in=_having(kind, day))
    return rows


def is_in_use() -> bool:
    """Was anything ever filed here? Before that the register counts nothing."""
    return facts_of_kind(FactKind.FILED).exists()


def once_open() -> QuerySet[Fact]:
    """For ``Exists`` beside an institution: that it was open at some time, as we believe now."""
    return facts_of_kind(FactKind.OPEN).filter(institution=OuterRef("pk"))


def _having(kind: FactKind, day: date) -> QuerySet[Fact, Any]:
    return facts_held(kind, day).order_by().values("institution")


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


def run_by(operator: Operator) -> QuerySet[Institution]:
    """Every institution of one legal body."""
    return Institution.objects.unscoped("the institutions of one operator").filter(operator=operator)


def institutions_of_codes(codes: Iterable[str]) -> dict[str, Institution]:
    """USCC → the institution of that operator (of several, the one registered first), for matching."""
    rows = Institution.objects.unscoped("matching by code").filter(operator__uscc__one_of=list(codes))
    found: dict[str, Institution] = {}
    for row in rows.select_related("operator").order_by("pk"):
        found.setdefault(row.operator.uscc, row)
    return found
