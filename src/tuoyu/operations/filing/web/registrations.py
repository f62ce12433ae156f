"""The living list of registrations, the page of one, and what officers do about it: judge, invite, visit."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import allowed, require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.deadlines.queries import clocks_of
from tuoyu.foundation.papers.qr import draw_qr
from tuoyu.foundation.ui.casemarks import clock_mark
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.forms import day_input
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.foundation.vault.masks import masked
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import InviteRegistration, JudgeRegistration, RecordFollowUp
from tuoyu.operations.filing.models import Invitation, Registration
from tuoyu.operations.filing.rules.visits import next_step
from tuoyu.operations.filing.services.clocks import push_due_on
from tuoyu.operations.filing.web.histories import events_of, gap_sentences, judgement_events
from tuoyu.operations.filing.words import Change, Channel, Door, Outcome, Progress, Relevance
from tuoyu.registers.institutions.permissions import VIEW as VIEW_INSTITUTION
from tuoyu.registers.sites.queries import street_choices

PROGRESSES: dict[str, tuple[str, str]] = {
    Progress.UNFILED.value: ("warn", Progress.UNFILED.label),
    Progress.FILING.value: ("info", Progress.FILING.label),
    Progress.FILED.value: ("ok", Progress.FILED.label),
    Progress.NOT_CARE.value: ("none", Progress.NOT_CARE.label),
    Progress.GONE.value: ("none", Progress.GONE.label),
}
RELEVANCES: dict[str, tuple[str, str]] = {
    Relevance.YES.value: ("info", Relevance.YES.label),
    Relevance.LIKELY.value: ("warn", Relevance.LIKELY.label),
    Relevance.NO.value: ("none", Relevance.NO.label),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    Outcome.WILL_FILE.value: ("info", Outcome.WILL_FILE.label),
    Outcome.REFUSES.value: ("bad", Outcome.REFUSES.label),
    Outcome.NOT_OPEN.value: ("none", Outcome.NOT_OPEN.label),
    Outcome.NOT_CARE.value: ("none", Outcome.NOT_CARE.label),
    Outcome.NOT_FOUND.value: ("none", Outcome.NOT_FOUND.label),
}
TIMELY: dict[str, tuple[str, str]] = {
    "on_time": ("ok", "按期"),
    "late": ("warn", "超期"),
    "never": ("bad", "没有推送过"),
}
# What opens without anybody choosing: who still has to be looked after, the oldest first.
FIRST_VIEW = f"progress={Progress.UNFILED.value}&sort=registered_on"


def _by_street(rows: QuerySet[Any], street: str) -> QuerySet[Any]:
    return rows.filter(area_code__startswith=street)


def _by_timeliness(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    if wanted == "never":
        return rows.filter(received_at__isnull=True)
    return rows.filter(received_at__isnull=False, is_late=wanted == "late")


def _doors(ctx: Ctx) -> Choices:
    units = queries.doors_for(ctx, permissions.VIEW_LIST)
    return tuple((str(unit.pk), unit.name) for unit in units)


def _taken(value: int | None, row: Any) -> str:
    if row["received_at"] is None:
        return pill(*TIMELY["never"])
    if value is None:
        return "没有规定时限"
    return pill("warn" if row["is_late"] else "ok", f"{value} 个工作日")


REGISTRATIONS = ListSpec(
    name="filing.registration",
    title="登记推送",
    columns=(
        Column("name", "名称", is_sortable=True, is_wide=True),
        Column("progress", "进展", pills=PROGRESSES),
        Column("relevance", "是否托育", pills=RELEVANCES),
        Column("registered_on", "登记日期", ColumnKind.DATE, is_sortable=True),
        Column("days_taken", "推送用时", cell=_taken, export=lambda value, _: value),
        Column("unit", "登记单位", field="unit__short_name"),
        Column("outcome", "最近走访", pills=OUTCOMES),
        Column("channel", "收到方式", labels=Channel),
        Column("uscc", "统一社会信用代码"),
    ),
    filters=(
        Filter("progress", "进展", FilterKind.MULTI, choices=tuple(Progress.choices())),
        Filter("relevance", "是否托育", FilterKind.MULTI, choices=tuple(Relevance.choices())),
        Filter(
            "timely",
            "推送",
            choices=tuple((value, word) for value, (_, word) in TIMELY.items()),
            apply=_by_timeliness,
        ),
        Filter("unit", "登记单位", choices=_doors),
        Filter("street", "街镇", choices=street_choices, apply=_by_street),
        Filter("outcome", "最近走访", FilterKind.MULTI, choices=tuple(Outcome.choices())),
        Filter("registered_on", "登记日期", FilterKind.DATES),
    ),
    search_index="search_pairs",
    search_hint="搜名称、信用代码、地址",
    default_sort="registered_on",
    row_url="filing:registration-detail",
    extra_fields=("received_at", "is_late"),
    export_name="登记信息",
    empty=Empty("没有符合条件的登记信息", "登记机关推送或上传后，属于托育的会列在这里。", "building-store"),
)


@page(permissions.VIEW_REGISTRATION)
def registration_list(request: CtxRequest) -> HttpResponseBase:
    """Without a wish of one's own: registered and not filed, the oldest first."""
    if not request.GET:
        request.GET = QueryDict(FIRST_VIEW)
    rows = queries.registrations(request.ctx).annotate(outcome=queries.last_outcome())
    extra = {
        "context_line": "先列出登记了、还没备案的，登记最早的在最上",
        "can_import": allowed(request.ctx, permissions.IMPORT_REGISTRATIONS),
        "can_record": allowed(request.ctx, permissions.RECORD_REGISTRATION),
    }
    return render_list(
        request, request.ctx, REGISTRATIONS, rows, template="filing/registration_list.html", extra=extra
    )


@page(permissions.VIEW_REGISTRATION)
def registration_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.registrations(ctx).select_related("area")
    row = require(ctx, permissions.VIEW_REGISTRATION, rows, pk)
    visits, invitations = list(queries.followups_of(row)), list(queries.invitations_of(row))
    judgements, clocks = list(queries.judgements_of(row)), list(clocks_of(ctx, row))
    context = {
        "row": row,
        "pills": [pill(*PROGRESSES[row.progress]), pill(*RELEVANCES[row.relevance])],
        "change": Change.label_of(row.change),
        "door": Door.label_of(row.door),
        "phone": masked(row.phone.reveal()),
        "clocks": [clock_mark(ctx, clock) for clock in clocks],
        "gaps": gap_sentences(clocks),
        "timing": _timing(ctx, row),
        "visits": [(visit, pill(*OUTCOMES[visit.outcome])) for visit in visits],
        "next_step": next_step(visits[0].outcome) if visits else "",
        "judgements": judgement_events(judgements),
        "invitations": [(each, _invitation_pill(ctx, each, invitations)) for each in invitations],
        "events": events_of(row, visits, invitations, judgements),
        "may_judge": _may(ctx, permissions.JUDGE_REGISTRATION, row),
        "may_visit": _may(ctx, permissions.RECORD_FOLLOWUP, row),
        "may_invite": _may(ctx, permissions.INVITE_REGISTRATION, row) and row.progress == Progress.UNFILED,
        "may_see_institution": row.institution is not None and allowed(ctx, VIEW_INSTITUTION),
    }
    return render(request, "filing/registration_detail.html", context)


def _timing(ctx: Ctx, row: Registration) -> str:
    """How the push came, in words."""
    due = push_due_on(ctx, row.registered_on)
    limit = f"最迟应在{zh_date_year(due)}推送" if due else "登记时还没有推送时限"
    if row.received_at is None:
        return f"登记机关没有推送过，由全量名单比对发现；{limit}。"
    if row.days_taken is None:
        return f"{limit}，不计超期。"
    end = "超过了规定时限" if row.is_late else "在规定时限内"
    return f"登记后第 {row.days_taken} 个工作日收到，{end}；{limit}。"


def _invitation_pill(ctx: Ctx, invitation: Invitation, all_of_row: list[Invitation]) -> str:
    """Why a link is over: used, another took its place, nobody is invited any more (or opened it elsewhere), its day."""
    if invitation.used_at is not None:
        return pill("ok", "已开户")
    if invitation.ended_at is not None:
        is_replaced = any(
            each.pk > invitation.pk and each.made_at == invitation.ended_at for each in all_of_row
        )
        return pill("none", "已换新链接" if is_replaced else "已停用")
    return pill("none", "已过期") if invitation.expires_on < ctx.today else pill("info", "等待开户")


def _may(ctx: Ctx, action: Action, row: Registration) -> bool:
    return visible(ctx, action, Registration.objects.all()).filter(pk=row.pk).exists()


class JudgeForm(forms.Form):
    relevance = forms.ChoiceField(label="是否托育", choices=Relevance.choices)
    progress = forms.ChoiceField(
        label="进展",
        required=False,
        choices=lambda: [("", "按底册自动判断"), *Progress.choices()],
        help_text="一般不用选；到过现场、确知没有开展托育或查无的，在这里写明",
    )
    note = forms.CharField(
        label="判断依据",
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="看了什么、凭什么这样认定；名称或范围以后变了，会重新判断",
    )


@page(permissions.JUDGE_REGISTRATION)
def registration_judge(request: CtxRequest, pk: int) -> HttpResponse:
    row = require(request.ctx, permissions.JUDGE_REGISTRATION, Registration.objects.all(), pk)
    context = f"{row.name} · 现在：{Relevance.label_of(row.relevance)}（{row.relevance_note}）"
    return run_form(
        request,
        JudgeForm,
        lambda data: JudgeRegistration(pk, data["relevance"], data["note"], data["progress"]),
        services.judge_registration,
        lambda saved: (
            f"已判定为“{Relevance.label_of(saved.relevance)}”，进展为“{Progress.label_of(saved.progress)}”。",
            _url(pk),
        ),
        page=FormPage("判定是否托育", "保存判定", _url(pk), context),
        initial={"relevance": row.relevance},
    )


class FollowUpForm(forms.Form):
    visited_on = forms.DateField(label="走访日期", widget=day_input())
    outcome = forms.ChoiceField(label="结果", choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="情况",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="见到了谁、在托几人、答应什么时候备案；不写婴幼儿和家长的姓名",
    )


@page(permissions.RECORD_FOLLOWUP)
def followup_record(request: CtxRequest, registration_id: int) -> HttpResponse:
    row = require(request.ctx, permissions.RECORD_FOLLOWUP, Registration.objects.all(), registration_id)
    return run_form(
        request,
        FollowUpForm,
        lambda data: RecordFollowUp(registration_id, data["visited_on"], data["outcome"], data["note"]),
        services.record_followup,
        lambda visit: (f"走访已记录。{next_step(visit.outcome)}", _url(registration_id)),
        page=FormPage("记录走访", "记录", _url(registration_id), f"{row.name} · {row.address}"),
        initial={"visited_on": request.ctx.today},
    )


@page(permissions.INVITE_REGISTRATION)
@never_cache
def registration_invite(request: CtxRequest, pk: int) -> HttpResponse:
    """The link is in the answer to the form and nowhere else: no redirect, no message, no log."""
    ctx = request.ctx
    row = require(ctx, permissions.INVITE_REGISTRATION, Registration.objects.all(), pk)
    context: dict[str, Any] = {"row": row, "back": _url(pk), "problems": []}
    status = 200
    if request.method == "POST":
        try:
            invited = services.invite_registration(ctx, InviteRegistration(pk))
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            status = refused.status
            context["problems"] = [sentence_of(reason) for reason in refused.verdict.failures]
        else:
            link = request.build_absolute_uri(reverse("filing:invitation-accept", args=[invited.token]))
            context |= {"link": link, "qr": _qr(link), "expires_on": invited.invitation.expires_on}
    return render(request, "filing/registration_invite.html", context, status=status)


def _qr(text: str) -> str:
    """The drawing as an address that an image may have under our policy."""
    return f"data:image/svg+xml;base64,{base64.b64encode(draw_qr(text).svg.encode()).decode()}"


def _url(pk: int) -> str:
    return reverse("filing:registration-detail", args=[pk])
