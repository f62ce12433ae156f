"""The forms of incidents: report, take note, look into it, tell more, close, read what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.incidents import (
    AcknowledgeIncident,
    CloseIncident,
    InvestigateIncident,
    ReportIncident,
    RevealIncident,
    UpdateIncident,
)
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.permissions import incidents as permissions
from tuoyu.operations.supervision.policy.incidents import limit_at
from tuoyu.operations.supervision.queries import incidents as queries
from tuoyu.operations.supervision.rules.incident_report import outcome_of
from tuoyu.operations.supervision.rules.incident_tree import Outcome, said
from tuoyu.operations.supervision.services import incidents as services
from tuoyu.operations.supervision.tree_files import incident_tree
from tuoyu.operations.supervision.words.incidents import DRILL_MARK, IncidentKind, Timeliness

_ROWS = Incident.objects.select_related("institution")
_MINUTE = "%Y-%m-%dT%H:%M"


def _moment_field(label: str, help_text: str = "", *, is_needed: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=widget, required=is_needed, input_formats=[_MINUTE]
    )


def _text_field(label: str, help_text: str, *, is_needed: bool = True, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, required=is_needed, widget=widget
    )


class ReportForm(forms.Form):
    path = forms.CharField(widget=forms.HiddenInput, max_length=200)
    drill = forms.IntegerField(widget=forms.HiddenInput, required=False)
    institution_id = forms.ChoiceField(label="机构")
    known_at = _moment_field("什么时候知道的", "从这一刻起算报告的时限")
    happened_at = _moment_field("什么时候发生的", "说不准就写大概")
    children_count = forms.IntegerField(label="几个孩子", min_value=0, max_value=999)
    place = forms.CharField(
        label="在哪里", max_length=100, required=False, help_text="例如：托小班活动室、户外滑梯"
    )
    what = _text_field(
        "经过",
        "先写一两句就行，以后可以续报。不写孩子的姓名；经过加密保存，看的人要先写事由",
        is_needed=False,
    )
    measures = _text_field("已经做了什么", "例如：已打120，已告诉家长，老师陪去医院", is_needed=False, rows=2)
    told_at = _moment_field("机构什么时候来电话报的", "部门自己发现的不填", is_needed=False)


def _report_form(ctx: Ctx) -> type[ReportForm]:
    """The form of who asks: the institution chooses among its own and says nothing of telephones."""
    places = [(str(pk), name) for pk, name in queries.reportable(ctx).values_list("pk", "name")]
    is_own = all(queries.is_of_institution(ctx, place) for place in queries.reportable(ctx)[:2])

    class Form(ReportForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["institution_id"].choices = places  # type: ignore[attr-defined]
            if is_own:
                del self.fields["told_at"]
            if len(places) == 1:
                self.fields["institution_id"].widget = forms.HiddenInput()
                self.fields["institution_id"].initial = places[0][0]

    return Form


@page(permissions.REPORT_INCIDENT)
def incident_report(request: CtxRequest) -> HttpResponse:
    """The form behind the questions, filled in as far as the answers go."""
    asked = request.POST if request.method == "POST" else request.GET
    path = tuple(part for part in asked.get("path", "").split(".") if part)
    try:
        outcome = outcome_of(incident_tree(), path)
    except Refused as refused:
        return _ask_again(request, refused)
    ctx = request.ctx
    known = _known(asked.get("known", ""), ctx)
    drill = asked.get("drill", "")
    initial = {
        "path": ".".join(path),
        "drill": drill if drill.isdecimal() else None,
        "known_at": known,
        "happened_at": known,
        "children_count": 1,
    }
    is_drill = bool(initial["drill"])
    title = f"{DRILL_MARK if is_drill else ''}{outcome.title}"
    return run_form(
        request,
        _report_form(ctx),
        _command,
        services.report_incident,
        lambda saved: (_done(saved), _url(saved.pk)),
        page=FormPage(
            title,
            "报告" if outcome.limit else "登记",
            reverse("supervision:incident-now") + f"#{'.'.join(path)}",
            _heading(ctx, outcome),
        ),
        initial=initial,
        template="supervision/incident_report.html",
        extra={"path": said(incident_tree(), path)},
    )


def _ask_again(request: CtxRequest, refused: Refused) -> HttpResponse:
    if request.method == "GET":
        return redirect("supervision:incident-now")
    raise refused


def _known(text: str, ctx: Ctx) -> datetime:
    """The moment of the first tap, as the phone says; now, where it says nothing sensible."""
    if text.isdecimal() and len(text) <= 11:
        return min(datetime.fromtimestamp(int(text), CHINA), ctx.now.astimezone(CHINA))
    return ctx.now.astimezone(CHINA)


def _heading(ctx: Ctx, outcome: Outcome) -> str:
    if not outcome.limit:
        return f"{IncidentKind(outcome.kind).label} · 不用上报，登记备查"
    limit = limit_at(outcome.limit, ctx.today, ctx.area)
    mark = "（待核实）" if limit.is_unverified else ""
    return f"{IncidentKind(outcome.kind).label} · {limit.word}报给{'、'.join(outcome.to)}{mark}"


def _command(data: dict[str, Any]) -> ReportIncident:
    return ReportIncident(
        institution_id=int(data["institution_id"]),
        path=tuple(data["path"].split(".")),
        happened_at=data["happened_at"],
        known_at=data["known_at"],
        place=data["place"],
        children_count=data["children_count"],
        what=data["what"],
        measures=data["measures"],
        drill_id=data["drill"],
        told_at=data.get("told_at"),
    )


def _done(saved: Incident) -> str:
    if saved.is_drill:
        return "演练报告已收到，谢谢。没有孩子真的受伤。"
    if saved.timeliness == Timeliness.NOT_DUE:
        return "已登记。这件事不用上报，当天告诉家长。"
    return "已报告，收到的单位马上接到通知。情况有变就在这里续报。"


class NothingForm(forms.Form):
    """A move that asks for no words."""


@page(permissions.ACKNOWLEDGE_INCIDENT)
def incident_acknowledge(request: CtxRequest, pk: int) -> HttpResponse:
    row = require(request.ctx, permissions.ACKNOWLEDGE_INCIDENT, _ROWS, pk)
    return run_form(
        request,
        NothingForm,
        lambda _: AcknowledgeIncident(pk),
        services.acknowledge_incident,
        lambda _: ("已确认收到，由你跟进。请马上和机构通电话。", _url(pk)),
        page=FormPage("确认收到", "我来跟进", _url(pk), str(row)),
    )


@page(permissions.INVESTIGATE_INCIDENT)
def incident_investigate(request: CtxRequest, pk: int) -> HttpResponse:
    row = require(request.ctx, permissions.INVESTIGATE_INCIDENT, _ROWS, pk)
    return run_form(
        request,
        NothingForm,
        lambda _: InvestigateIncident(pk),
        services.investigate_incident,
        lambda _: ("已开始查原因。查清以后写明原因和措施，再结案。", _url(pk)),
        page=FormPage("开始查原因", "开始查", _url(pk), str(row)),
    )


class UpdateForm(forms.Form):
    text = _text_field("现在的情况", "孩子怎么样、家长知道了没有、还需要什么。不写孩子的姓名", rows=5)


@page(permissions.UPDATE_INCIDENT)
def incident_update(request: CtxRequest, pk: int) -> HttpResponse:
    row = require(request.ctx, permissions.UPDATE_INCIDENT, _ROWS, pk)
    return run_form(
        request,
        UpdateForm,
        lambda data: UpdateIncident(pk, data["text"]),
        services.update_incident,
        lambda _: ("已续报，收到的单位都能看到。", _url(pk)),
        page=FormPage("续报", "报上去", _url(pk), str(row)),
    )


class CloseForm(forms.Form):
    cause = _text_field("原因", "查清了什么、凭什么这样认定")
    lessons = _text_field("改进措施", "已经改了什么、还要改什么、谁负责、到哪天")


@page(permissions.CLOSE_INCIDENT)
def incident_close(request: CtxRequest, pk: int) -> HttpResponse:
    row = require(request.ctx, permissions.CLOSE_INCIDENT, _ROWS, pk)
    return run_form(
        request,
        CloseForm,
        lambda data: CloseIncident(pk, data["cause"], data["lessons"]),
        services.close_incident,
        lambda _: ("已结案，机构会收到通知。", _url(pk)),
        page=FormPage("结案", "结案", _url(pk), str(row), warning="结案以后不能再续报。"),
    )


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="查看事由", max_length=100, help_text="写明为什么要看；事由和查看人会记入操作日志"
    )


@page(permissions.REVEAL_INCIDENT)
@never_cache
def incident_reveal(request: CtxRequest, pk: int) -> HttpResponse:
    """What happened, on this page alone, after a purpose was stated."""
    row = require(request.ctx, permissions.REVEAL_INCIDENT, _ROWS, pk)
    form, told, status = PurposeForm(request.POST or None), None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                ctx = request.ctx.for_purpose(form.cleaned_data["purpose"])
                told, status = services.reveal_incident(ctx, RevealIncident(pk)), 200
            except Refused as refused:
                status = show_refusal(form, refused)
    context = {"row": row, "form": form, "told": told, "back": _url(pk)}
    return render(request, "supervision/incident_reveal.html", context, status=status)


def _url(pk: int) -> str:
    return reverse("supervision:incident-detail", args=[pk])
