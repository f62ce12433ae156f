"""督办: the list of slips, the page of one, and its moves."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.ui.casemarks import clock_mark
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.governance.coordination import permissions, queries, services
from tuoyu.governance.coordination.commands import CancelSlip, ClearSlip, EscalateSlip, IssueSlip, ReplySlip
from tuoyu.governance.coordination.flow import SLIP, SlipState
from tuoyu.governance.coordination.models import Slip
from tuoyu.governance.coordination.web.forms import IssueSlipForm, NoteForm, ReplySlipForm, unit_choices
from tuoyu.governance.coordination.web.shapes import buttons_of, events_of
from tuoyu.governance.coordination.words import SlipCause, SlipLevel
from tuoyu.registers.plans.queries import tasks_with_duties

LEVELS = {level.value: (level.tone, level.label) for level in SlipLevel}
STATES = {
    SlipState.ISSUED.value: ("warn", "待答复"),
    SlipState.REPLIED.value: ("info", "已答复，待销号"),
    SlipState.CLEARED.value: ("ok", "已销号"),
    SlipState.CANCELLED.value: ("none", "已撤销"),
}

SLIPS = ListSpec(
    name="coordination.slip",
    title="督办",
    columns=(
        Column("number", "编号", is_sortable=True),
        Column("level", "级别", pills=LEVELS),
        Column("unit__name", "被督办单位", is_sortable=True),
        Column("task__title", "任务", is_wide=True),
        Column("reason", "事由", is_wide=True),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("issued_at", "发出时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(SlipState.choices())),
        Filter("level", "级别", FilterKind.MULTI, choices=tuple(SlipLevel.choices())),
        Filter("cause", "事由", FilterKind.MULTI, choices=tuple(SlipCause.choices())),
        Filter("unit", "被督办单位", FilterKind.TEXT, field="unit__name"),
        Filter("issued_at", "发出时间", FilterKind.DATES),
    ),
    search_fields=("number", "reason", "task__title", "unit__name"),
    search_hint="搜编号、事由、单位",
    default_sort="-issued_at",
    row_url="coordination:slip-detail",
    export_name="督办",
    empty=Empty("没有督办单", "节点逾期后由系统每日自动发出，也可以在任务页面发出。", "bell-off"),
)


@page(permissions.VIEW_SLIP)
def slip_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, SLIPS, queries.slips(request.ctx))


@page(permissions.VIEW_SLIP)
def slip_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    slip = require(ctx, permissions.VIEW_SLIP, queries.slips(ctx).select_related("milestone"), pk)
    return render(
        request,
        "coordination/slip_detail.html",
        {
            "slip": slip,
            "level": pill(*LEVELS[slip.level]),
            "state": pill(*STATES[slip.state]),
            "buttons": buttons_of(ctx, SLIP, slip.state, "slip", slip.pk, slip.unit_id),
            "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, slip)],
            "events": events_of(timeline(slip)),
        },
    )


@page(permissions.ISSUE_SLIP)
def slip_issue(request: CtxRequest, task_id: int) -> HttpResponse:
    task = require(request.ctx, permissions.VIEW_TASK, tasks_with_duties(request.ctx), task_id)
    back = reverse("coordination:task-detail", args=[task.pk])
    return run_form(
        request,
        partial(IssueSlipForm, units=unit_choices(task)),
        lambda data: IssueSlip(
            task.pk, data["unit_id"], data["reason"], data["level"], upstream=data["upstream"]
        ),
        services.issue_slip,
        lambda slip: (
            f"已向{slip.unit.name}发出{slip.number}。",
            reverse("coordination:slip-detail", args=[slip.pk]),
        ),
        page=FormPage("发出督办单", "发出督办单", back, f"任务 {task.no} {task.title}"),
    )


@page(permissions.REPLY_SLIP)
def slip_reply(request: CtxRequest, pk: int) -> HttpResponse:
    require(request.ctx, permissions.REPLY_SLIP, Slip.objects.all(), pk)
    return run_form(
        request,
        ReplySlipForm,
        lambda data: ReplySlip(pk, data["reply"]),
        services.reply_slip,
        lambda slip: (f"已答复{slip.number}，等待销号。", _url(pk)),
        page=FormPage("答复督办", "答复督办", _url(pk)),
    )


@page(permissions.ESCALATE_SLIP)
def slip_escalate(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.ESCALATE_SLIP,
        pk,
        lambda ctx, data: services.escalate_slip(ctx, EscalateSlip(pk, data["note"])),
        FormPage("提级督办", "提级督办", _url(pk), "提一级后重新起算答复期限", is_risky=True),
        "已提级。",
    )


@page(permissions.CLEAR_SLIP)
def slip_clear(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.CLEAR_SLIP,
        pk,
        lambda ctx, data: services.clear_slip(ctx, ClearSlip(pk, data["note"])),
        FormPage("销号", "销号", _url(pk), "写明凭什么销号"),
        "已销号。",
    )


@page(permissions.CANCEL_SLIP)
def slip_cancel(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.CANCEL_SLIP,
        pk,
        lambda ctx, data: services.cancel_slip(ctx, CancelSlip(pk, data["note"])),
        FormPage("撤销督办", "撤销督办", _url(pk), "不该发的才撤销；记录保留", is_risky=True),
        "已撤销。",
    )


def _move(
    request: CtxRequest, action: Action, pk: int, act: Any, form_page: FormPage, said: str
) -> HttpResponse:
    require(request.ctx, action, Slip.objects.all(), pk)
    return run_form(request, NoteForm, lambda data: data, act, lambda _: (said, _url(pk)), page=form_page)


def _url(pk: int) -> str:
    return reverse("coordination:slip-detail", args=[pk])
