"""Evaluations, tables and the work of experts: what the actor may see; who may be drawn; what the public reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.services import last_clock
from tuoyu.foundation.people.models import Post
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.evaluations import Score
from tuoyu.operations.supervision.flow.evaluations import EvaluationState, TableState
from tuoyu.operations.supervision.models import (
    Evaluation,
    EvaluationExpert,
    EvaluationTable,
    Inspector,
    OutsideScore,
    Recusal,
    SelfScore,
)
from tuoyu.operations.supervision.permissions.evaluations import VIEW_EVALUATION, VIEW_EXPERT, VIEW_TABLE
from tuoyu.operations.supervision.rules.evaluations import DimensionResult
from tuoyu.operations.supervision.words.visits import InspectorKind
from tuoyu.registers.institutions.models import Institution

SELF_CLOCK, ASSESS_CLOCK, OBJECTION_CLOCK = "evaluation_self", "evaluation_assess", "evaluation_objection"


def tables(ctx: Ctx) -> QuerySet[EvaluationTable]:
    return visible(ctx, VIEW_TABLE, EvaluationTable.objects.all())


def evaluations(ctx: Ctx) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.select_related("institution__supervisor", "institution__unit", "table")
    return visible(ctx, VIEW_EVALUATION, rows)


def expert_work(ctx: Ctx) -> QuerySet[EvaluationExpert]:
    """What the actor was drawn to assess."""
    rows = EvaluationExpert.objects.select_related(
        "evaluation__institution", "evaluation__table", "inspector"
    )
    return visible(ctx, VIEW_EXPERT, rows)


def table_in_use() -> EvaluationTable | None:
    rows = EvaluationTable.objects.unscoped("the table that is in use")
    return rows.filter(state=TableState.ADOPTED.value).first()


def published_evaluations(on: date, area: str) -> QuerySet[Evaluation]:
    """What anybody may read: published and not expired."""
    rows = Evaluation.objects.unscoped("published results are for everybody").select_related("institution")
    return rows.filter(
        state=EvaluationState.PUBLISHED.value, valid_until_on__gte=on, institution__area_code__startswith=area
    )


def overdue_evaluations(on: date) -> list[int]:
    """Published ones whose result holds no longer."""
    rows = Evaluation.objects.unscoped("what expires, asked by the daily round")
    found = rows.filter(state=EvaluationState.PUBLISHED.value, valid_until_on__lt=on)
    return list(found.order_by("pk").values_list("pk", flat=True))


def graded_by(on: date, area: str) -> QuerySet[Evaluation]:
    """Every result that was given up to the end of a day, for figures."""
    rows = Evaluation.objects.unscoped("figures over all results")
    return rows.filter(graded_at__date__lte=on, institution__area_code__startswith=area, own__isnull=False)


def experts_of(evaluation: Evaluation, evaluation_round: int | None = None) -> list[EvaluationExpert]:
    """Of an evaluation the caller may see; of all rounds unless one is named."""
    rows = EvaluationExpert.objects.unscoped("experts of a visible evaluation")
    rows = rows.filter(evaluation=evaluation).select_related("inspector__unit").order_by("round", "pk")
    return list(rows if evaluation_round is None else rows.filter(round=evaluation_round))


def expert_pool(institution: Institution, day: date, besides: Iterable[int] = ()) -> QuerySet[Inspector]:
    """Experts in the pool on a day, never of the institution's own people, less those who already took part."""
    rows = Inspector.objects.unscoped("the pool of experts").filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), kind=InspectorKind.EXPERT.value, since_on__lte=day
    )
    if institution.unit_id is not None:
        posts = Post.objects.unscoped("who ever held a post there").filter(unit=institution.unit_id)
        rows = rows.exclude(unit=institution.unit_id).exclude(user__in=posts.order_by().values("user"))
    return rows.exclude(pk__in=list(besides)).order_by("pk")


def recused_of(institution: Institution, day: date) -> set[int]:
    """Inspectors who keep away from the institution on a day."""
    rows = Recusal.objects.unscoped("who keeps away").filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day), institution=institution, since_on__lte=day
    )
    return set(rows.order_by().values_list("inspector_id", flat=True))


def self_scores(evaluation: Evaluation) -> dict[str, Score]:
    """Item → score, of an evaluation the caller may see."""
    rows = SelfScore.objects.unscoped("scores of a visible evaluation").filter(evaluation=evaluation)
    return _scores(rows)


def outside_scores(expert: EvaluationExpert) -> dict[str, Score]:
    rows = OutsideScore.objects.unscoped("scores of a visible expert").filter(expert=expert)
    return _scores(rows)


def _scores(rows: QuerySet[SelfScore] | QuerySet[OutsideScore]) -> dict[str, Score]:
    columns = ("code", "points", "is_failed", "reason")
    return {
        code: Score(points, is_failed, reason)
        for code, points, is_failed, reason in rows.order_by("pk").values_list(*columns)
    }


def results_of(evaluation: Evaluation) -> list[DimensionResult]:
    """The dimensions of a result as they were counted."""
    return [
        DimensionResult(
            each["clause"],
            each["label"],
            Decimal(each["full"]),
            Decimal(each["own"]),
            Decimal(each["outside"]),
        )
        for each in evaluation.result
    ]


def objection_clock(evaluation: Evaluation) -> Clock | None:
    """The clock of the institution's days to object, of the newest result."""
    return last_clock(evaluation, kind=OBJECTION_CLOCK)
