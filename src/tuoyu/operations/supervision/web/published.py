"""Results of quality evaluations for everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.services import not_found
from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, ListSpec, render_list
from tuoyu.operations.supervision.queries import evaluations as queries
from tuoyu.operations.supervision.web.evaluations import result_context

REASON = "信息公示：质量评估的结果向社会公开，供家长选择"


def _grades(_ctx: object) -> tuple[tuple[str, str], ...]:
    table = queries.table_in_use()
    return tuple((each.grade, f"{each.grade} 级") for each in table.limits) if table else ()


PUBLISHED = ListSpec(
    name="supervision.published",
    title="质量评估结果",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("grade", "等级", is_sortable=True),
        Column("outside", "得分", ColumnKind.NUMBER, is_sortable=True),
        Column("published_at", "公布时间", ColumnKind.MOMENT, is_sortable=True),
        Column("valid_until_on", "有效至", ColumnKind.DATE),
    ),
    filters=(Filter("grade", "等级", choices=_grades),),
    search_fields=("institution__name",),
    search_hint="搜机构名称",
    default_sort="-published_at",
    row_url="supervision:public-evaluation",
    empty=Empty("还没有公布的结果", "评估结果公布后列在这里。", "rosette-discount-check"),
)


@public(REASON)
@require_safe
def evaluation_published(request: CtxRequest) -> HttpResponseBase:
    rows = queries.published_evaluations(request.ctx.today, request.ctx.area)
    return render_list(request, request.ctx, PUBLISHED, rows, template="supervision/public_evaluations.html")


@public(REASON)
@require_safe
def evaluation_result(request: CtxRequest, pk: int) -> HttpResponse:
    rows = queries.published_evaluations(request.ctx.today, request.ctx.area).select_related("table")
    evaluation = rows.filter(pk=pk).first()
    if evaluation is None:
        raise not_found()
    context = {"evaluation": evaluation, **result_context(evaluation, queries.results_of(evaluation))}
    return render(request, "supervision/public_evaluation.html", context)
