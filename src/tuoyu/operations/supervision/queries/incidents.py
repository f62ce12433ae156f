"""Named reads of incidents and drills."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TypeVar

from django.db.models import Count, F, Q, QuerySet

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.people.queries import counts_on
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.flow.incidents import IncidentState
from tuoyu.operations.supervision.models import Drill, DrillTarget, Incident, IncidentNotice, IncidentUpdate
from tuoyu.operations.supervision.permissions.incidents import VIEW_DRILL, VIEW_INCIDENT
from tuoyu.operations.supervision.words.incidents import NEXT_ROLES, TARDY, Timeliness
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institutions, own_institutions

M = TypeVar("M", bound=ScopedModel)


def incidents(ctx: Ctx) -> QuerySet[Incident]:
    """Incidents the actor may view, drills included."""
    return visible(ctx, VIEW_INCIDENT, Incident.objects.select_related("institution"))


def drills(ctx: Ctx) -> QuerySet[Drill]:
    """Drills the actor may view; ``asked`` and ``answered`` count institutions."""
    rows = visible(ctx, VIEW_DRILL, Drill.objects.select_related("unit"))
    return rows.annotate(
        asked=Count("targets"), answered=Count("targets", filter=Q(targets__answered_at__isnull=False))
    )


def reportable(ctx: Ctx) -> QuerySet[Institution]:
    """Institutions the actor may report for: the own ones; any that an authority sees."""
    return institutions(ctx).order_by("name", "pk")


def is_of_institution(ctx: Ctx, institution: Institution) -> bool:
    """Does the actor speak for the institution itself?"""
    return institution.unit_id is not None and institution.unit_id in ctx.actor.unit_ids


def notices_of(incident: Incident) -> QuerySet[IncidentNotice]:
    return _rows(IncidentNotice).filter(incident=incident).select_related("unit").order_by("pk")


def updates_of(incident: Incident) -> QuerySet[IncidentUpdate]:
    return _rows(IncidentUpdate).filter(incident=incident).select_related("unit").order_by("made_at", "pk")


def targets_of(drill: Drill) -> QuerySet[DrillTarget]:
    """The institutions of a visible drill: the slowest and the silent last."""
    rows = _rows(DrillTarget).filter(drill=drill).select_related("institution")
    return rows.order_by(F("minutes").asc(nulls_last=True), "pk")


def open_target(institution: Institution, drill_id: int) -> DrillTarget | None:
    """The institution's place in a drill, held to the end of the transaction; None when it is not asked in it."""
    rows = _rows(DrillTarget).filter(institution=institution, drill_id=drill_id).select_related("drill")
    return rows.select_for_update(of=("self",)).first()


def drill_asked(ctx: Ctx, drill_id: int) -> Drill | None:
    """The drill that an institution of the actor's was told of and has not answered yet."""
    mine = own_institutions(ctx).values("pk")
    targets = _rows(DrillTarget).filter(drill_id=drill_id, institution__in=mine, answered_at__isnull=True)
    target = targets.select_related("drill").first()
    return target.drill if target else None


def drills_waiting(ctx: Ctx) -> list[Drill]:
    """Drills that ask an institution of the actor's for a report right now."""
    mine = own_institutions(ctx).values("pk")
    targets = _rows(DrillTarget).filter(
        institution__in=mine, answered_at__isnull=True, drill__ends_at__gt=ctx.now
    )
    return [target.drill for target in targets.select_related("drill")]


def overdue(now: datetime) -> QuerySet[Incident]:
    """Incidents whose institution has let the time pass without a word of its own."""
    rows = _rows(Incident).filter(timeliness=Timeliness.RUNNING.value, report_by_at__lt=now)
    return rows.select_related("institution").order_by("pk")


def unanswered(now: datetime, minutes: int) -> QuerySet[IncidentNotice]:
    """Notices of which nobody took note in time, and of which not everybody above was told."""
    rows = _rows(IncidentNotice).filter(acknowledged_at__isnull=True)
    rows = rows.exclude(incident__state=IncidentState.CLOSED.value)
    due = Q(pk__in=())
    for level in range(len(NEXT_ROLES)):
        due |= Q(escalations=level, sent_at__lte=now - timedelta(minutes=minutes * (level + 1)))
    return rows.filter(due).select_related("incident__institution", "unit").order_by("pk")


def units_with(role: str, on: date) -> QuerySet[Unit]:
    """Units in which somebody holds the role that day."""
    posts = Post.objects.unscoped("whom to wake: who holds a role today").filter(counts_on(on), role=role)
    return Unit.objects.unscoped("whom to wake: who holds a role today").filter(pk__in=posts.values("unit"))


# ---- for other rooms -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """One real incident as it was known at a moment. ``severity`` is minor, major or grave."""

    institution_id: int
    kind: str
    severity: str
    happened_on: date
    is_late: bool


def incident_facts(
    institution_ids: Collection[int] | None, on: date, known_at: datetime
) -> list[IncidentFact]:
    """What happened up to the end of ``on`` and was on record at ``known_at``, oldest first; no drills. None: of all institutions."""
    end = datetime.combine(on + timedelta(days=1), datetime.min.time(), CHINA)
    rows = real_incidents().filter(happened_at__lt=end, recorded_at__lte=known_at)
    if institution_ids is not None:
        rows = rows.filter(institution_id__in=institution_ids)
    columns = ("institution_id", "kind", "severity", "happened_at", "timeliness", "timeliness_at")
    return [
        IncidentFact(
            place, kind, severity, happened.astimezone(CHINA).date(), stands in TARDY and since <= known_at
        )
        for place, kind, severity, happened, stands, since in rows.order_by("happened_at", "pk").values_list(
            *columns
        )
    ]


def real_incidents() -> QuerySet[Incident]:
    """Every incident that was no drill, for figures and ratings; never shown row by row."""
    return _rows(Incident).filter(is_drill=False)


def drill_targets() -> QuerySet[DrillTarget]:
    """Every institution of every drill, for figures."""
    return _rows(DrillTarget)


@dataclass(frozen=True, slots=True)
class DrillResult:
    """``median_minutes`` None while nobody answered."""

    asked: int
    answered: int
    silent: int
    waiting: int
    median_minutes: int | None


def drill_result(drill: Drill, targets: Collection[DrillTarget], now: datetime) -> DrillResult:
    """How a drill stands: silent are those that have not answered when its time is over."""
    minutes = [target.minutes for target in targets if target.minutes is not None]
    open_ones = len(targets) - len(minutes)
    is_over = now > drill.ends_at
    middle = int(median(minutes)) if minutes else None
    return DrillResult(
        len(targets), len(minutes), open_ones if is_over else 0, 0 if is_over else open_ones, middle
    )


def _rows(model: type[M]) -> QuerySet[M]:
    rows: QuerySet[M] = model.objects.unscoped(
        "what hangs on a visible incident, and the rounds of the house"
    )
    return rows
