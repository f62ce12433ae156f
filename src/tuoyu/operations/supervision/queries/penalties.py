"""Named reads of penalties: what may be seen, past penalties for like facts, who fined the same wrong, what is shown to all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import DateField, Min, OuterRef, Q, QuerySet, Subquery

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.penalties import STANDING
from tuoyu.operations.supervision.models import (
    Challenge,
    Finding,
    Inspector,
    Penalty,
    PenaltyFinding,
    PenaltyOfficer,
    Publication,
)
from tuoyu.operations.supervision.permissions.findings import VIEW_FINDING
from tuoyu.operations.supervision.permissions.inspectors import VIEW_INSPECTOR
from tuoyu.operations.supervision.permissions.penalties import VIEW_PENALTY
from tuoyu.operations.supervision.rules.penalties import Account
from tuoyu.operations.supervision.rules.spread import PastCase, Spread, digest_of, most_alike, spread_of
from tuoyu.operations.supervision.words.penalties import PenaltyKind

M = TypeVar("M", bound=ScopedModel)
STANDING_STATES = tuple(state.value for state in STANDING)


@dataclass(frozen=True, slots=True)
class Past:
    """Past penalties for an offence: all of them, the most alike first; their spread; the name of exactly these."""

    cases: tuple[PastCase, ...]
    spread: Spread
    digest: str


def penalties(ctx: Ctx) -> QuerySet[Penalty]:
    return visible(ctx, VIEW_PENALTY, Penalty.objects.select_related("institution", "unit"))


def penalties_by_term(ctx: Ctx) -> QuerySet[Any]:
    """The same with ``due``, the soonest open term of each case."""
    clocks = _clocks().filter(subject_id=OuterRef("pk"), met_on__isnull=True, cancelled_on__isnull=True)
    soonest = clocks.order_by().values("subject_id").annotate(soonest=Min("due_on")).values("soonest")
    return penalties(ctx).annotate(due=Subquery(soonest, output_field=DateField()))


def past_of(
    offence: str,
    on: date,
    *,
    is_simple: bool = False,
    form: str = "",
    places: int = 0,
    without: int | None = None,
) -> Past:
    """Decisions about an offence that stand on a day, whichever unit made them; one's own case is left out.

    Of one procedure: what is decided on the spot is lighter by law, and its sums say nothing about the ordinary ones.

    What is told of another unit's case is number, day, kinds and sum: those are public once it is decided.
    """
    same = _all().filter(offence=offence, is_simple=is_simple)
    rows = same.filter(state__in=STANDING_STATES, decided_on__lte=on).exclude(pk=without)
    columns = ("pk", "number", "decided_on", "decided_kinds", "decided_fine_fen", "form", "places")
    cases = [
        PastCase(pk, number, day, tuple(kinds), fine, row_form, row_places)
        for pk, number, day, kinds, fine, row_form, row_places in rows.values_list(*columns)
    ]
    alike = most_alike(cases, form, places)
    return Past(tuple(alike), spread_of(cases), digest_of(cases))


def fined_before(case: Penalty) -> list[str]:
    """Numbers of decisions that fined the same wrong: one finding in both, or the same offence of the same day."""
    findings = hanging_on(PenaltyFinding, penalty=case).values_list("finding_id", flat=True)
    same = Q(finding_links__finding_id__in=list(findings)) | Q(
        offence=case.offence, occurred_on=case.occurred_on
    )
    rows = _all().filter(same, institution_id=case.institution_id, state__in=STANDING_STATES)
    return sorted(
        {
            number
            for number, kinds in rows.exclude(pk=case.pk).values_list("number", "decided_kinds")
            if PenaltyKind.FINE in kinds
        }
    )


def clocks_of_penalty(case: Penalty) -> QuerySet[Clock]:
    """Every clock of a visible case: both sides read the same."""
    return _clocks().filter(subject_id=case.pk).order_by("-started_on", "-pk")


def officers_of(case: Penalty) -> list[Inspector]:
    links = hanging_on(PenaltyOfficer, penalty=case).select_related("inspector").order_by("pk")
    return [link.inspector for link in links]


def findings_of(case: Penalty) -> list[Finding]:
    return [
        link.finding
        for link in hanging_on(PenaltyFinding, penalty=case).select_related("finding").order_by("pk")
    ]


def open_challenges_of(case: Penalty) -> QuerySet[Challenge]:
    """Those without a result."""
    return hanging_on(Challenge, penalty=case).filter(outcome="")


def challenges_of(case: Penalty) -> list[Challenge]:
    return list(hanging_on(Challenge, penalty=case).order_by("filed_on", "pk"))


def officers_to_choose(ctx: Ctx) -> QuerySet[Inspector]:
    """Officers of the actor's units who hold a certificate today."""
    rows = visible(ctx, VIEW_INSPECTOR, Inspector.objects.all())
    return rows.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=ctx.today),
        unit_id__in=ctx.actor.unit_ids,
        kind="officer",
        since_on__lte=ctx.today,
    )


def findings_to_choose(ctx: Ctx, institution_id: int) -> QuerySet[Finding]:
    """What was found at an institution, as far as the actor may see it."""
    rows = visible(ctx, VIEW_FINDING, Finding.objects.all())
    return rows.filter(institution_id=institution_id).exclude(state="cancelled")


def items_of_findings(ctx: Ctx, ids: Iterable[int]) -> set[str]:
    """Codes of the inspection items that these findings are about, as far as the actor may see them."""
    rows = visible(ctx, VIEW_FINDING, Finding.objects.all()).filter(pk__in=list(ids), item__isnull=False)
    return set(rows.order_by().values_list("item__code", flat=True))


def officers_named(ids: tuple[int, ...], unit_id: int) -> list[Inspector]:
    rows = Inspector.objects.unscoped("officers that a case names, of its own unit")
    return list(rows.filter(pk__in=ids, unit_id=unit_id, kind="officer").order_by("pk"))


def findings_named(ids: tuple[int, ...], institution_id: int) -> list[Finding]:
    rows = Finding.objects.unscoped("findings that a case names, of its own institution")
    return list(rows.filter(pk__in=ids, institution_id=institution_id).order_by("pk"))


def account_of(case: Penalty) -> Account | None:
    """What is owed; None before the decision was served."""
    if case.pay_until_on is None:
        return None
    since = max(case.pay_until_on, case.paid_on) if case.paid_on else case.pay_until_on
    return Account(case.decided_fine_fen, case.decided_confiscated_fen, case.paid_fen, case.late_fen, since)


def publication_of(case: Penalty) -> Publication | None:
    return hanging_on(Publication, penalty=case).first()


def published_penalties(on: date) -> QuerySet[Publication]:
    """What everybody may see on a day: shown, within its display, not withdrawn, its credit fact not ended."""
    rows = Publication.objects.unscoped("shown to everybody")
    return rows.filter(
        Q(penalty__fact__isnull=True)
        | Q(penalty__fact__ended_on__isnull=True)
        | Q(penalty__fact__ended_on__gt=on),
        display_until_on__gte=on,
        withdrawn_at__isnull=True,
        penalty__state__in=STANDING_STATES,
    ).select_related("penalty__unit")


def hanging_on(model: type[M], **parent: ScopedModel) -> QuerySet[M]:
    """Rows that hang on a case or a transfer which the caller may see: ``hanging_on(Challenge, penalty=case)``."""
    rows: QuerySet[M] = model.objects.unscoped("what hangs on a penalty or a transfer")
    return rows.filter(**parent)


def _clocks() -> QuerySet[Clock]:
    rows = Clock.objects.unscoped("both sides of a penalty see one clock")
    return rows.filter(subject_type="supervision.penalty")


def _all() -> QuerySet[Any]:
    return Penalty.objects.unscoped("past penalties are compared across units, by number and sum alone")
