"""One sheet of points for both sides: the institution's own, and an expert's. Saved as often as wished, handed in once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import sentence_of
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, ListSpec, render_list
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.evaluations import SaveScores, Score, Scores, SubmitScores
from tuoyu.operations.supervision.flow.evaluations import EvaluationState
from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert, EvaluationTable
from tuoyu.operations.supervision.permissions.evaluations import (
    SAVE_EVALUATION,
    SAVE_EXPERT,
    SUBMIT_EVALUATION,
    SUBMIT_EXPERT,
    VIEW_EXPERT,
)
from tuoyu.operations.supervision.queries import evaluations as queries
from tuoyu.operations.supervision.rules.evaluation_table import TableItem
from tuoyu.operations.supervision.services.evaluations import save_evaluation, submit_evaluation
from tuoyu.operations.supervision.services.experts import save_expert, submit_expert
from tuoyu.operations.supervision.web.evaluations import STATES

_WRONG = Decimal(-1)
WORK = ListSpec(
    name="supervision.expert",
    title="我的评估",
    columns=(
        Column("evaluation__institution__name", "机构", is_sortable=True, is_wide=True),
        Column("evaluation__state", "进展", pills=STATES),
        Column("round", "轮次", ColumnKind.NUMBER),
        Column("drawn_at", "抽取时间", ColumnKind.MOMENT, is_sortable=True),
        Column("submitted_at", "提交时间", ColumnKind.MOMENT),
    ),
    default_sort="-drawn_at",
    row_url="supervision:expert-detail",
    empty=Empty("没有要评估的机构", "被抽为评估专家后，会列在这里。", "clipboard-check"),
)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet of points: whose, with which addresses, and what is already there."""

    title: str
    context: str
    table: EvaluationTable
    saved: Scores
    save_url: str
    submit_url: str
    back: str
    submit: str
    # What the other side said of each item, shown beside it.
    others: Scores


@page(SAVE_EVALUATION)
def evaluation_save(request: CtxRequest, pk: int) -> HttpResponse:
    sheet = _own_sheet(require(request.ctx, SAVE_EVALUATION, _evaluations(), pk))
    return _run(request, sheet, lambda scores: save_evaluation(request.ctx, SaveScores(pk, scores)), sheet.save_url, "自评已存下，还没有提交。")  # fmt: skip


@page(SUBMIT_EVALUATION)
def evaluation_submit(request: CtxRequest, pk: int) -> HttpResponse:
    sheet = _own_sheet(require(request.ctx, SUBMIT_EVALUATION, _evaluations(), pk))
    return _run(request, sheet, lambda scores: submit_evaluation(request.ctx, SubmitScores(pk, scores)), sheet.back, "自评已提交，接下来由抽取的专家评估。")  # fmt: skip


@page(VIEW_EXPERT)
def expert_list(request: CtxRequest) -> HttpResponseBase:
    extra = {"context_line": "您被抽为专家的质量评估"}
    return render_list(request, request.ctx, WORK, queries.expert_work(request.ctx), extra=extra)


@page(VIEW_EXPERT)
def expert_detail(request: CtxRequest, pk: int) -> HttpResponseBase:
    """What was scored; where it is still to be done, the sheet itself."""
    expert = require(request.ctx, VIEW_EXPERT, queries.expert_work(request.ctx), pk)
    if expert.submitted_at is None and expert.evaluation.state == EvaluationState.SELF_DONE:
        return redirect("supervision:expert-save", pk)
    rows = _rows(expert.evaluation.table, queries.outside_scores(expert), {}, {})
    return render(request, "supervision/expert_detail.html", {"expert": expert, "chapters": rows})


@page(SAVE_EXPERT)
def expert_save(request: CtxRequest, pk: int) -> HttpResponse:
    sheet = _expert_sheet(require(request.ctx, SAVE_EXPERT, _experts(), pk))
    return _run(request, sheet, lambda scores: save_expert(request.ctx, SaveScores(pk, scores)), sheet.save_url, "评分已存下，还没有提交。")  # fmt: skip


@page(SUBMIT_EXPERT)
def expert_submit(request: CtxRequest, pk: int) -> HttpResponse:
    sheet = _expert_sheet(require(request.ctx, SUBMIT_EXPERT, _experts(), pk))
    return _run(request, sheet, lambda scores: submit_expert(request.ctx, SubmitScores(pk, scores)), reverse("supervision:expert-list"), "评分已提交，不能再改。")  # fmt: skip


def _evaluations() -> Any:
    return Evaluation.objects.select_related("table", "institution")


def _experts() -> Any:
    return EvaluationExpert.objects.select_related("evaluation__table", "evaluation__institution")


def _own_sheet(evaluation: Evaluation) -> SheetPage:
    return SheetPage(
        "质量自评",
        f"{evaluation.institution.name} · {evaluation.table}",
        evaluation.table,
        queries.self_scores(evaluation),
        reverse("supervision:evaluation-save", args=[evaluation.pk]),
        reverse("supervision:evaluation-submit", args=[evaluation.pk]),
        reverse("supervision:evaluation-detail", args=[evaluation.pk]),
        "提交自评",
        {},
    )


def _expert_sheet(expert: EvaluationExpert) -> SheetPage:
    return SheetPage(
        "专家评分",
        f"{expert.evaluation.institution.name} · {expert.evaluation.table} · 第 {expert.round} 轮",
        expert.evaluation.table,
        queries.outside_scores(expert),
        reverse("supervision:expert-save", args=[expert.pk]),
        reverse("supervision:expert-submit", args=[expert.pk]),
        reverse("supervision:expert-list"),
        "提交评分",
        queries.self_scores(expert.evaluation),
    )


def _run(
    request: CtxRequest, sheet: SheetPage, act: Callable[[Scores], object], after: str, done: str
) -> HttpResponse:
    """The sheet with what was typed, and the reasons beside their items where it was refused."""
    status, problems, typed = 200, {}, sheet.saved
    if request.method == "POST":
        typed = _typed(request.POST, sheet.table)
        try:
            act(typed)
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            status = 422 if any(each.field for each in refused.verdict.failures) else refused.status
            problems = {each.field: sentence_of(each) for each in reversed(refused.verdict.failures)}
        else:
            tell(request, done)
            return redirect(after)
    context = {
        "sheet": sheet,
        "chapters": _rows(sheet.table, typed, sheet.others, problems),
        "problem": problems.get("", ""),
        "wrong": len([code for code in problems if code]),
        "scored": len(typed),
        "wanted": len(sheet.table.items),
    }
    return render(request, "supervision/score_sheet.html", context, status=status)


def _typed(given: Mapping[str, str], table: EvaluationTable) -> dict[str, Score]:
    """Points of the items that were filled in; what is no number becomes one that the rule refuses."""
    found = {}
    for item in table.rows:
        text = given.get(f"points-{item.code}", "").strip()
        if text:
            is_failed = f"failed-{item.code}" in given
            found[item.code] = Score(_number(text), is_failed, given.get(f"reason-{item.code}", "").strip())
    return found


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        return _WRONG
    return number if number.is_finite() else _WRONG


def _rows(
    table: EvaluationTable, scores: Scores, others: Scores, problems: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "part": part,
            "rows": [
                _row(item, scores.get(item.code), others.get(item.code), problems.get(item.code, ""))
                for item in table.rows
                if item.dimension == part.clause
            ],
        }
        for part in table.parts
    ]


def _row(item: TableItem, score: Score | None, other: Score | None, problem: str) -> dict[str, Any]:
    is_number = score is not None and score.points >= 0
    return {
        "item": item,
        "points": score.points if score and is_number else None,
        "reason": score.reason if score else "",
        "is_failed": bool(score and score.is_failed),
        "other": other,
        "problem": problem,
    }
