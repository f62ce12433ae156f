"""Scoring tables: the list, one table, loading it from a sheet, putting it into use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.ui.parts import RowError
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.evaluations import AdoptTable, LoadTable
from tuoyu.operations.supervision.flow.evaluations import TableState
from tuoyu.operations.supervision.item_files import quality_frame
from tuoyu.operations.supervision.models import EvaluationTable
from tuoyu.operations.supervision.permissions.evaluations import (
    ADOPT_TABLE,
    LOAD_TABLE,
    RETIRE_TABLE,
    VIEW_TABLE,
)
from tuoyu.operations.supervision.queries.evaluations import tables
from tuoyu.operations.supervision.rules.evaluation_table import Frame, frame_of
from tuoyu.operations.supervision.services.tables import adopt_table, load_table, retire_table
from tuoyu.operations.supervision.sheets import EVALUATION_TABLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ERRORS = 50
STATES: dict[str, tuple[str, str]] = {
    TableState.DRAFT.value: ("warn", TableState.DRAFT.label),
    TableState.ADOPTED.value: ("ok", TableState.ADOPTED.label),
    TableState.RETIRED.value: ("none", TableState.RETIRED.label),
}
TABLES = ListSpec(
    name="supervision.table",
    title="评分表",
    columns=(
        Column("title", "名称", is_sortable=True, is_wide=True),
        Column("version", "版本"),
        Column("state", "状态", pills=STATES),
        Column("source", "来源", is_wide=True),
        Column("loaded_at", "装入时间", ColumnKind.MOMENT, is_sortable=True),
        Column("loaded_by", "装入人"),
    ),
    default_sort="-loaded_at",
    row_url="supervision:table-detail",
    empty=Empty("还没有评分表", "按标准原件整理成表格后装入；启用以前不能发起质量评估。", "list-numbers"),
)


class LoadForm(forms.Form):
    """The sheet, where it is from, and the limits of the grades, which the frame does not give."""

    title = forms.CharField(label="名称", max_length=100)
    source = forms.CharField(
        label="来源", max_length=200, help_text="文件名称和文号，例如：WS/T 821—2023 附录"
    )
    version = forms.CharField(label="版本", max_length=32)
    file = forms.FileField(label="评分表", help_text="xlsx 或 csv；列：章、编号、内容、分值、一票否决")

    def __init__(self, *args: Any, frame: Frame, **more: Any) -> None:
        super().__init__(*args, **more)
        for grade in frame.grades:
            self.fields[f"limit_{grade}"] = forms.DecimalField(
                label=f"{grade} 级从几分起",
                max_digits=6,
                decimal_places=1,
                help_text="按原件填写；最后一级填 0",
            )


@page(VIEW_TABLE)
def table_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "context_line": "质量评估按在用的评分表打分；系统不编造条目，由管理员按标准原件装入",
        "may_load": allowed(request.ctx, LOAD_TABLE),
    }
    rows = tables(request.ctx)
    return render_list(
        request, request.ctx, TABLES, rows, template="supervision/table_list.html", extra=extra
    )


@page(VIEW_TABLE)
def table_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """Every item, chapter by chapter, with the sums."""
    table = require(request.ctx, VIEW_TABLE, tables(request.ctx), pk)
    chapters = [
        {"part": part, "items": [item for item in table.rows if item.dimension == part.clause]}
        for part in table.parts
    ]
    context = {
        "table": table,
        "pill": pill(*STATES[table.state]),
        "chapters": chapters,
        "vetoes": sum(item.is_veto for item in table.rows),
        "limits": table.limits,
        "may_adopt": allowed(request.ctx, ADOPT_TABLE) and table.state == TableState.DRAFT,
        "may_retire": allowed(request.ctx, RETIRE_TABLE) and table.state == TableState.ADOPTED,
    }
    return render(request, "supervision/table_detail.html", context)


@page(LOAD_TABLE)
def table_load(request: CtxRequest) -> HttpResponse:
    """One wrong place and nothing is kept; every wrong place is named."""
    frame = frame_of(quality_frame())
    form = LoadForm(request.POST or None, request.FILES or None, frame=frame)
    shown: dict[str, Any] = {}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                table = load_table(request.ctx, _command(form.cleaned_data, frame))
            except RowsRefused as refused:
                shown = _wrong(refused)
            except Refused as refused:
                status = show_refusal(form, refused)
            else:
                tell(request, f"评分表已装入，共 {len(table.items)} 条，待领导小组办公室核对后启用。")
                return redirect("supervision:table-detail", table.pk)
    context = {"form": form, "frame": frame, "columns": EVALUATION_TABLE.columns, **shown}
    return render(request, "supervision/table_load.html", context, status=status)


def _command(given: dict[str, Any], frame: Frame) -> LoadTable:
    limits: dict[str, Decimal] = {grade: given[f"limit_{grade}"] for grade in frame.grades}
    file = given["file"]
    return LoadTable(file.name, file.read(), given["title"], given["source"], given["version"], limits)


def _wrong(refused: RowsRefused) -> dict[str, Any]:
    errors = [
        RowError(error.line, error.column, error.value, f"{error.expected}。")
        for error in refused.errors[:SHOWN_ERRORS]
    ]
    more = len(refused.errors) - len(errors)
    return {"errors": errors, "summary": f"{len(refused.errors)} 处有错", "more": more}


@page(LOAD_TABLE)
@require_GET
def table_template(_request: CtxRequest) -> HttpResponse:
    response = HttpResponse(template_of(EVALUATION_TABLE), content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename="评分表-模板.xlsx")
    response["Content-Disposition"] = str(name)
    return response


class NoteForm(forms.Form):
    note = forms.CharField(label="说明", max_length=200, required=False)


@page(ADOPT_TABLE)
def table_adopt(request: CtxRequest, pk: int) -> HttpResponse:
    table = require(request.ctx, ADOPT_TABLE, EvaluationTable.objects.all(), pk)
    shown = FormPage(
        "启用评分表",
        "核对无误，启用",
        reverse("supervision:table-detail", args=[pk]),
        f"{table}",
        "启用后，新发起的评估都用这一份；原来在用的停用，进行中的评估不受影响。",
    )
    return run_form(
        request,
        NoteForm,
        lambda given: AdoptTable(pk, given["note"]),
        adopt_table,
        lambda _: ("评分表已启用，可以发起质量评估了。", reverse("supervision:table-detail", args=[pk])),
        page=shown,
    )


@page(RETIRE_TABLE)
def table_retire(request: CtxRequest, pk: int) -> HttpResponse:
    table = require(request.ctx, RETIRE_TABLE, EvaluationTable.objects.all(), pk)
    shown = FormPage(
        "停用评分表",
        "停用",
        reverse("supervision:table-detail", args=[pk]),
        f"{table}",
        "停用后，在启用另一份以前不能发起质量评估。",
    )
    return run_form(
        request,
        NoteForm,
        lambda given: AdoptTable(pk, given["note"]),
        retire_table,
        lambda _: ("评分表已停用。", reverse("supervision:table-detail", args=[pk])),
        page=shown,
    )
