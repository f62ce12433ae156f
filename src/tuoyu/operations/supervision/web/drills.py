"""Drills: start one, and see who stays silent."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.incidents import StartDrill
from tuoyu.operations.supervision.models import DrillTarget
from tuoyu.operations.supervision.permissions.incidents import START_DRILL, VIEW_DRILL
from tuoyu.operations.supervision.policy.incidents import drill_minutes_at
from tuoyu.operations.supervision.queries import incidents as queries
from tuoyu.operations.supervision.services.drills import start_drill

DRILLS = ListSpec(
    name="supervision.drill",
    title="报告演练",
    columns=(
        Column("title", "演练", is_wide=True),
        Column("unit__short_name", "发起单位"),
        Column("started_at", "开始", ColumnKind.MOMENT, is_sortable=True),
        Column("asked", "通知了几家", ColumnKind.NUMBER),
        Column("answered", "报上来几家", ColumnKind.NUMBER),
    ),
    filters=(Filter("started_at", "开始", FilterKind.DATES),),
    search_fields=("title",),
    search_hint="搜演练名称",
    default_sort="-started_at",
    row_url="supervision:drill-detail",
    export_name="报告演练",
    empty=Empty("还没有做过演练", "发一次“这是演练”，看谁多快报上来、谁没有声音。", "speakerphone"),
)


@page(VIEW_DRILL)
def drill_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {
        "may_start": allowed(ctx, START_DRILL),
        "context_line": "假设出了事，看机构多快报上来、谁没有声音",
    }
    return render_list(
        request, ctx, DRILLS, queries.drills(ctx), template="supervision/drill_list.html", extra=extra
    )


@page(VIEW_DRILL)
def drill_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    row = require(ctx, VIEW_DRILL, queries.drills(ctx), pk)
    targets = list(queries.targets_of(row))
    result = queries.drill_result(row, targets, ctx.now)
    is_over = ctx.now > row.ends_at
    lines = [(target, _mark(target, is_over=is_over)) for target in targets]
    return render(
        request,
        "supervision/drill_detail.html",
        {"row": row, "result": result, "lines": lines, "is_over": is_over},
    )


def _mark(target: DrillTarget, *, is_over: bool) -> str:
    if target.minutes is not None:
        return pill("ok", f"{target.minutes} 分钟" if target.minutes else "不到1分钟")
    return pill("bad", "没有声音") if is_over else pill("info", "还在等")


class StartForm(forms.Form):
    title = forms.CharField(label="演练名称", max_length=60, help_text="例如：2026年秋季报告演练")
    scenario = forms.CharField(
        label="假设的情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：托小班一名孩子从滑梯上摔下，前臂变形，正送往医院。机构会收到“这是演练”和这段话",
    )
    institution_ids = forms.MultipleChoiceField(
        label="通知哪些机构", widget=forms.CheckboxSelectMultiple, help_text="只列有账号、通知得到的机构"
    )


def _start_form(ctx: Ctx) -> type[StartForm]:
    places = queries.reportable(ctx).filter(unit__isnull=False, supervisor_id__in=ctx.actor.unit_ids)
    choices = [(str(pk), name) for pk, name in places.values_list("pk", "name")]

    class Form(StartForm):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[arg-type]
            self.fields["institution_ids"].choices = choices  # type: ignore[attr-defined]

    return Form


@page(START_DRILL)
def drill_start(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    minutes = drill_minutes_at(ctx.today, ctx.area)
    return run_form(
        request,
        _start_form(ctx),
        lambda data: StartDrill(
            data["title"], data["scenario"], tuple(int(pk) for pk in data["institution_ids"])
        ),
        start_drill,
        lambda drill: (
            f"演练通知已发出，{minutes}分钟内没有报上来的算没有声音。",
            reverse("supervision:drill-detail", args=[drill.pk]),
        ),
        page=FormPage(
            "发起报告演练",
            "发出演练通知",
            reverse("supervision:drill-list"),
            f"通知马上发出，夜里也发；{minutes}分钟后出结果（待核实）",
            warning="发出以后不能撤回。机构会以为真的一样忙起来，请挑合适的时候。",
        ),
    )
