"""Receipts that were issued: the list, one of them with its paper, and taking it back."""

from __future__ import annotations

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import require, visible
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import RevokeReceipt
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.words import ReceiptState

RECEIPT_STATES: dict[str, tuple[str, str]] = {
    ReceiptState.VALID.value: ("ok", ReceiptState.VALID.label),
    ReceiptState.REPLACED.value: ("none", ReceiptState.REPLACED.label),
    ReceiptState.REVOKED.value: ("bad", ReceiptState.REVOKED.label),
}
RECEIPTS = ListSpec(
    name="filing.receipt",
    title="备案回执",
    columns=(
        Column("number", "备案编号", is_sortable=True),
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("edition", "版次", ColumnKind.NUMBER),
        Column("issued_on", "出具日期", ColumnKind.DATE, is_sortable=True),
        Column("state", "状态", pills=RECEIPT_STATES),
        Column("ended_on", "失效日期", ColumnKind.DATE),
    ),
    filters=(
        Filter("state", "状态", FilterKind.MULTI, choices=tuple(ReceiptState.choices())),
        Filter("issued_on", "出具日期", FilterKind.DATES),
    ),
    search_fields=("number", "institution__name"),
    search_hint="搜编号、机构",
    default_sort="-issued_on",
    row_url="filing:receipt-detail",
    export_name="备案回执",
    empty=Empty("还没有出具过回执", "备案通过审核后，回执会列在这里。", "certificate"),
)


@page(permissions.VIEW_RECEIPT)
def receipt_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, RECEIPTS, queries.receipts(request.ctx))


@page(permissions.VIEW_RECEIPT)
def receipt_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    rows = queries.receipts(ctx).select_related("paper", "notice", "case")
    receipt = require(ctx, permissions.VIEW_RECEIPT, rows, pk)
    context = {
        "receipt": receipt,
        "terms": receipt.terms,
        "pill": pill(*RECEIPT_STATES[receipt.state]),
        "verify_url": queries.verify_url(receipt.statement),
        "may_revoke": receipt.state == ReceiptState.VALID and _may_revoke(ctx, receipt),
        "editions": list(queries.editions_of(receipt)),
    }
    return render(request, "filing/receipt_detail.html", context)


@page(permissions.VIEW_RECEIPT)
def receipt_paper(request: CtxRequest, pk: int) -> HttpResponseBase:
    """The receipt as it was issued, or with ``?notice`` the 基本条件告知书."""
    rows = queries.receipts(request.ctx).select_related("paper", "notice")
    receipt = require(request.ctx, permissions.VIEW_RECEIPT, rows, pk)
    stored = receipt.notice if "notice" in request.GET else receipt.paper
    if stored is None:
        raise Refused.because(
            "filing.no_paper",
            f"这份{receipt.terms.short}没有存档文件。",
            status=404,
            next_step="请联系系统管理员。",
        )
    response = FileResponse(open_file(request.ctx, stored))
    for header, value in download_headers(stored).items():
        response[header] = value
    return response


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label="撤销理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="机构和公众会看到",
    )


@page(permissions.REVOKE_RECEIPT)
def receipt_revoke(request: CtxRequest, pk: int) -> HttpResponse:
    receipt = require(
        request.ctx, permissions.REVOKE_RECEIPT, Receipt.objects.select_related("institution", "case"), pk
    )
    terms = receipt.terms
    back = reverse("filing:receipt-detail", args=[pk])
    return run_form(
        request,
        RevokeForm,
        lambda data: RevokeReceipt(pk, data["reason"]),
        services.revoke_receipt,
        lambda _: (f"{terms.act}已撤销，扫码核验会显示“已撤销”。", back),
        page=FormPage(
            f"撤销{terms.act}",
            f"撤销{terms.act}",
            back,
            f"{receipt.institution.name} · {receipt.number}",
            warning="撤销后机构列入不符合条件名单并公开。",
            is_risky=True,
        ),
    )


def _may_revoke(ctx: Ctx, receipt: Receipt) -> bool:
    return visible(ctx, permissions.REVOKE_RECEIPT, Receipt.objects.all()).filter(pk=receipt.pk).exists()
