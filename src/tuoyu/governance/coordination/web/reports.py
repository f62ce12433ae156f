"""Progress reports: the list, the page, and sending in, withdrawing, accepting, returning."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.casemarks import clock_mark
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.keys import key_of
from tuoyu.foundation.ui.lists import (
    Column,
    ColumnKind,
    Empty,
    Filter,
    FilterKind,
    ListSpec,
    Row,
    render_list,
)
from tuoyu.foundation.ui.marks import pill
from tuoyu.governance.coordination import permissions, queries, services
from tuoyu.governance.coordination.commands import AcceptReport, ReturnReport, SubmitReport, WithdrawReport
from tuoyu.governance.coordination.flow import REPORT, ReportState
from tuoyu.governance.coordination.models import Report
from tuoyu.governance.coordination.rules.proof import proof_of
from tuoyu.governance.coordination.web.forms import (
    NoteForm,
    SubmitReportForm,
    figures_of,
    months_before,
    unit_choices,
)
from tuoyu.governance.coordination.web.shapes import buttons_of, events_of
from tuoyu.governance.coordination.words import Proof
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.queries import tasks_with_duties

STATES = {
    ReportState.DUE.value: ("warn", "待填报"),
    ReportState.SUBMITTED.value: ("info", "待审核"),
    ReportState.ACCEPTED.value: ("ok", "已采纳"),
    ReportState.RETURNED.value: ("bad", "退回补正"),
}
PROOFS = {Proof.CLAIMED: "none", Proof.EVIDENCED: "info", Proof.VERIFIED: "ok"}


def proof_pill(state: str, evidence_count: int) -> str:
    proof = proof_of(state, evidence_count)
    return pill(PROOFS[proof], proof.label, "file-check" if evidence_count else "quote")


def _proof_cell(value: Any, row: Row) -> str:
    return "" if row["state"] == ReportState.DUE else proof_pill(row["state"], value)


REPORTS = ListSpec(
    name="coordination.report",
    title="进展报送",
    columns=(
        Column("task__title", "任务", is_sortable=True, is_wide=True),
        Column("task__no", "序号", ColumnKind.NUMBER, is_sortable=True),
        Column("unit__name", "报送单位", is_sortable=True),
        Column("period_on", "月份", cell=lambda value, _: f"{value.year}年{value.month}月", is_sortable=True),
        Column("state", "状态", pills=STATES, is_sortable=True),
        Column("evidence_count", "核实", cell=_proof_cell, export=lambda value, _: value),
        Column("submitted_at", "报送时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(ReportState.choices())),
        Filter("unit", "报送单位", FilterKind.TEXT, field="unit__name"),
        Filter("period_on", "月份", FilterKind.DATES),
    ),
    search_fields=("task__title", "summary", "obstacles"),
    search_hint="搜任务、进展内容",
    default_sort="-period_on",
    row_url="coordination:report-detail",
    export_name="进展报送",
    empty=Empty("没有符合条件的进展", "每月 1 日系统向牵头单位下发填报。", "report"),
)


@page(permissions.VIEW_REPORT)
def report_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, REPORTS, queries.reports(request.ctx))


@page(permissions.VIEW_REPORT)
def report_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    report = require(ctx, permissions.VIEW_REPORT, queries.reports(ctx), pk)
    figures, evidence = queries.report_contents(report)
    return render(
        request,
        "coordination/report_detail.html",
        {
            "report": report,
            "pill": pill(*STATES[report.state]),
            "proof": ""
            if report.state == ReportState.DUE
            else proof_pill(report.state, report.evidence_count),
            "figures": figures,
            "evidence": evidence,
            "buttons": _buttons(ctx, report),
            "clocks": [clock_mark(ctx, clock) for clock in clocks_of(ctx, report)],
            "events": events_of(timeline(report)),
        },
    )


def _buttons(ctx: Ctx, report: Report) -> list[dict[str, Any]]:
    """The moves; sending in leads to the form of the task, filled with what was sent in before."""
    buttons = buttons_of(ctx, REPORT, report.state, "report", report.pk, report.unit_id)
    sent = f"unit={report.unit_id}&period={report.period_on.isoformat()}"
    return [
        {**button, "url": f"{_submit_url(report.task_id)}?{sent}"} if button["name"] == "submit" else button
        for button in buttons
    ]


@page(permissions.SUBMIT_REPORT)
def report_submit(request: CtxRequest, task_id: int) -> HttpResponse:
    ctx = request.ctx
    task = require(ctx, permissions.SUBMIT_REPORT, tasks_with_duties(ctx), task_id)
    own = [(pk, name) for pk, name in unit_choices(task) if pk in ctx.actor.unit_ids]
    return run_form(
        request,
        partial(SubmitReportForm, ctx=ctx, units=own),
        lambda data: SubmitReport(
            task_id=task.pk,
            unit_id=data["unit_id"],
            period_on=data["period_on"],
            summary=data["summary"],
            obstacles=data["obstacles"],
            next_steps=data["next_steps"],
            figures=figures_of(data),
            files=data["proofs"],
        ),
        services.submit_report,
        lambda report: (
            f"已报送{report.period_on.month}月进展，领导小组办公室审核后会告知；审核前可撤回修改。",
            reverse("coordination:report-detail", args=[report.pk]),
        ),
        page=FormPage(
            "报送进展",
            "报送进展",
            reverse("coordination:task-detail", args=[task.pk]),
            f"任务 {task.no} {task.title}",
        ),
        initial={"unit_id": request.GET.get("unit"), "period_on": request.GET.get("period")}
        | _draft_of(request, task_id),
    )


class OpenReportsForm(forms.Form):
    period_on = forms.TypedChoiceField(label="月份", coerce=date.fromisoformat)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period_on"].choices = months_before(today)  # type: ignore[attr-defined]


@page(permissions.OPEN_REPORT)
def report_open(request: CtxRequest) -> HttpResponse:
    back = reverse("coordination:report-list")
    return run_form(
        request,
        partial(OpenReportsForm, today=request.ctx.today),
        lambda data: data["period_on"],
        services.open_reports,
        lambda opened: (f"已下发 {opened} 份填报；已下发过的没有重复。", back),
        page=FormPage("下发填报", "下发填报", back, "向每项任务的牵头单位下发一个月的进展填报"),
    )


@page(permissions.WITHDRAW_REPORT)
def report_withdraw(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.WITHDRAW_REPORT,
        pk,
        lambda ctx, _: services.withdraw_report(ctx, WithdrawReport(pk)),
        FormPage("撤回修改", "撤回修改", _url(pk), "撤回后可以修改再报，期限不变"),
        "已撤回，修改后请再报送。",
        is_note_wanted=False,
    )


@page(permissions.ACCEPT_REPORT)
def report_accept(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.ACCEPT_REPORT,
        pk,
        lambda ctx, data: services.accept_report(ctx, AcceptReport(pk, data.get("note", ""))),
        FormPage("采纳进展", "采纳进展", _url(pk), "有佐证的记为“已核实”；没有佐证的采纳后仍是“声称”"),
        "已采纳。",
        is_note_wanted=False,
    )


@page(permissions.RETURN_REPORT)
def report_return(request: CtxRequest, pk: int) -> HttpResponse:
    return _move(
        request,
        permissions.RETURN_REPORT,
        pk,
        lambda ctx, data: services.return_report(ctx, ReturnReport(pk, data["note"])),
        FormPage("退回补正", "退回补正", _url(pk), "请一次写清所有要补的内容，对方会看到"),
        "已退回，对方的补正期限从今天起算。",
    )


@page(permissions.VIEW_EVIDENCE)
def evidence_view(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The file itself, never shown as a page of ours."""
    evidence = require(request.ctx, permissions.VIEW_EVIDENCE, queries.evidence(request.ctx), pk)
    response = FileResponse(open_file(request.ctx, evidence.file))
    for header, value in download_headers(evidence.file).items():
        response[header] = value
    return response


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""


def _move(
    request: CtxRequest,
    action: Action,
    pk: int,
    act: Any,
    form_page: FormPage,
    said: str,
    *,
    is_note_wanted: bool = True,
) -> HttpResponse:
    require(request.ctx, action, Report.objects.all(), pk)
    form = NoteForm if is_note_wanted else PlainForm
    return run_form(request, form, lambda data: data, act, lambda _: (said, _url(pk)), page=form_page)


def _draft_of(request: CtxRequest, task_id: int) -> dict[str, Any]:
    """What was sent in before and came back: the form begins with it."""
    unit, period = request.GET.get("unit", ""), request.GET.get("period", "")
    if not key_of(unit) or not period:
        return {}
    try:
        month = date.fromisoformat(period)
    except ValueError:
        return {}
    rows: Any = queries.reports(request.ctx).filter(task_id=task_id, unit_id=key_of(unit), period_on=month)
    report: Report | None = rows.first()
    if report is None:
        return {}
    return {"summary": report.summary, "obstacles": report.obstacles, "next_steps": report.next_steps}


def _url(pk: int) -> str:
    return reverse("coordination:report-detail", args=[pk])


def _submit_url(task_id: int) -> str:
    return reverse("coordination:report-submit", args=[task_id])
