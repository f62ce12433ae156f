"""The acts of an evaluation, each a form of one field or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.evaluations import OfEvaluation, OpenEvaluation
from tuoyu.operations.supervision.models import Evaluation
from tuoyu.operations.supervision.permissions.evaluations import (
    ANSWER_EVALUATION,
    CANCEL_EVALUATION,
    DRAW_EVALUATION,
    GRADE_EVALUATION,
    OBJECT_EVALUATION,
    OPEN_EVALUATION,
    PUBLISH_EVALUATION,
)
from tuoyu.operations.supervision.services import evaluations as services
from tuoyu.operations.supervision.services import experts
from tuoyu.registers.institutions.models import Institution


class OpenForm(forms.Form):
    reason = forms.CharField(label="事由", max_length=200, help_text="例如：年度质量评估")


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""


class NoteForm(forms.Form):
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@page(OPEN_EVALUATION)
def evaluation_open(request: CtxRequest, institution_id: int) -> HttpResponse:
    institution = require(request.ctx, OPEN_EVALUATION, Institution.objects.all(), institution_id)
    return run_form(
        request,
        OpenForm,
        lambda given: OpenEvaluation(institution_id, given["reason"]),
        services.open_evaluation,
        lambda made: (
            "评估已发起，机构收到自评的期限。",
            reverse("supervision:evaluation-detail", args=[made.pk]),
        ),
        page=FormPage(
            "发起质量评估",
            "发起",
            reverse("institutions:institution-detail", args=[institution_id]),
            institution.name,
        ),
    )


@page(DRAW_EVALUATION)
def evaluation_draw(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage(
        "抽取评估专家", "抽取", warning="从专家库里随机抽取，回避的不参加；抽取一次为准，不能重抽。"
    )
    return _act(
        request,
        pk,
        DRAW_EVALUATION,
        experts.draw_evaluation,
        shown,
        "专家已抽出，有账户的专家收到通知。",
        PlainForm,
    )


@page(GRADE_EVALUATION)
def evaluation_grade(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage("合分定级", "合分定级并告知机构", warning="按评分表的分数线定级；有一票否决的不评等级。")
    return _act(
        request,
        pk,
        GRADE_EVALUATION,
        services.grade_evaluation,
        shown,
        "已定级，机构收到结果和异议期限。",
        PlainForm,
    )


@page(OBJECT_EVALUATION)
def evaluation_object(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage(
        "对评估结果提出异议", "提出异议，请另外的专家重评", warning="只能提一次；重评的结果不再重评。"
    )
    return _act(
        request, pk, OBJECT_EVALUATION, services.object_evaluation, shown, "异议已提出，将另抽专家重评。"
    )


@page(ANSWER_EVALUATION)
def evaluation_answer(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage("对评估结果表示无异议", "无异议", warning="写下的意见与结果一起公布；不写也可以。")
    return _act(
        request,
        pk,
        ANSWER_EVALUATION,
        services.answer_evaluation,
        shown,
        "已表示无异议，主管部门可以公布结果。",
    )


@page(PUBLISH_EVALUATION)
def evaluation_publish(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage(
        "公布评估结果",
        "公布",
        warning="公布后，任何人都可以在“质量评估结果”页上看到等级、各章得分和机构的意见。",
    )
    return _act(
        request, pk, PUBLISH_EVALUATION, services.publish_evaluation, shown, "结果已公布。", PlainForm
    )


@page(CANCEL_EVALUATION)
def evaluation_cancel(request: CtxRequest, pk: int) -> HttpResponse:
    shown = FormPage("取消质量评估", "取消这次评估", is_risky=True)
    return _act(request, pk, CANCEL_EVALUATION, services.cancel_evaluation, shown, "评估已取消。")


def _act(
    request: CtxRequest,
    pk: int,
    action: Action,
    service: Callable[[Ctx, OfEvaluation], Any],
    shown: FormPage,
    done: str,
    form: type[forms.Form] = NoteForm,
) -> HttpResponse:
    rows = Evaluation.objects.select_related("institution")
    evaluation = require(request.ctx, action, rows, pk)
    url = reverse("supervision:evaluation-detail", args=[pk])
    return run_form(
        request,
        form,
        lambda given: OfEvaluation(pk, given.get("note", "")),
        service,
        lambda _: (done, url),
        page=FormPage(
            shown.title, shown.submit, url, evaluation.institution.name, shown.warning, shown.is_risky
        ),
    )
