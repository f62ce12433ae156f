"""Named reads of the workforce."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.limits import CertifiedPosts, Shown
from tuoyu.registers.workforce.models import Certificate, Position, Practitioner
from tuoyu.registers.workforce.permissions import VIEW
from tuoyu.registers.workforce.policy import certified_posts_at
from tuoyu.registers.workforce.rules.rosters import Held
from tuoyu.registers.workforce.words import CertificateKind


def practitioners(ctx: Ctx) -> QuerySet[Practitioner]:
    return visible(ctx, VIEW, Practitioner.objects.all())


def positions(ctx: Ctx) -> QuerySet[Position]:
    """Positions with their person and institution, of people the actor may view."""
    return visible(ctx, VIEW, Position.objects.select_related("practitioner", "institution"))


def held_on(day: date) -> Q:
    """Positions held on a day, both ends inclusive."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def staff_of(institution: Institution, day: date) -> QuerySet[Position]:
    """Who holds which post in an institution the caller may see; names stay sealed."""
    rows = Position.objects.unscoped("staff of a visible institution").select_related("practitioner")
    return rows.filter(held_on(day), institution=institution).order_by("kind", "pk")


def health_ends(institution: Institution, day: date) -> list[date]:
    """The last day of the newest health certificate of everybody who works in a visible institution."""
    people = staff_of(institution, day).order_by().values("practitioner_id")
    rows = Certificate.objects.unscoped("health certificates of a visible institution").filter(
        practitioner_id__in=people, kind=CertificateKind.HEALTH.value, expires_on__isnull=False
    )
    newest = rows.order_by().values("practitioner_id").annotate(end=Max("expires_on"))
    return [row["end"] for row in newest]


def certificates_of(practitioner_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """Practitioner → certificates, for people the caller may see."""
    rows = Certificate.objects.unscoped("certificates of visible people").filter(
        practitioner_id__in=list(practitioner_ids)
    )
    found: dict[int, list[Shown]] = defaultdict(list)
    for pk, kind, expires_on in rows.order_by("pk").values_list("practitioner_id", "kind", "expires_on"):
        found[pk].append(Shown(kind, expires_on))
    return found


def all_certificates_of(practitioner_ids: Iterable[int]) -> dict[int, list[Certificate]]:
    """Practitioner → certificate rows, for people the caller may see whole."""
    rows = Certificate.objects.unscoped("certificates of visible people").filter(
        practitioner_id__in=list(practitioner_ids)
    )
    found: dict[int, list[Certificate]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.practitioner_id].append(row)
    return found


def posts_held(practitioner_ids: Iterable[int], day: date) -> dict[int, list[Held]]:
    """Practitioner → every position held on a day, wherever: what a roster is checked against."""
    rows = Position.objects.unscoped("the same person in several institutions").filter(
        held_on(day), practitioner_id__in=list(practitioner_ids)
    )
    columns = ("practitioner_id", "institution__name", "kind", "is_full_time", "weekly_hours")
    found: dict[int, list[Held]] = defaultdict(list)
    for pk, name, kind, is_full_time, hours in rows.order_by("pk").values_list(*columns):
        found[pk].append(Held(name, kind, is_full_time, hours))
    return found


def certified_posts(day: date, area: str) -> CertifiedPosts:
    """Which posts want which certificates. Raises ``PolicySilent`` where policy says nothing."""
    return certified_posts_at(day, area)
