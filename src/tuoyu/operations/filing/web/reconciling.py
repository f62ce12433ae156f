"""The reconciliation board, and whole lists against what was pushed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.exports import FORMATS, file_response
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.toasts import tell
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import LoadList, NewFile
from tuoyu.operations.filing.queries.boards import Department
from tuoyu.operations.filing.sheets import FULL_LIST
from tuoyu.operations.filing.web.deliveries import UnitForm, refusal_shown

HEADS = (
    "登记单位",
    "今年已推送",
    "按期",
    "按期率（%）",
    "最长用时（工作日）",
    "用时中位数（工作日）",
    "从未推送",
    "最近全量名单",
)
# From this age on a list says little about today.
OLD_LIST_DAYS = 100


@page(permissions.VIEW_LIST)
def list_board(request: CtxRequest) -> HttpResponseBase:
    """Per department: this year's pushes, what never came, and how old the list is that says so."""
    ctx = request.ctx
    rows = queries.departments(ctx)
    fmt = request.GET.get("export", "")
    if fmt in FORMATS:
        return file_response("登记推送对账", HEADS, _lines(rows), fmt, ctx.today)
    context = {
        "rows": rows,
        "year": ctx.today.year,
        "formats": FORMATS,
        "old_days": OLD_LIST_DAYS,
        "can_load": allowed(ctx, permissions.LOAD_LIST),
        "can_see_rows": allowed(ctx, permissions.VIEW_REGISTRATION),
    }
    return render(request, "filing/list_board.html", context)


def _lines(rows: list[Department]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        share = None if row.year.share is None else round(row.year.share * 100, 1)
        last = row.last_list.as_of_on if row.last_list else None
        year = row.year
        yield (row.unit.name, year.pushed, year.on_time, share, year.longest, year.median, row.never, last)


LISTS = ListSpec(
    name="filing.fulllist",
    title="全量名单",
    columns=(
        Column("unit__name", "登记单位", is_sortable=True),
        Column("as_of_on", "名单截至", ColumnKind.DATE, is_sortable=True),
        Column("row_count", "条数", ColumnKind.NUMBER),
        Column("relevant_count", "其中托育", ColumnKind.NUMBER),
        Column("found_count", "没有推送过", ColumnKind.NUMBER),
        Column("loaded_at", "载入时间", ColumnKind.MOMENT),
        Column("loaded_by", "载入人"),
    ),
    filters=(Filter("as_of_on", "名单截至", FilterKind.DATES),),
    default_sort="-as_of_on",
    row_url="filing:list-detail",
    export_name="全量名单",
    empty=Empty("还没有载入过全量名单", "请登记机关导出全部名单，在这里比对哪些从未推送。", "list-search"),
)


@page(permissions.VIEW_LIST)
def list_history(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, LISTS, queries.full_lists(request.ctx))


class LoadForm(UnitForm):
    as_of_on = forms.DateField(label="名单截至", widget=day_input(), help_text="导出名单的那一天")
    file = forms.FileField(
        label="全量名单",
        help_text="xlsx 或 csv，最多 6 万行；要有名称、登记日期和经营（业务）范围，最好有信用代码；别的列不用删",
    )


@page(permissions.LOAD_LIST)
def list_load(request: CtxRequest) -> HttpResponse:
    """A whole list: what is in it and was never pushed becomes rows of the living list."""
    ctx = request.ctx
    form_class = partial(LoadForm, units=queries.doors_for(ctx, permissions.LOAD_LIST))
    form = form_class(request.POST or None, request.FILES or None, initial={"as_of_on": ctx.today})
    context: dict[str, Any] = {"form": form, "back": reverse("filing:list-board")}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        command = LoadList(data["unit_id"], data["as_of_on"], NewFile(data["file"].name, data["file"].read()))
        try:
            loaded = services.load_list(ctx, command)
        except Refused as refused:
            context |= refusal_shown(refused, FULL_LIST, "全量名单-待改.xlsx")
        else:
            counted = loaded.full_list
            tell(
                request,
                f"名单 {counted.row_count} 条，其中托育 {counted.relevant_count} 条；"
                f"{counted.found_count} 条从未推送，新发现 {len(loaded.missing)} 条。",
            )
            return redirect("filing:list-detail", counted.pk)
    status = 422 if form.is_bound else 200
    return render(request, "filing/list_load.html", context, status=status)


@page(permissions.VIEW_LIST)
def list_detail(request: CtxRequest, fulllist_id: int) -> HttpResponse:
    """A list that was loaded, and where its rows are."""
    row = require(request.ctx, permissions.VIEW_LIST, queries.full_lists(request.ctx), fulllist_id)
    never = f"{reverse('filing:registration-list')}?timely=never&unit={row.unit_id}&sort=registered_on"
    return render(request, "filing/list_detail.html", {"row": row, "never_url": never})
