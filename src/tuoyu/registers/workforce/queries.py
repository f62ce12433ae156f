"""Named reads of the workforce."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.limits import CertifiedPosts, Shown
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner, Training
from tuoyu.registers.workforce.permissions import VIEW
from tuoyu.registers.workforce.policy import certified_posts_at
from tuoyu.registers.workforce.rules.rosters import Held
from tuoyu.registers.workforce.words import SOON_DAYS, CertificateKind, QueryState, StaffKind


def practitioners(ctx: Ctx) -> QuerySet[Practitioner]:
    return visible(ctx, VIEW, Practitioner.objects.all())


def positions(ctx: Ctx) -> QuerySet[Position]:
    """Positions with their person and institution, of people the actor may view."""
    return visible(ctx, VIEW, Position.objects.select_related("practitioner", "institution"))


def positions_with_papers(ctx: Ctx) -> QuerySet[Any]:
    """Positions that have not ended, with what their list shows in the same statement.

    ``is_certified`` (None: the post wants nothing; ``_with_papers``), ``has_health``, ``health_until`` (None: none, or for life), and the days filters compare with: ``asked_on``, ``soon_on``.
    """
    rows: QuerySet[Any] = (
        with_papers(visible(ctx, VIEW, Position.objects.all()), ctx.today, ctx.area)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=ctx.today))
        .annotate(
            has_health=Exists(_papers().filter(kind=CertificateKind.HEALTH.value)),
            health_until=Subquery(
                _papers()
                .filter(kind=CertificateKind.HEALTH.value)
                .order_by(F("expires_on").desc(nulls_first=True))
                .values("expires_on")[:1]
            ),
            asked_on=Value(ctx.today, output_field=DateField()),
            soon_on=Value(ctx.today + timedelta(days=SOON_DAYS), output_field=DateField()),
        )
    )
    return rows


@dataclass(frozen=True, slots=True)
class Counted:
    """A post in an institution: who holds it, and how many of them are certified (None: the post wants nothing)."""

    kind: str
    people: frozenset[int]
    certified: int | None


def counted_staff(institution: Institution, day: date, area: str) -> list[Counted]:
    """The posts of an institution the caller may see, in the order of ``StaffKind``; one statement."""
    posts = with_papers(_everywhere(day).filter(institution=institution), day, area)
    found: dict[str, dict[int, bool | None]] = defaultdict(dict)
    for kind, person, is_certified in posts.order_by("pk").values_list(
        "kind", "practitioner_id", "is_certified"
    ):
        found[kind][person] = is_certified
    return [_counted(kind.value, found[kind.value]) for kind in StaffKind if kind.value in found]


def _counted(kind: str, people: dict[int, bool | None]) -> Counted:
    is_counted = None not in people.values()
    return Counted(kind, frozenset(people), sum(map(bool, people.values())) if is_counted else None)


def with_papers(rows: QuerySet[Position], day: date, area: str) -> QuerySet[Any]:
    """``is_certified``: does a certificate count for the post and hold on the day? None: the post wants nothing.

    The same as ``limits.is_certified``, said to the database.
    """
    holding = _papers().filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day))
    cases = [
        When(kind=post, then=Exists(holding.filter(kind__in=kinds)))
        for post, kinds in certified_posts_at(day, area).by_post.items()
    ]
    return rows.annotate(is_certified=Case(*cases, default=Value(None), output_field=BooleanField()))


def _papers() -> QuerySet[Certificate]:
    return _certificates().filter(practitioner=OuterRef("practitioner"))


def _certificates() -> QuerySet[Certificate]:
    rows = Certificate.objects.unscoped("certificates of visible people, and counted for figures")
    return rows.order_by("pk")


def _shown(rows: QuerySet[Certificate]) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    for pk, kind, expires_on in rows.values_list("practitioner_id", "kind", "expires_on"):
        found[pk].append(Shown(kind, expires_on))
    return found


def held_on(day: date) -> Q:
    """Positions held on a day, both ends inclusive."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def staff_of(institution: Institution, day: date) -> QuerySet[Position]:
    """Who holds which post in an institution the caller may see; names stay sealed."""
    rows = _everywhere(day).filter(institution=institution)
    return rows.select_related("practitioner").order_by("kind", "pk")


def workplaces_of(practitioner_id: int, day: date) -> list[int]:
    """Institutions in which a person the caller may see holds a post."""
    rows = _everywhere(day).filter(practitioner=practitioner_id)
    return sorted(set(rows.order_by().values_list("institution_id", flat=True)))


def health_ends(institution_ids: Iterable[int], day: date) -> dict[int, list[date]]:
    """Institution → the last day of the newest health certificate of everybody who works there, of visible institutions."""
    rows = staff_held(list(institution_ids), day)
    people = set(rows.order_by().values_list("institution_id", "practitioner_id"))
    health = _certificates().filter(kind=CertificateKind.HEALTH.value, expires_on__isnull=False)
    newest = (
        health.filter(practitioner_id__in={person for _, person in people})
        .order_by()
        .values_list("practitioner_id")
        .annotate(end=Max("expires_on"))
    )
    ends: dict[int, date] = dict(newest)
    found: dict[int, list[date]] = defaultdict(list)
    for institution, person in sorted(people):
        if person in ends:
            found[institution].append(ends[person])
    return found


def certificates_of(practitioner_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """Practitioner → certificates, for people the caller may see."""
    return _shown(_certificates().filter(practitioner_id__in=list(practitioner_ids)))


def all_certificates_of(practitioner_ids: Iterable[int]) -> dict[int, list[Certificate]]:
    """Practitioner → certificate rows, for people the caller may see whole."""
    found: dict[int, list[Certificate]] = defaultdict(list)
    for row in _certificates().filter(practitioner_id__in=list(practitioner_ids)):
        found[row.practitioner_id].append(row)
    return found


def in_several(ctx: Ctx) -> QuerySet[Practitioner]:
    """People the actor may view who hold posts in more than one institution today."""
    several = (
        _everywhere(ctx.today)
        .order_by()
        .values("practitioner")
        .annotate(places=Count("institution", distinct=True))
        .filter(places__gt=1)
    )
    return practitioners(ctx).filter(pk__in=several.values("practitioner")).order_by("pk")


def trainings_of(practitioner: Practitioner) -> QuerySet[Training]:
    """Training of a person the caller may see, the newest first."""
    rows = Training.objects.unscoped("training of a visible person").filter(practitioner=practitioner)
    return rows.order_by("-done_on", "-pk")


def posts_of(practitioner: Practitioner) -> QuerySet[Any]:
    """Every post of a person the caller may see, wherever, the newest first; ``due_on``: the oldest query not yet made."""
    due = Min("queries__due_on", filter=Q(queries__state=QueryState.DUE.value))
    return (
        _positions()
        .filter(practitioner=practitioner)
        .select_related("institution")
        .annotate(due_on=due)
        .order_by("-starts_on", "-pk")
    )


def staff_held(institutions: QuerySet[Any, Any] | list[int], day: date) -> QuerySet[Position]:
    """Positions held on a day in some institutions the caller may see; or for figures, which count for everybody alike."""
    return _everywhere(day).filter(institution__in=institutions)


def certificates_held(positions: QuerySet[Position], day: date) -> dict[int, list[Shown]]:
    """Practitioner → certificates issued by a day, of the people in ``positions``; for figures."""
    people = positions.order_by().values("practitioner")
    return _shown(_certificates().filter(practitioner__in=people, issued_on__lte=day))


def _everywhere(day: date) -> QuerySet[Position]:
    return _positions().filter(held_on(day))


def _positions() -> QuerySet[Position]:
    """The posts of people and institutions the caller may see, also where it has no part; and of all, counted."""
    rows = Position.objects.unscoped("posts of visible people and institutions, and counted for figures")
    return rows.order_by("pk")


def held_of(post: Position) -> Held:
    return Held(post.institution.name, post.kind, post.is_full_time, post.weekly_hours)


def posts_held(practitioner_ids: Iterable[int], day: date) -> dict[int, list[Held]]:
    """Practitioner → every position held on a day, wherever: what a roster is checked against."""
    rows = _everywhere(day).filter(practitioner_id__in=list(practitioner_ids))
    columns = ("practitioner_id", "institution__name", "kind", "is_full_time", "weekly_hours")
    found: dict[int, list[Held]] = defaultdict(list)
    for pk, name, kind, is_full_time, hours in rows.order_by("pk").values_list(*columns):
        found[pk].append(Held(name, kind, is_full_time, hours))
    return found


def institutions_by_code(ctx: Ctx, action: Action) -> dict[str, list[tuple[int, str]]]:
    """USCC of the operator → key and name of each of its institutions in which the actor may do ``action``."""
    rows = visible(ctx, action, Institution.objects.all()).order_by("pk")
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for uscc, pk, name in rows.values_list("operator__uscc", "pk", "name"):
        found[uscc].append((pk, name))
    return dict(found)


def certified_posts(day: date, area: str) -> CertifiedPosts:
    """Which posts want which certificates. Raises ``PolicySilent`` where policy says nothing."""
    return certified_posts_at(day, area)
