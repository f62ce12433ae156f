"""要整改的事: the institution's own page, and its answers to self-checks."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.findings import AnswerSelfCheck
from tuoyu.operations.supervision.flow.findings import TO_MEND
from tuoyu.operations.supervision.models import Finding, SelfCheck
from tuoyu.operations.supervision.permissions.findings import (
    ANSWER_SELF_CHECK,
    RAISE_OBJECTION,
    VIEW_SELF_CHECK,
)
from tuoyu.operations.supervision.queries import findings as queries
from tuoyu.operations.supervision.services.self_checks import answer_self_check
from tuoyu.operations.supervision.web.forms_findings import SelfCheckForm
from tuoyu.operations.supervision.web.showing_findings import severity_mark, state_mark
from tuoyu.operations.supervision.words.findings import SelfAnswer

ANSWERS = {
    SelfAnswer.WAITING.value: ("warn", SelfAnswer.WAITING.label),
    SelfAnswer.CLEAN.value: ("ok", SelfAnswer.CLEAN.label),
    SelfAnswer.MENDED.value: ("info", SelfAnswer.MENDED.label),
}
SELF_CHECKS = ListSpec(
    name="supervision.self_check",
    title="同类机构自查",
    columns=(
        Column("institution__name", "机构", is_sortable=True),
        Column("item__title", "事项", is_wide=True),
        Column("answer", "结果", pills=ANSWERS, is_sortable=True),
        Column("note", "处理情况", is_wide=True),
        Column("due_on", "自查期限", ColumnKind.DATE, is_sortable=True),
        Column("answered_at", "报告时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("answer", "结果", FilterKind.MULTI, choices=tuple(SelfAnswer.choices())),
        Filter("due_on", "自查期限", FilterKind.DATES),
    ),
    search_fields=("institution__name", "item__title", "item__code"),
    search_hint="搜机构、事项",
    default_sort="-due_on",
    row_url=lambda row: reverse("supervision:finding-detail", args=[row["finding_id"]]),
    extra_fields=("finding_id",),
    export_name="同类机构自查",
    empty=Empty("没有自查", "发现严重问题时，会通知同类机构自查。", "speakerphone"),
)


@page(VIEW_SELF_CHECK)
def self_check_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, SELF_CHECKS, queries.self_checks(request.ctx))


@page(RAISE_OBJECTION)
def mend_list(request: CtxRequest) -> HttpResponse:
    """Cards by days left, what the institution has to do first; then what waits for others."""
    ctx = request.ctx
    rows = list(queries.findings_to_mend(ctx))
    return render(
        request,
        "supervision/mend_list.html",
        {
            "todo": [_card(ctx, row) for row in rows if row.state in TO_MEND],
            "waiting": [_card(ctx, row) for row in rows if row.state not in TO_MEND],
            "checks": queries.self_checks_to_answer(ctx),
        },
    )


@page(ANSWER_SELF_CHECK)
def self_check_answer(request: CtxRequest, pk: int) -> HttpResponse:
    rows = SelfCheck.objects.select_related("item", "institution")
    check = require(request.ctx, ANSWER_SELF_CHECK, rows, pk)
    back = reverse("supervision:mend-list")
    return run_form(
        request,
        SelfCheckForm,
        lambda data: AnswerSelfCheck(pk, data["answer"], data["note"]),
        answer_self_check,
        lambda done: (f"已报告：{done.get_answer_display()}。", back),
        page=FormPage(f"自查：{check.item.title}", "报告自查结果", back, check.item.look),
    )


def _card(ctx: Ctx, finding: Finding) -> dict[str, object]:
    calendar = work_calendar()
    is_over = ctx.today > finding.due_on
    first, last = (finding.due_on, ctx.today) if is_over else (ctx.today, finding.due_on)
    days, _ = calendar.count_provisional(first, last)
    return {
        "finding": finding,
        "severity": severity_mark(finding),
        "state": state_mark(finding),
        # Overdue by no working day yet (a weekend) is overdue all the same.
        "days_left": -max(days, 1) if is_over else days,
    }
