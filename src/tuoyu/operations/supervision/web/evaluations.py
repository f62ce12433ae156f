"""The list of evaluations and the page of one: how it stands, the points of both sides, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.registry import action_named
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.charts import Chart, bar_chart
from tuoyu.foundation.ui.formats import figure
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.evaluations import EVALUATION, EvaluationState
from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert
from tuoyu.operations.supervision.permissions.evaluations import (
    ANSWER_EVALUATION,
    DRAW_EVALUATION,
    SAVE_EVALUATION,
    VIEW_EVALUATION,
)
from tuoyu.operations.supervision.queries import evaluations as queries
from tuoyu.operations.supervision.rules.evaluations import DimensionResult
from tuoyu.operations.supervision.words.evaluations import difference_text, grade_text
from tuoyu.registers.institutions.queries import may_about
from tuoyu.registers.sites.queries import street_choices

S = EvaluationState
STATES: dict[str, tuple[str, str]] = {
    S.OPENED.value: ("info", S.OPENED.label),
    S.SELF_DONE.value: ("warn", S.SELF_DONE.label),
    S.ASSESSED.value: ("warn", S.ASSESSED.label),
    S.GRADED.value: ("info", S.GRADED.label),
    S.PUBLISHED.value: ("ok", S.PUBLISHED.label),
    S.EXPIRED.value: ("none", S.EXPIRED.label),
    S.CANCELLED.value: ("none", S.CANCELLED.label),
}
_ICONS = {
    "begin": "player-play", "submit": "send", "assess": "users-group", "grade": "award", "object": "message-report",
    "publish": "broadcast", "expire": "hourglass-empty", "cancel": "x",
}  # fmt: skip
_LIGHTS = {"publish": "ok", "object": "warn"}
# Moves that a person makes on the page, each with the address of its action.
_ACTS = ("object", "grade", "publish", "cancel")


def _by_street(rows: QuerySet[Any], street: str) -> QuerySet[Any]:
    return rows.filter(institution__area_code__startswith=street)


EVALUATIONS = ListSpec(
    name="supervision.evaluation",
    title="质量评估",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("state", "进展", pills=STATES),
        Column("grade", "等级"),
        Column("own", "自评", ColumnKind.NUMBER),
        Column("outside", "外评", ColumnKind.NUMBER, is_sortable=True),
        Column("opened_on", "发起日期", ColumnKind.DATE, is_sortable=True),
        Column("valid_until_on", "有效至", ColumnKind.DATE, is_sortable=True),
    ),
    filters=(
        Filter("state", "进展", FilterKind.MULTI, choices=tuple(EvaluationState.choices())),
        Filter("street", "街镇", choices=street_choices, apply=_by_street),
    ),
    search_fields=("institution__name",),
    search_hint="搜机构名称",
    default_sort="-opened_on",
    row_url="supervision:evaluation-detail",
    export_name="质量评估",
    empty=Empty("还没有质量评估", "在机构页面的“风险等级”卡片上发起。", "rosette-discount-check"),
)


@page(VIEW_EVALUATION)
def evaluation_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "context_line": "机构自评，抽取的专家打分，两者相差多少也看得见",
        "table": queries.table_in_use(),
    }
    rows = queries.evaluations(request.ctx)
    return render_list(
        request, request.ctx, EVALUATIONS, rows, template="supervision/evaluation_list.html", extra=extra
    )


@page(VIEW_EVALUATION)
def evaluation_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    evaluation = require(ctx, VIEW_EVALUATION, queries.evaluations(ctx), pk)
    results = queries.results_of(evaluation)
    experts = queries.experts_of(evaluation)
    context = {
        "evaluation": evaluation,
        "pill": pill(*STATES[evaluation.state]),
        "experts": experts,
        "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, evaluation)],
        "events": events_of(timeline(evaluation), _ICONS, _LIGHTS),
        "acts": _acts(ctx, evaluation, experts),
        "scored": len(queries.self_scores(evaluation)),
        "wanted": len(evaluation.table.items),
        "draws": evaluation.draws,
        **result_context(evaluation, results),
    }
    return render(request, "supervision/evaluation_detail.html", context)


def result_context(evaluation: Evaluation, results: Sequence[DimensionResult]) -> dict[str, Any]:
    """What the page and the public page show of a result; nothing before there is one."""
    if not results:
        return {"results": []}
    texts = {item.code: item.text for item in evaluation.table.rows}
    full = sum(each.full for each in results)
    difference = sum(each.difference for each in results)
    return {
        "results": results,
        "grade": grade_text(evaluation.grade),
        "full": full,
        "difference": difference_text(round(difference * 1000 / full)) if full else "",
        "vetoes": [(code, texts.get(code, "")) for code in evaluation.vetoes],
        "chart": pair_chart(results),
    }


def pair_chart(results: Sequence[DimensionResult]) -> Chart:
    """Two bars a chapter in per cent of its points: what the institution gave itself, and what the experts gave."""
    own = [round(float(each.own / each.full * 100), 1) for each in results]
    outside = [round(float(each.outside / each.full * 100), 1) for each in results]
    labels = [each.label for each in results]
    plain = bar_chart("evaluation", "各章得分率", labels, own, unit="%")
    first = plain.option["series"][0] | {
        "name": "自评",
        "itemStyle": {"color": "token:edge", "borderRadius": [0, 3, 3, 0]},
        "barGap": "15%",
    }
    second = plain.option["series"][0] | {"name": "外评", "data": outside}
    for each in (first, second):
        each["label"] = each["label"] | {"formatter": "{a} {c}%"}
    rows = tuple(
        (label, f"{figure(left)}%", f"{figure(right)}%")
        for label, left, right in zip(labels, own, outside, strict=True)
    )
    widest = max(results, key=lambda each: abs(each.difference / each.full))
    summary = f"各章得分率：相差最大的是{widest.label}，自评 {figure(widest.own)} 分，外评 {figure(widest.outside)} 分。"
    option = plain.option | {"series": [first, second], "grid": plain.option["grid"] | {"right": 84}}
    return Chart(
        "evaluation",
        "各章得分率",
        option,
        ("章", "自评", "外评"),
        rows,
        summary,
        "灰：自评；绿：外评",
        is_tall=True,
    )


def _acts(ctx: Ctx, evaluation: Evaluation, experts: Sequence[EvaluationExpert]) -> list[dict[str, str]]:
    """What this person may do now, each with its address; the last is the usual one."""
    found = [
        (move.label, f"supervision:evaluation-{move.name}")
        for name in _ACTS
        for move in EVALUATION.moves_from(evaluation.state)
        if move.name == name and may_about(ctx, action_named(move.action), evaluation.institution)
    ]
    place = evaluation.institution
    is_drawn = any(each.round == evaluation.round for each in experts)
    if evaluation.state == S.SELF_DONE and not is_drawn and may_about(ctx, DRAW_EVALUATION, place):
        found.append(("抽取评估专家", "supervision:evaluation-draw"))
    if evaluation.state == S.OPENED and may_about(ctx, SAVE_EVALUATION, place):
        found.append(("填写自评", "supervision:evaluation-save"))
    is_asked = evaluation.state == S.GRADED and evaluation.answered_at is None
    if is_asked and may_about(ctx, ANSWER_EVALUATION, place):
        found.append(("表示无异议", "supervision:evaluation-answer"))
    if evaluation.round > 1:
        found = [(label, url) for label, url in found if url != "supervision:evaluation-object"]
    return [{"label": label, "url": reverse(url, args=[evaluation.pk])} for label, url in found]
