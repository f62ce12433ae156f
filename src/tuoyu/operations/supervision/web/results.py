"""Results of visits: publish, answer, withdraw, and the desk's list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.results import AnswerResult, PublishResult, WithdrawResult
from tuoyu.operations.supervision.models import Result, Visit
from tuoyu.operations.supervision.permissions.results import (
    ANSWER_RESULT,
    PUBLISH_RESULT,
    VIEW_RESULT,
    WITHDRAW_RESULT,
)
from tuoyu.operations.supervision.queries.results import public_findings, results, tally_of
from tuoyu.operations.supervision.rules.results import LONGEST, LONGEST_ANSWER
from tuoyu.operations.supervision.services.results import answer_result, publish_result, withdraw_result
from tuoyu.operations.supervision.web.showing_findings import STATES

SHOWN, EXPIRED, WITHDRAWN = "shown", "expired", "withdrawn"
STANDINGS = {SHOWN: ("ok", "公示中"), EXPIRED: ("none", "已到期"), WITHDRAWN: ("warn", "已撤下")}


def standing_of(withdrawn_at: Any, until_on: Any, ctx: Ctx) -> str:
    if withdrawn_at is not None:
        return WITHDRAWN
    return SHOWN if until_on >= ctx.today else EXPIRED


def _spec(ctx: Ctx) -> ListSpec:
    """The list of the desk; whether a result is still shown depends on the day."""

    def cell(_value: Any, row: Row) -> str:
        return pill(*STANDINGS[standing_of(row["withdrawn_at"], row["until_on"], ctx)])

    def word(_value: Any, row: Row) -> str:
        return STANDINGS[standing_of(row["withdrawn_at"], row["until_on"], ctx)][1]

    def standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == WITHDRAWN:
            return rows.filter(withdrawn_at__isnull=False)
        is_shown = Q(until_on__gte=ctx.today)
        return rows.filter(is_shown if value == SHOWN else ~is_shown, withdrawn_at__isnull=True)

    return ListSpec(
        name="supervision.result",
        title="检查结果公示",
        columns=(
            Column("institution__name", "机构", is_sortable=True, is_wide=True),
            Column("unit", "公示单位", field="unit__short_name"),
            Column("published_at", "公示时间", ColumnKind.MOMENT, is_sortable=True),
            Column("looked_count", "检查事项", ColumnKind.NUMBER, is_sortable=True),
            Column("bad_count", "问题", ColumnKind.NUMBER, is_sortable=True),
            Column("until_on", "公示到", ColumnKind.DATE, is_sortable=True),
            Column("withdrawn_at", "状态", cell=cell, export=word),
            Column("answered_at", "机构说明", ColumnKind.MOMENT),
        ),
        filters=(
            Filter(
                "standing",
                "状态",
                choices=tuple((key, label) for key, (_light, label) in STANDINGS.items()),
                apply=standing,
            ),
            Filter("published_at", "公示时间", FilterKind.DATES),
        ),
        search_fields=("institution__name", "sentence"),
        search_hint="机构、结论",
        default_sort="-published_at",
        row_url="supervision:result-detail",
        empty=Empty(
            "还没有公示过检查结果", "检查签字办结后，在检查页面点“公示检查结果”。", "clipboard-check"
        ),
        export_name="检查结果公示",
    )


@page(VIEW_RESULT)
def result_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, _spec(request.ctx), results(request.ctx))


@page(VIEW_RESULT)
def result_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    result = require(ctx, VIEW_RESULT, results(ctx), pk)
    standing = standing_of(result.withdrawn_at, result.until_on, ctx)
    context = {
        "result": result,
        "pill": pill(*STANDINGS[standing]),
        "findings": [(finding, pill(*STATES[finding.state])) for finding in public_findings(result)],
        "may_answer": standing == SHOWN and allowed(ctx, ANSWER_RESULT),
        "may_withdraw": standing != WITHDRAWN and allowed(ctx, WITHDRAW_RESULT),
        "public_url": reverse("supervision:public-result", args=[result.pk]) if standing == SHOWN else "",
    }
    return render(request, "supervision/result_detail.html", context)


class PublishForm(forms.Form):
    sentence = forms.CharField(
        label="结论",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一句话：查了什么，结果怎样。公众和机构都会看到",
    )


@page(PUBLISH_RESULT)
def result_publish(request: CtxRequest, visit_id: int) -> HttpResponse:
    """The sentence is begun from the counts, so that it is rarely typed."""
    visit = require(request.ctx, PUBLISH_RESULT, Visit.objects.select_related("institution"), visit_id)
    looked, bad = tally_of(visit)
    outcome = f"发现 {bad} 个问题，已责令整改" if bad else "没有发现问题"
    return run_form(
        request,
        PublishForm,
        lambda data: PublishResult(visit_id, data["sentence"]),
        publish_result,
        lambda result: (
            f"检查结果已公示，到 {result.until_on:%Y年%-m月%-d日} 自动撤下；机构可以在旁边说明情况。",
            reverse("supervision:result-detail", args=[result.pk]),
        ),
        page=FormPage(
            "公示检查结果",
            "公示",
            reverse("supervision:visit-detail", args=[visit_id]),
            visit.institution.name,
            warning="公示后任何人都能看到，包括问题的整改情况。",
        ),
        initial={"sentence": f"检查 {looked} 个事项，{outcome}。"},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="说明",
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="会显示在结果旁边；清空就是收回",
    )


@page(ANSWER_RESULT)
def result_answer(request: CtxRequest, pk: int) -> HttpResponse:
    result = require(request.ctx, ANSWER_RESULT, Result.objects.select_related("institution"), pk)
    return run_form(
        request,
        AnswerForm,
        lambda data: AnswerResult(pk, data["text"]),
        answer_result,
        lambda _: ("说明已显示在公示的结果旁边。", reverse("supervision:result-detail", args=[pk])),
        page=FormPage(
            "说明情况",
            "显示在结果旁边",
            reverse("supervision:result-detail", args=[pk]),
            result.institution.name,
            warning="不要写孩子和家长的姓名。",
        ),
        initial={"text": result.answer},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只有工作人员和机构看得到",
    )


@page(WITHDRAW_RESULT)
def result_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    result = require(request.ctx, WITHDRAW_RESULT, Result.objects.select_related("institution"), pk)
    back = partial(reverse, "supervision:result-detail", args=[pk])
    return run_form(
        request,
        WithdrawForm,
        lambda data: WithdrawResult(pk, data["reason"]),
        withdraw_result,
        lambda _: ("公示已撤下，公众看不到了；可以改好后重新公示。", back()),
        page=FormPage("撤下公示", "撤下", back(), result.institution.name, is_risky=True),
    )
