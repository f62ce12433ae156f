"""What anybody may read of results: while they are shown, with the institution's own word and how far things are mended."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.answering import cached
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.operations.supervision.queries.results import public_findings, public_results, public_streets
from tuoyu.operations.supervision.web.showing_findings import STATES
from tuoyu.operations.supervision.words.visits import VisitKind

REASON = "双随机、一公开：检查结果向社会公示"
SORTS = (
    ("-published_at", "新公示的在前"),
    ("-bad_count", "问题多的在前"),
    ("institution__name", "按机构名称"),
)


def mended_mark(bad: int, mended: int) -> str:
    if not bad:
        return pill("ok", "没有发现问题")
    if mended >= bad:
        return pill("ok", f"{bad} 个问题都已整改")
    return pill("warn", f"{bad} 个问题，已整改 {mended} 个")


def _name_cell(name: Any, row: Row) -> str:
    return format_html('{}<span class="ty-public-where">{}</span>', name, row["sentence"])


def _outcome_cell(bad: Any, row: Row) -> str:
    return mended_mark(bad, row["mended"])


def _in_street(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    return rows.filter(institution__area_code__startswith=code)


def _with_findings(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    if wanted == "none":
        return rows.filter(bad_count=0)
    open_ones = rows.filter(bad_count__gt=0)
    return open_ones.filter(mended__lt=F("bad_count")) if wanted == "open" else open_ones


RESULTS = ListSpec(
    name="supervision.public_result",
    title="检查结果",
    columns=(
        Column("institution__name", "机构", cell=_name_cell, is_sortable=True, is_wide=True),
        Column("kind", "检查类型", field="visit__kind", labels=VisitKind),
        Column("unit", "公示单位", field="unit__short_name"),
        Column("bad_count", "结果", cell=_outcome_cell, is_sortable=True),
        Column("published_at", "公示时间", ColumnKind.MOMENT, is_sortable=True),
        Column("until_on", "公示到", ColumnKind.DATE, is_sortable=True),
    ),
    filters=(
        Filter("street", "街镇", choices=public_streets, apply=_in_street),
        Filter(
            "outcome",
            "结果",
            choices=(("none", "没有发现问题"), ("some", "有问题"), ("open", "还没有全部整改")),
            apply=_with_findings,
        ),
        Filter("published_at", "公示时间", FilterKind.DATES),
    ),
    search_fields=("institution__name",),
    search_hint="搜机构名称",
    default_sort="-published_at",
    row_url="supervision:public-result",
    extra_fields=("sentence", "mended", "looked_count"),
    empty=Empty("还没有公示的检查结果", "检查办结以后，结果会列在这里。", "clipboard-check"),
    export_name="检查结果公示",
    page_size=30,
)


@public(REASON)
@require_safe
@cached
def public_result_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    rows = public_results(ctx.today, ctx.area)
    return render_list(
        request, ctx, RESULTS, rows, template="supervision/public_results.html", extra={"sorts": SORTS}
    )


@public(REASON)
@require_safe
@cached
def public_result(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    result = public_results(ctx.today, ctx.area).filter(pk=pk).first()
    if result is None:
        return render(request, "supervision/public_result_gone.html", status=404)
    context = {
        "result": result,
        "kind": VisitKind.label_of(result.visit.kind),
        "mark": mended_mark(result.bad_count, result.mended),  # type: ignore[attr-defined]
        "findings": [
            (finding.sentence, pill(*STATES[finding.state]), finding.due_on)
            for finding in public_findings(result)
        ],
    }
    return render(request, "supervision/public_result.html", context)
