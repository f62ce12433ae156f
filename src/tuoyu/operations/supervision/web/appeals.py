"""Appeals against ratings: handing one in with three taps, and answering it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.ratings import AnswerAppeal, SubmitAppeal, WithdrawAppeal
from tuoyu.operations.supervision.flow.appeals import AppealState
from tuoyu.operations.supervision.models import RatingAppeal
from tuoyu.operations.supervision.permissions.ratings import (
    REJECT_APPEAL,
    SUBMIT_APPEAL,
    UPHOLD_APPEAL,
    VIEW_APPEAL,
    WITHDRAW_APPEAL,
)
from tuoyu.operations.supervision.queries import ratings as queries
from tuoyu.operations.supervision.queries.appeals import appeal_window
from tuoyu.operations.supervision.rules.ratings import line_of
from tuoyu.operations.supervision.services import appeals as services
from tuoyu.operations.supervision.web.rating_lines import class_mark, line_views
from tuoyu.operations.supervision.words.ratings import AppealGround
from tuoyu.registers.institutions.queries import may_about

STATES: dict[str, tuple[str, str]] = {
    AppealState.SUBMITTED.value: ("warn", AppealState.SUBMITTED.label),
    AppealState.UPHELD.value: ("ok", AppealState.UPHELD.label),
    AppealState.REJECTED.value: ("none", AppealState.REJECTED.label),
    AppealState.WITHDRAWN.value: ("none", AppealState.WITHDRAWN.label),
}
APPEALS = ListSpec(
    name="supervision.appeal",
    title="评级申诉",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("state", "状态", pills=STATES),
        Column("rating__klass", "评级"),
        Column("reason", "理由", is_wide=True),
        Column("submitted_at", "申诉时间", ColumnKind.MOMENT, is_sortable=True),
        Column("officer_unit__short_name", "答复单位"),
    ),
    filters=(Filter("state", "状态", FilterKind.MULTI, choices=tuple(AppealState.choices())),),
    search_fields=("institution__name", "reason"),
    search_hint="搜机构、理由",
    default_sort="-submitted_at",
    row_url="supervision:appeal-detail",
    export_name="评级申诉",
    empty=Empty("没有评级申诉", "机构对评级有异议，可以在评级页上提出。", "message-report"),
)
_ICONS = {
    "begin": "message-report",
    "uphold": "circle-check",
    "reject": "circle-x",
    "withdraw": "arrow-back-up",
}
_LIGHTS = {"uphold": "ok", "reject": "warn"}


class AppealForm(forms.Form):
    """Which lines, why (one tap), and words where they add something."""

    lines = forms.MultipleChoiceField(
        label="有异议的计分", widget=forms.CheckboxSelectMultiple, required=False
    )
    ground = forms.ChoiceField(label="为什么", widget=forms.RadioSelect, choices=AppealGround.choices())
    reason = forms.CharField(
        label="补充说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="机构会读到：核实了什么，为什么这样认定。"
    )  # fmt: skip


class WithdrawForm(forms.Form):
    note = forms.CharField(label="说明", max_length=200, required=False)


@page(VIEW_APPEAL)
def appeal_list(request: CtxRequest) -> HttpResponseBase:
    extra = {"context_line": "机构对风险评级提出的异议，由主管部门核实后答复"}
    return render_list(request, request.ctx, APPEALS, queries.appeals(request.ctx), extra=extra)


@page(SUBMIT_APPEAL)
def appeal_submit(request: CtxRequest, rating_id: int) -> HttpResponse:
    """Three taps from the line: dispute it, say why, hand in. ``?line=`` ticks one."""
    ctx = request.ctx
    rating = require(ctx, SUBMIT_APPEAL, queries.ratings(ctx), rating_id)
    choices = _choices(ctx, [line_of(each) for each in rating.lines])
    until_on, basis = appeal_window(rating, ctx.area)

    def form(*args: Any, **more: Any) -> forms.Form:
        made = AppealForm(*args, **more)
        made.fields["lines"].choices = choices  # type: ignore[attr-defined]
        # The service says what is missing; the form shall not call it a matter of choice.
        made.fields["lines"].is_wanted = True  # type: ignore[attr-defined]
        return made

    def build(given: dict[str, Any]) -> SubmitAppeal:
        words = [AppealGround.label_of(given["ground"])] if given["ground"] != AppealGround.OTHER else []
        said = given["reason"].strip()
        return SubmitAppeal(
            rating_id, tuple(map(int, given["lines"])), "：".join([*words, *([said] if said else [])])
        )

    return run_form(
        request,
        form,
        build,
        services.submit_appeal,
        lambda appeal: (
            f"申诉已提交，{appeal.officer_unit.name}会在规定的工作日内答复。",
            reverse("supervision:appeal-detail", args=[appeal.pk]),
        ),
        page=FormPage(
            "对评级提出申诉",
            "提交申诉",
            reverse("supervision:rating-detail", args=[rating_id]),
            f"{rating.institution.name} · {rating.klass} 级 · 申诉期到 {until_on:%Y-%m-%d}（{basis}）",
        ),
        initial={"lines": request.GET.getlist("line")},
    )


def _choices(ctx: Ctx, lines: list[Any]) -> list[tuple[str, str]]:
    return [
        (str(view.at), f"{view.label}{'：' + view.sentence if view.sentence else ''}（{view.points} 分）")
        for view in line_views(ctx, lines)
    ]


@page(VIEW_APPEAL)
def appeal_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    appeal = require(ctx, VIEW_APPEAL, queries.appeals(ctx), pk)
    lines = [line_of(each) for each in appeal.lines]
    is_open = appeal.state == AppealState.SUBMITTED
    context = {
        "appeal": appeal,
        "pill": pill(*STATES[appeal.state]),
        "rating_mark": class_mark(appeal.rating.klass),
        "lines": line_views(ctx, lines),
        "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, appeal)],
        "events": events_of(timeline(appeal), _ICONS, _LIGHTS),
        "may_answer": is_open and may_about(ctx, UPHOLD_APPEAL, appeal.institution),
        "may_withdraw": is_open and may_about(ctx, WITHDRAW_APPEAL, appeal.institution),
    }
    return render(request, "supervision/appeal_detail.html", context)


@page(UPHOLD_APPEAL)
def appeal_uphold(request: CtxRequest, pk: int) -> HttpResponse:
    done = "申诉成立：有异议的计分已去掉，机构已经重新评级。"
    page_of = FormPage(
        "采纳申诉", "采纳并重新评级", warning="采纳后，这几条不再计分，马上重新评级，不能撤回。"
    )
    return _answered(request, pk, UPHOLD_APPEAL, services.uphold_appeal, page_of, done)


@page(REJECT_APPEAL)
def appeal_reject(request: CtxRequest, pk: int) -> HttpResponse:
    page_of = FormPage("驳回申诉", "驳回", warning="驳回后评级不变，机构会看到答复。")
    return _answered(
        request, pk, REJECT_APPEAL, services.reject_appeal, page_of, "申诉已驳回，评级不变，机构收到答复。"
    )


@page(WITHDRAW_APPEAL)
def appeal_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    appeal = require(request.ctx, WITHDRAW_APPEAL, RatingAppeal.objects.select_related("institution"), pk)
    url = reverse("supervision:appeal-detail", args=[pk])
    return run_form(
        request,
        WithdrawForm,
        lambda given: WithdrawAppeal(pk, given["note"]),
        services.withdraw_appeal,
        lambda _: ("申诉已撤回，评级不变。申诉期内可以再提。", url),
        page=FormPage("撤回申诉", "撤回", url, appeal.institution.name),
    )


def _answered(
    request: CtxRequest,
    pk: int,
    action: Action,
    service: Callable[[Ctx, AnswerAppeal], RatingAppeal],
    shown: FormPage,
    done: str,
) -> HttpResponse:
    appeal = require(request.ctx, action, RatingAppeal.objects.select_related("institution"), pk)
    url = reverse("supervision:appeal-detail", args=[pk])
    return run_form(
        request,
        AnswerForm,
        lambda given: AnswerAppeal(pk, given["answer"]),
        service,
        lambda _: (done, url),
        page=FormPage(
            shown.title, shown.submit, url, f"{appeal.institution.name} · {appeal.reason}", shown.warning
        ),
    )
