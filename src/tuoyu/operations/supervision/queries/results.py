"""Results of visits: of the desk, and as the public may read them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tuoyu.foundation.access.services import visible
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.models import Answer, Finding, Result, Visit
from tuoyu.operations.supervision.permissions.results import VIEW_RESULT
from tuoyu.operations.supervision.words.visits import Outcome
from tuoyu.registers.sites.queries import areas_coded, in_force
from tuoyu.registers.sites.words import STREET_KINDS


def results(ctx: Ctx) -> QuerySet[Result]:
    return visible(ctx, VIEW_RESULT, Result.objects.select_related("institution", "unit", "visit"))


def public_results(on: date, area: str) -> QuerySet[Result]:
    """What anybody may read on a day: published, not withdrawn, not expired; with ``mended`` of ``bad_count``."""
    rows = Result.objects.unscoped("results of visits are published").filter(
        withdrawn_at__isnull=True, until_on__gte=on, institution__area_code__startswith=area
    )
    closed = Finding.objects.unscoped("how many faults of a published result are mended").filter(
        visit=OuterRef("visit"), state=FindingState.CLOSED.value
    )
    counted = closed.order_by().values("visit").annotate(count=Count("pk")).values("count")
    mended = Coalesce(Subquery(counted), 0)
    return rows.select_related("institution", "unit", "visit").annotate(mended=mended)


def public_streets(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """Streets and towns in force as (code, name), whoever asks: the map of the district is no secret."""
    rows = areas_coded(ctx.area).filter(in_force(ctx.today), kind__in=STREET_KINDS)
    return tuple(rows.values_list("code", "name"))


def result_of(visit: Visit) -> Result | None:
    """The result of a visit that the caller may see, whether shown or withdrawn."""
    return Result.objects.unscoped("the result of a visible visit").filter(visit=visit).first()


def public_findings(result: Result) -> QuerySet[Finding]:
    """What was wrong, in the order of gravity: a result that is shown names it, without who found it."""
    rows = Finding.objects.unscoped("findings of a published result").filter(visit=result.visit_id)
    return rows.exclude(state=FindingState.CANCELLED.value).order_by("due_on", "pk")


def tally_of(visit: Visit) -> tuple[int, int]:
    """How many items were looked at, and how many were wrong."""
    counted = Answer.objects.unscoped("answers of a visible visit").filter(
        visit_item__visit=visit, is_replaced=False
    )
    outcomes = [Outcome.OK.value, Outcome.BAD.value]
    found = counted.filter(outcome__in=outcomes).aggregate(
        looked=Count("pk"), bad=Count("pk", filter=Q(outcome=Outcome.BAD.value))
    )
    return found["looked"], found["bad"]
