"""Experts: drawn by the lottery of the draws, and what they hand in."""

from __future__ import annotations

import secrets
from typing import Any

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.evaluations import OfEvaluation, SaveScores, SubmitScores
from tuoyu.operations.supervision.flow.evaluations import EVALUATION
from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert, Inspector, OutsideScore
from tuoyu.operations.supervision.permissions.evaluations import (
    ASSESS_EVALUATION,
    DRAW_EVALUATION,
    SAVE_EXPERT,
    SUBMIT_EXPERT,
)
from tuoyu.operations.supervision.policy.evaluations import evaluation_terms_at
from tuoyu.operations.supervision.queries.evaluations import (
    ASSESS_CLOCK,
    expert_pool,
    experts_of,
    outside_scores,
    recused_of,
)
from tuoyu.operations.supervision.rules.drawing.lottery import canonical, digest
from tuoyu.operations.supervision.rules.evaluations import scores_are_whole
from tuoyu.operations.supervision.rules.experts import EXPERTS, drawn_again, frozen_pool
from tuoyu.operations.supervision.services.scores import fitting, keep_scores

_ROWS = ("institution__unit", "institution__supervisor", "table")


@service(DRAW_EVALUATION)
def draw_evaluation(ctx: Ctx, command: OfEvaluation) -> list[EvaluationExpert]:
    """Draw the experts of the round. The pool, the secret and the seed are kept, so that anybody can draw again.

    Raises ``Refused`` (409): not the time, already drawn, or fewer experts than policy wants.
    """
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = require(ctx, DRAW_EVALUATION, rows, command.evaluation_id, lock=True)
    demand(EVALUATION.check(evaluation.state, "assess"))
    earlier = experts_of(evaluation)
    if any(each.round == evaluation.round for each in earlier):
        raise Refused.because(
            "supervision.expert.drawn", "这一轮的专家已经抽过，不能重抽。", next_step="刷新页面看抽取结果。"
        )
    wanted = evaluation_terms_at(ctx.today, ctx.area).experts
    pool = list(expert_pool(evaluation.institution, ctx.today, [each.inspector_id for each in earlier]))
    recused = recused_of(evaluation.institution, ctx.today)
    if len([each for each in pool if each.pk not in recused]) < wanted:
        raise Refused.because(
            "supervision.expert.few",
            f"专家库里能参加的不足 {wanted} 名（回避的、已经评过的不算）。",
            next_step="请先在检查人员库里增加专家。",
        )
    record = _record(evaluation, pool, recused, wanted)
    evaluation.draws = [*evaluation.draws, {**record, "round": evaluation.round, "at": ctx.now.isoformat()}]
    evaluation.save(update_fields=["draws"])
    chosen = {str(each.pk): each for each in pool}
    found = [_expert(ctx, evaluation, chosen[name]) for name in drawn_again(record)]
    journal(ctx, DRAW_EVALUATION, evaluation, fields=("experts",), note=f"抽取 {len(found)} 名专家")
    return found


@service(SAVE_EXPERT)
def save_expert(ctx: Ctx, command: SaveScores) -> EvaluationExpert:
    """Keep what the expert has scored so far."""
    expert = _own_work(ctx, SAVE_EXPERT, command.subject_id)
    kept = fitting(expert.evaluation.table.rows, command.scores)
    keep_scores(OutsideScore, "expert", expert.pk, kept)
    journal(ctx, SAVE_EXPERT, expert, fields=("scores",), note=f"{len(command.scores)} 条")
    return expert


@service(SUBMIT_EXPERT)
def submit_expert(ctx: Ctx, command: SubmitScores) -> EvaluationExpert:
    """Hand the points in; with the last expert the evaluation waits for its grade."""
    if command.scores:
        save_expert(ctx, SaveScores(command.subject_id, command.scores))
    expert = _own_work(ctx, SUBMIT_EXPERT, command.subject_id)
    demand(scores_are_whole(expert.evaluation.table.rows, outside_scores(expert)), status=422)
    expert.submitted_at = ctx.now
    expert.save(update_fields=["submitted_at"])
    journal(ctx, SUBMIT_EXPERT, expert, fields=("submitted_at",))
    team = experts_of(expert.evaluation, expert.round)
    if all(each.submitted_at is not None for each in team):
        assess_evaluation(house_of(ctx), OfEvaluation(expert.evaluation_id))
    return expert


@service(ASSESS_EVALUATION)
def assess_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """Every expert has handed in. Called by the house."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = advance(ctx, EVALUATION, rows, command.evaluation_id, "assess", meets=(ASSESS_CLOCK,))
    news = NewNotice(
        key=f"supervision.evaluation:{evaluation.pk}:assessed:{evaluation.round}",
        kind="supervision.evaluation",
        title="专家评分已收齐",
        sentence=f"{evaluation.institution.name}的专家评分已收齐，请合分定级。",
        link=f"/supervision/evaluations/{evaluation.pk}/",
    )
    notify(ctx, news, unit=evaluation.institution.supervisor, role="inspection_lead")
    return evaluation


def _own_work(ctx: Ctx, action: Any, pk: int) -> EvaluationExpert:
    """The actor's part in an evaluation, not yet handed in, of the round that runs."""
    rows = EvaluationExpert.objects.select_related("evaluation__table", "evaluation__institution")
    expert = require(ctx, action, rows, pk, lock=True)
    demand(EVALUATION.check(expert.evaluation.state, "assess"))
    if expert.submitted_at is not None or expert.round != expert.evaluation.round:
        raise Refused.because(
            "supervision.expert.done", "这份评分已经提交，不能再改。", next_step="有误的请联系检查负责人。"
        )
    return expert


def _record(evaluation: Evaluation, pool: list[Inspector], recused: set[int], wanted: int) -> dict[str, Any]:
    """What the drawing is made from: nobody chose the secret, and the pool was fixed before it was known."""
    place = evaluation.institution.operator.uscc
    frozen = frozen_pool(place, [each.pk for each in pool], recused, wanted)
    secret = secrets.token_hex(32)
    seed = digest(EXPERTS, canonical(frozen).decode(), str(evaluation.pk), str(evaluation.round), secret)
    return {"pool": frozen, "secret": secret, "seed": seed}


def _expert(ctx: Ctx, evaluation: Evaluation, inspector: Inspector) -> EvaluationExpert:
    expert = EvaluationExpert.objects.create(
        evaluation=evaluation,
        inspector=inspector,
        user_id=inspector.user_id,
        round=evaluation.round,
        drawn_at=ctx.now,
    )
    if inspector.user is not None:
        news = NewNotice(
            key=f"supervision.expert:{expert.pk}",
            kind="supervision.expert",
            title="您被抽为质量评估专家",
            sentence=f"请评估{evaluation.institution.name}。有利害关系的请先申请回避。",
            link=f"/supervision/experts/{expert.pk}/",
        )
        notify(ctx, news, user=inspector.user)
    return expert
