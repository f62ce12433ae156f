"""An evaluation from its opening to its end: the acts of the lead and of the institution."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import cancel_clocks, meet_clocks, start_clock
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.supervision.commands.evaluations import (
    OfEvaluation,
    OpenEvaluation,
    SaveScores,
    SubmitScores,
)
from tuoyu.operations.supervision.flow.evaluations import EVALUATION
from tuoyu.operations.supervision.models import Evaluation, SelfScore
from tuoyu.operations.supervision.permissions.evaluations import (
    ANSWER_EVALUATION,
    CANCEL_EVALUATION,
    EXPIRE_EVALUATION,
    GRADE_EVALUATION,
    OBJECT_EVALUATION,
    OPEN_EVALUATION,
    PUBLISH_EVALUATION,
    SAVE_EVALUATION,
    SUBMIT_EVALUATION,
)
from tuoyu.operations.supervision.policy.evaluations import evaluation_terms_at
from tuoyu.operations.supervision.queries.evaluations import (
    ASSESS_CLOCK,
    OBJECTION_CLOCK,
    SELF_CLOCK,
    experts_of,
    objection_clock,
    outside_scores,
    overdue_evaluations,
    self_scores,
    table_in_use,
)
from tuoyu.operations.supervision.rules.evaluation_table import plain
from tuoyu.operations.supervision.rules.evaluations import (
    Outcome,
    may_object,
    may_publish,
    outcome,
    scores_are_whole,
)
from tuoyu.operations.supervision.services.scores import fitting, keep_scores
from tuoyu.registers.institutions.models import Institution

_ROWS = ("institution__unit", "institution__supervisor", "table")


@service(OPEN_EVALUATION)
def open_evaluation(ctx: Ctx, command: OpenEvaluation) -> Evaluation:
    """Begin with the table in use; the institution's days to assess itself start."""
    rows = Institution.objects.select_related("unit", "supervisor")
    institution = require(ctx, OPEN_EVALUATION, rows, command.institution_id, lock=True)
    table = table_in_use()
    if table is None:
        raise Refused.because(
            "supervision.evaluation.table",
            "还没有在用的评分表。",
            next_step="请系统管理员按标准原件装入评分表，领导小组办公室核对启用后再发起。",
        )
    if institution.unit is None:
        raise Refused.because(
            "supervision.evaluation.account",
            "机构还没有账户，没有人能自评。",
            next_step="请先发出开户邀请。",
        )
    evaluation = Evaluation(
        institution=institution,
        table=table,
        reason=command.reason.strip()[:200],
        opened_on=ctx.today,
        state=EVALUATION.start.value,
        state_at=ctx.now,
    )
    try:
        with transaction.atomic():
            evaluation.save(force_insert=True)
    except IntegrityError:
        raise Refused.because(
            "supervision.evaluation.open", "这家机构已有一次评估在进行。", next_step="请先办完或取消那一次。"
        ) from None
    begin(ctx, EVALUATION, evaluation, "发起评估", OPEN_EVALUATION)
    _start(ctx, evaluation, SELF_CLOCK, institution.unit_id, f"提交质量自评：{institution.name}")
    journal(ctx, OPEN_EVALUATION, evaluation, fields=("table", "reason"))
    return evaluation


@service(SAVE_EVALUATION)
def save_evaluation(ctx: Ctx, command: SaveScores) -> Evaluation:
    """Keep what the institution has scored so far."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = require(ctx, SAVE_EVALUATION, rows, command.subject_id, lock=True)
    demand(EVALUATION.check(evaluation.state, "submit"))
    kept = fitting(evaluation.table.rows, command.scores)
    keep_scores(SelfScore, "evaluation", evaluation.pk, kept)
    journal(ctx, SAVE_EVALUATION, evaluation, fields=("self_scores",), note=f"{len(command.scores)} 条")
    return evaluation


@service(SUBMIT_EVALUATION)
def submit_evaluation(ctx: Ctx, command: SubmitScores) -> Evaluation:
    """Hand the self-assessment in: every item, within its points, with a reason where points were lost."""
    if command.scores:
        save_evaluation(ctx, SaveScores(command.subject_id, command.scores))
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = advance(
        ctx,
        EVALUATION,
        rows,
        command.subject_id,
        "submit",
        rule=lambda row: scores_are_whole(row.table.rows, self_scores(row)),
        meets=(SELF_CLOCK,),
    )
    _start_assessing(ctx, evaluation)
    return evaluation


@service(GRADE_EVALUATION)
def grade_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """Join the experts' points, give the grade, tell the institution; its days to object start."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = require(ctx, GRADE_EVALUATION, rows, command.evaluation_id, lock=True)
    demand(EVALUATION.check(evaluation.state, "grade"))
    found = _outcome(ctx, evaluation)
    evaluation = advance(
        ctx, EVALUATION, rows, evaluation.pk, "grade", note=command.note, changes={**_columns(found), "graded_at": ctx.now}
    )  # fmt: skip
    unit = evaluation.institution.unit_id
    _start(ctx, evaluation, OBJECTION_CLOCK, unit, f"对评估结果表示意见：{evaluation.institution.name}")
    _tell(ctx, evaluation, "质量评估有了结果，可以在期限内提出异议，或表示无异议。")
    return evaluation


@service(OBJECT_EVALUATION)
def object_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """Once: other experts shall look again. The self-assessment stands."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = require(ctx, OBJECT_EVALUATION, rows, command.evaluation_id, lock=True)
    demand(EVALUATION.check(evaluation.state, "object"))
    demand(may_object(evaluation_round=evaluation.round, until_passed=_is_over(ctx, evaluation)))
    evaluation = advance(
        ctx,
        EVALUATION,
        rows,
        evaluation.pk,
        "object",
        note=command.note,
        rule=lambda _: _said(command.note, "请写清哪些条目打得不对、为什么。"),
        changes={"round": evaluation.round + 1, "objection": command.note.strip()[:500]},
        meets=(OBJECTION_CLOCK,),
    )
    _start_assessing(ctx, evaluation)
    return evaluation


@service(ANSWER_EVALUATION)
def answer_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """The institution takes the result; its words are published beside it. It may be said until the publication."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = require(ctx, ANSWER_EVALUATION, rows, command.evaluation_id, lock=True)
    demand(EVALUATION.check(evaluation.state, "publish"))
    evaluation.answer, evaluation.answered_at = command.note.strip()[:500], ctx.now
    evaluation.save(update_fields=["answer", "answered_at"])
    meet_clocks(ctx, evaluation, kind=OBJECTION_CLOCK)
    journal(ctx, ANSWER_EVALUATION, evaluation, fields=("answer",))
    return evaluation


@service(PUBLISH_EVALUATION)
def publish_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """Show the result to everybody, until it expires."""
    months = evaluation_terms_at(ctx.today, ctx.area).valid_months
    until = add_months(ctx.today, months) - timedelta(days=1)
    evaluation = advance(
        ctx,
        EVALUATION,
        Evaluation.objects.select_related(*_ROWS),
        command.evaluation_id,
        "publish",
        note=command.note,
        rule=lambda row: may_publish(is_answered=_is_taken(row), until_passed=_is_over(ctx, row)),
        changes={"published_at": ctx.now, "valid_until_on": until},
    )
    cancel_clocks(ctx, evaluation, kind=OBJECTION_CLOCK)
    _tell(ctx, evaluation, f"质量评估结果已公布，有效至 {until:%Y-%m-%d}。")
    return evaluation


@service(CANCEL_EVALUATION)
def cancel_evaluation(ctx: Ctx, command: OfEvaluation) -> Evaluation:
    """Nothing comes of it; what was scored is kept."""
    rows = Evaluation.objects.select_related(*_ROWS)
    evaluation = advance(
        ctx, EVALUATION, rows, command.evaluation_id, "cancel", note=command.note, rule=lambda _: _said(command.note, "请写明为什么取消。"),
    )  # fmt: skip
    cancel_clocks(ctx, evaluation)
    return evaluation


@service(EXPIRE_EVALUATION)
def expire_evaluations(ctx: Ctx) -> int:
    """The daily round: results whose days are over are no longer shown. How many."""
    ids = overdue_evaluations(ctx.today)
    for pk in ids:
        advance(ctx, EVALUATION, Evaluation.objects.all(), pk, "expire")
    journal(ctx, EXPIRE_EVALUATION, note=f"{len(ids)} 件过期")
    return len(ids)


def evaluation_link(evaluation: Evaluation) -> str:
    return f"/supervision/evaluations/{evaluation.pk}/"


def _start_assessing(ctx: Ctx, evaluation: Evaluation) -> None:
    unit = evaluation.institution.supervisor_id
    title = f"抽取专家、完成外部评估：{evaluation.institution.name}"
    _start(ctx, evaluation, ASSESS_CLOCK, unit, title)


def _start(ctx: Ctx, evaluation: Evaluation, kind: str, unit_id: int | None, title: str) -> None:
    if unit_id is not None:
        start_clock(ctx, kind, evaluation, unit_id=unit_id, title=title, link=evaluation_link(evaluation))


def _outcome(ctx: Ctx, evaluation: Evaluation) -> Outcome:
    table = evaluation.table
    experts = [outside_scores(each) for each in experts_of(evaluation, evaluation.round)]
    how = evaluation_terms_at(evaluation.opened_on, ctx.area).joined
    return outcome(table.parts, table.rows, table.limits, self_scores(evaluation), experts, how)


def _columns(found: Outcome) -> dict[str, object]:
    return {
        "own": found.own,
        "outside": found.outside,
        "grade": found.grade,
        "vetoes": list(found.vetoes),
        "answer": "",
        "answered_at": None,
        "result": [
            {
                "clause": each.clause, "label": each.label, "full": plain(each.full), "own": plain(each.own),
                "outside": plain(each.outside),
            }
            for each in found.dimensions
        ],
    }  # fmt: skip


def _is_taken(evaluation: Evaluation) -> bool:
    return evaluation.answered_at is not None


def _is_over(ctx: Ctx, evaluation: Evaluation) -> bool:
    """Are the days to object over? Where no clock ran, nobody could object."""
    clock = objection_clock(evaluation)
    return clock is None or ctx.now.astimezone(CHINA).date() > clock.due_on


def _said(note: str, next_step: str) -> Verdict:
    if note.strip():
        return PASSED
    return Verdict.refuse("supervision.evaluation.note", "没有写理由。", next_step=next_step, field="note")


def _tell(ctx: Ctx, evaluation: Evaluation, sentence: str) -> None:
    if evaluation.institution.unit is None:
        return
    news = NewNotice(
        key=f"supervision.evaluation:{evaluation.pk}:{evaluation.state}:{evaluation.round}",
        kind="supervision.evaluation",
        title="质量评估有新进展",
        sentence=sentence,
        link=evaluation_link(evaluation),
    )
    notify(ctx, news, unit=evaluation.institution.unit, role="institution_head")
