"""Transfers: the list, one of them for both sides, sending, and what the receiver says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.registry import action_named
from tuoyu.foundation.access.services import acting_post, allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.casemarks import clock_mark, events_of
from tuoyu.foundation.ui.formviews import FormPage, run_form
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
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.transfers import (
    AcceptTransfer,
    AnswerTransfer,
    PaperOfTransfer,
    ReturnTransfer,
    SendTransfer,
)
from tuoyu.operations.supervision.flow.transfers import TRANSFER, TransferState
from tuoyu.operations.supervision.models import Transfer
from tuoyu.operations.supervision.permissions import transfers as permissions
from tuoyu.operations.supervision.queries import transfers as queries
from tuoyu.operations.supervision.queries.penalties import findings_to_choose
from tuoyu.operations.supervision.rules.transfers import is_the_receiver
from tuoyu.operations.supervision.services import transfers as services
from tuoyu.operations.supervision.web.penalty_steps import institution_called
from tuoyu.registers.institutions.queries import institutions

STATES = {
    TransferState.SENT.value: ("warn", TransferState.SENT.label),
    TransferState.ACCEPTED.value: ("info", TransferState.ACCEPTED.label),
    TransferState.RETURNED.value: ("bad", TransferState.RETURNED.label),
    TransferState.ANSWERED.value: ("ok", TransferState.ANSWERED.label),
}


def _receiver(value: Any, row: Row) -> str:
    return str(value or row["outside"])


TRANSFERS = ListSpec(
    name="supervision.transfer",
    title="移送",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("unit__short_name", "移送单位"),
        Column("to_unit__short_name", "接收", cell=_receiver, export=_receiver),
        Column("state", "进展", pills=STATES, is_sortable=True),
        Column("ground", "依据", is_wide=True),
        Column("sent_at", "移送时间", ColumnKind.MOMENT, is_sortable=True),
        Column("answered_at", "反馈时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter("state", "进展", FilterKind.MULTI, choices=tuple(TransferState.choices())),
        Filter("sent_at", "移送时间", FilterKind.DATES),
    ),
    search_fields=("institution__name", "outside"),
    search_hint="搜机构、其他机关",
    default_sort="-sent_at",
    row_url="supervision:transfer-detail",
    extra_fields=("outside",),
    export_name="移送",
    empty=Empty("没有移送", "不归本机关管的问题，移送给有权处理的部门。", "transfer-out"),
)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; its value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(ManyFilesField, self).clean(each, initial) for each in given]
        return [each for each in cleaned if each]


class SendForm(forms.Form):
    place = forms.CharField(label="机构", max_length=100, help_text="机构全称、备案编号或统一社会信用代码")
    to_unit = forms.ChoiceField(label="移送本区部门", required=False)
    outside = forms.CharField(
        label="或其他机关", max_length=100, required=False, help_text="如市公安局；由本单位登记对方的回音"
    )
    ground = forms.CharField(label="移送依据", max_length=200, help_text="哪条规定由对方处理")
    facts = forms.CharField(label="移送事实", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    findings = forms.MultipleChoiceField(
        label="相关问题", required=False, widget=forms.CheckboxSelectMultiple
    )
    papers = ManyFilesField(label="材料", required=False, help_text="可以选几个文件")

    def __init__(self, *args: Any, receivers: Any, findings: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to_unit"].choices = [("", "不是本区部门"), *receivers]  # type: ignore[attr-defined]
        if findings:
            self.fields["findings"].choices = findings  # type: ignore[attr-defined]
        else:
            del self.fields["findings"]


class NoteForm(forms.Form):
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(label="退回理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label="办理结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


@page(permissions.VIEW_TRANSFER)
def transfer_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"may_send": allowed(ctx, permissions.SEND_TRANSFER), "context_line": "本单位移送和收到的"}
    return render_list(
        request,
        ctx,
        TRANSFERS,
        queries.transfers(ctx),
        template="supervision/transfer_list.html",
        extra=extra,
    )


@page(permissions.VIEW_TRANSFER)
def transfer_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    transfer = require(ctx, permissions.VIEW_TRANSFER, queries.transfers(ctx).select_related("penalty"), pk)
    context = {
        "transfer": transfer,
        "pill": pill(*STATES[transfer.state]),
        "clocks": [clock_mark(ctx, clock) for clock in queries.clocks_of_transfer(transfer)],
        "papers": queries.papers_of(transfer),
        "findings": queries.findings_of_transfer(transfer),
        "events": events_of(timeline(transfer), {"begin": "transfer-out"}, {"return": "bad", "answer": "ok"}),
        "moves": _moves(ctx, transfer),
    }
    return render(request, "supervision/transfer_detail.html", context)


@page(permissions.VIEW_TRANSFER)
def transfer_paper(request: CtxRequest, pk: int) -> HttpResponseBase:
    """A file that went with it: ``?number=2`` is the second."""
    asked = request.GET.get("number", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() else 0
    transfer = require(request.ctx, permissions.VIEW_TRANSFER, queries.transfers(request.ctx), pk)
    stored = queries.paper_of(transfer, number)
    response = FileResponse(open_file(request.ctx, stored))
    for header, value in download_headers(stored).items():
        response[header] = value
    return response


@page(permissions.SEND_TRANSFER)
def transfer_send(request: CtxRequest) -> HttpResponse:
    """``?institution=`` names the institution already."""
    ctx = request.ctx
    post = acting_post(ctx, permissions.SEND_TRANSFER.code)
    asked = request.GET.get("institution", "")
    named = institutions(ctx).filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    findings = [(str(each.pk), each.sentence) for each in findings_to_choose(ctx, named.pk)] if named else []
    penalty = request.GET.get("penalty", "")

    def form(*args: Any, **kwargs: Any) -> SendForm:
        receivers = [(str(unit.pk), unit.name) for unit in queries.receivers(ctx)]
        return SendForm(*args, receivers=receivers, findings=findings, **kwargs)

    return run_form(
        request,
        form,
        lambda data: _sending(
            ctx, post.unit_id if post else 0, data, int(penalty) if penalty.isdigit() else None
        ),
        services.send_transfer,
        lambda found: (f"已移送{found.receiver}，请留意对方的反馈。", _url(found.pk)),
        page=FormPage("移送", "移送", reverse("supervision:transfer-list")),
        initial={"place": named.name if named else "", "findings": request.GET.getlist("finding")},
    )


@page(permissions.ACCEPT_TRANSFER)
def transfer_accept(request: CtxRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        "accept",
        NoteForm,
        lambda data: AcceptTransfer(pk, data["note"]),
        "已接收，办完请反馈结果。",
    )


@page(permissions.RETURN_TRANSFER)
def transfer_return(request: CtxRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        "return",
        ReturnForm,
        lambda data: ReturnTransfer(pk, data["reason"]),
        "已退回，移送单位收到理由。",
    )


@page(permissions.ANSWER_TRANSFER)
def transfer_answer(request: CtxRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        "answer",
        AnswerForm,
        lambda data: AnswerTransfer(pk, data["answer"]),
        "已反馈，移送单位收到通知。",
    )


def _act(
    request: CtxRequest, pk: int, name: str, form: type[forms.Form], build: Any, said: str
) -> HttpResponse:
    action = action_named(f"supervision.transfer.{name}")
    rows = Transfer.objects.select_related("institution", "to_unit")
    transfer = require(request.ctx, action, rows, pk)
    shown = FormPage(
        action.label, action.label, _url(pk), f"{transfer.institution.name} · {transfer.receiver}"
    )
    service = getattr(services, f"{name}_transfer")
    return run_form(request, form, build, service, lambda _: (said, _url(pk)), page=shown)


def _moves(ctx: Ctx, transfer: Transfer) -> list[dict[str, str]]:
    """What this person may do next, or why it is not theirs."""
    verdict = is_the_receiver(transfer.to_unit_id, transfer.unit_id, ctx.actor.unit_ids)
    why = "".join(reason.sentence for reason in verdict.failures)
    return [
        {
            "label": move.label,
            "url": reverse(f"supervision:transfer-{move.name}", args=[transfer.pk]) if verdict.is_ok else "",
            "reason": why,
        }
        for move in TRANSFER.moves_from(transfer.state)
        if allowed(ctx, action_named(move.action))
    ]


def _sending(ctx: Ctx, unit_id: int, data: dict[str, Any], penalty_id: int | None) -> SendTransfer:
    return SendTransfer(
        institution_called(ctx, data["place"]).pk,
        unit_id,
        data["ground"],
        data["facts"],
        int(data["to_unit"]) if data["to_unit"] else None,
        data["outside"],
        tuple(int(each) for each in data.get("findings") or ()),
        penalty_id,
        tuple(PaperOfTransfer(each.name or "", each.read()) for each in data["papers"]),
    )


def _url(pk: int) -> str:
    return reverse("supervision:transfer-detail", args=[pk])
