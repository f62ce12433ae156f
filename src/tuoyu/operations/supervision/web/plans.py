"""Yearly plans: the list, one plan with what is done of it, and the public page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.services import allowed, require, visible
from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.operations.supervision.commands.plans import OpenPlan, PublishPlan, RevisePlan
from tuoyu.operations.supervision.flow.plans import PlanState
from tuoyu.operations.supervision.models import InspectionPlan
from tuoyu.operations.supervision.permissions.plans import (
    OPEN_PLAN,
    PUBLISH_PLAN,
    REVISE_PLAN,
    VIEW_PLAN,
)
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.queries.plans import (
    editions_of,
    plans,
    progress_of,
    published_plans,
    published_years,
    visits_avoided,
    visits_of_units,
)
from tuoyu.operations.supervision.services.plans import open_plan, publish_plan, revise_plan
from tuoyu.operations.supervision.web.draws_acts import share_field, shares_in, shares_shown
from tuoyu.operations.supervision.words.draws import RiskClass

REASON = "年度检查计划、检查次数上限和合并检查的成效向社会公布（国办发〔2024〕54号）"
STATES = {
    PlanState.DRAFT.value: ("none", PlanState.DRAFT.label),
    PlanState.PUBLISHED.value: ("ok", PlanState.PUBLISHED.label),
    PlanState.REPLACED.value: ("none", PlanState.REPLACED.label),
}
PLANS = ListSpec(
    name="supervision.plan",
    title="检查计划",
    columns=(
        Column("year", "年度", is_sortable=True),
        Column("unit__name", "单位", is_wide=True),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("edition", "版次", ColumnKind.NUMBER),
        Column("cap", "每家每年最多", ColumnKind.NUMBER),
        Column("published_at", "公布时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(PlanState.choices())),
        Filter("year", "年度", FilterKind.TEXT),
    ),
    search_fields=("unit__name",),
    search_hint="搜单位",
    default_sort="-year",
    row_url="supervision:plan-detail",
    export_name="检查计划",
    empty=Empty(
        "还没有检查计划", "各部门的检查负责人每年起草一份，公布以后抽取按它的比例和上限。", "calendar-event"
    ),
)


@page(VIEW_PLAN)
def plan_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "may_open": allowed(request.ctx, OPEN_PLAN),
        "context_line": "每个部门每年查多少、每家最多几次；能合并的合并",
    }
    return render_list(
        request, request.ctx, PLANS, plans(request.ctx), template="supervision/plan_list.html", extra=extra
    )


@page(VIEW_PLAN)
def plan_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    plan = require(ctx, VIEW_PLAN, InspectionPlan.objects.select_related("unit"), pk)
    mine = InspectionPlan.objects.filter(pk=pk)
    context = {
        "plan": plan,
        "pill": pill(*STATES[plan.state]),
        "lines": progress_of(plan, ctx.today, ctx.area),
        "shares": [(RiskClass.label_of(name), share / 100) for name, share in sorted(plan.shares.items())],
        "editions": list(editions_of(plan)),
        "may_publish": plan.state == PlanState.DRAFT and visible(ctx, PUBLISH_PLAN, mine).exists(),
        "may_revise": plan.state == PlanState.PUBLISHED and visible(ctx, REVISE_PLAN, mine).exists(),
    }
    return render(request, "supervision/plan_detail.html", context)


class RevisePlanForm(forms.Form):
    cap = forms.IntegerField(label="每家机构每年最多去几次", min_value=1, max_value=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for risk in RiskClass:
            self.fields[f"share_{risk.value}"] = share_field(risk)
        self.fields["note"] = forms.CharField(
            label="说明",
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="会公布",
        )


class OpenPlanForm(RevisePlanForm):
    year = forms.IntegerField(label="年度", min_value=2019, max_value=2100)
    field_order = ("year", "cap")


@page(OPEN_PLAN)
def plan_open(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    defaults = plan_defaults_at(ctx.today, ctx.area)
    doubt = "（待核实）" if defaults.is_unverified else ""
    return run_form(
        request,
        OpenPlanForm,
        lambda data: OpenPlan(data["year"], data["cap"], shares_in(data), data["note"]),
        open_plan,
        lambda plan: (f"{plan.year}年计划已起草；公布以后才算数。", _url(plan.pk)),
        page=FormPage(
            "起草检查计划",
            "存为草稿",
            reverse("supervision:plan-list"),
            f"先填好的上限和比例是本系统约定{doubt}，请按本部门的实际改",
        ),
        initial={"year": ctx.today.year, "cap": defaults.cap, **shares_shown(defaults.shares)},
    )


@page(PUBLISH_PLAN)
def plan_publish(request: CtxRequest, pk: int) -> HttpResponse:
    plan = require(request.ctx, PUBLISH_PLAN, InspectionPlan.objects.select_related("unit"), pk)
    return run_form(
        request,
        forms.Form,
        lambda _: PublishPlan(pk),
        publish_plan,
        lambda done: (f"{done.year}年计划已公布，从现在起抽取按它的上限。", _url(pk)),
        page=FormPage(
            "公布检查计划",
            "公布",
            _url(pk),
            f"{plan.unit.name} {plan}",
            warning="公布以后不能改，只能出下一版；各版都能查到。",
        ),
    )


@page(REVISE_PLAN)
def plan_revise(request: CtxRequest, pk: int) -> HttpResponse:
    plan = require(request.ctx, REVISE_PLAN, InspectionPlan.objects.select_related("unit"), pk)
    return run_form(
        request,
        RevisePlanForm,
        lambda data: RevisePlan(pk, data["cap"], shares_in(data), data["note"]),
        revise_plan,
        lambda new: (f"第 {new.edition} 版已公布，替换上一版。", _url(new.pk)),
        page=FormPage("修订检查计划", "公布新版", _url(pk), f"{plan.unit.name} {plan}"),
        initial={"cap": plan.cap, **shares_shown(plan.shares)},
    )


@public(REASON)
@require_safe
def plan_public(request: CtxRequest) -> HttpResponse:
    """Of a year: each department's cap and shares, how often it went, and how many visits joint ones saved."""
    years = published_years()
    asked = request.GET.get("year", "")
    newest = years[0] if years else request.ctx.today.year
    year = next((each for each in years if str(each) == asked), newest)
    visits = visits_of_units(year)
    rows = []
    for plan in published_plans(year):
        count, places = visits.get(plan.unit_id, (0, 0))
        rows.append(
            {
                "plan": plan,
                "shares": [(name, share / 100) for name, share in sorted(plan.shares.items())],
                "visits": count,
                "places": places,
                "each": count / places if places else None,
            }
        )
    context = {"year": year, "years": years, "rows": rows, "avoided": visits_avoided(year, visits)}
    return render(request, "supervision/public_plans.html", context)


def _url(pk: int) -> str:
    return reverse("supervision:plan-detail", args=[pk])
