"""Systems that push: the list, a new one with its key, closing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, ListSpec, Row, render_list
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import permissions, queries, services
from tuoyu.operations.filing.commands import CloseSender, RegisterSender
from tuoyu.operations.filing.models import Sender
from tuoyu.operations.filing.policy import door_units_at
from tuoyu.operations.filing.rules.envelopes import Algorithm
from tuoyu.operations.filing.web.deliveries import UnitForm
from tuoyu.operations.filing.words import Door

STATES = {True: ("ok", "启用"), False: ("none", "已停用")}


def _close(_value: Any, row: Row) -> str:
    if not row["is_active"]:
        return ""
    return format_html('<a href="{}">停用</a>', reverse("filing:sender-close", args=[row.pk]))


SENDERS = ListSpec(
    name="filing.sender",
    title="推送系统",
    columns=(
        Column("name", "系统", is_sortable=True, is_wide=True),
        Column("code", "系统代码", is_sortable=True),
        Column("is_active", "状态", pills=STATES),
        Column("unit__name", "登记单位"),
        Column("door", "登记机关", labels=Door),
        Column("algorithm", "签名算法", labels=Algorithm),
        Column("made_at", "登记时间", ColumnKind.MOMENT, is_sortable=True),
        Column("end", "办理", field="id", cell=_close, is_exported=False),
    ),
    search_fields=("name", "code"),
    search_hint="系统名称、代码",
    default_sort="-made_at",
    export_name="推送系统",
    empty=Empty(
        "还没有登记推送系统", "登记机关的系统要用接口推送时，在这里登记，拿到密钥。", "plug-connected"
    ),
)


@page(permissions.VIEW_SENDER)
def sender_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "can_register": allowed(request.ctx, permissions.REGISTER_SENDER),
        "context_line": "登记机关用接口推送的系统；密钥只在登记时显示一次",
    }
    rows = queries.senders(request.ctx)
    return render_list(request, request.ctx, SENDERS, rows, template="filing/sender_list.html", extra=extra)


class SenderForm(UnitForm):
    name = forms.CharField(label="系统名称", max_length=64, help_text="例如：市场监管数据中台")
    code = forms.CharField(
        label="系统代码",
        max_length=32,
        help_text="字母、数字和 . _ : -，写在每个报文的报头里，例如：sjj-zhongtai",
    )
    algorithm = forms.ChoiceField(
        label="签名算法",
        choices=Algorithm.choices,
        widget=forms.RadioSelect,
        help_text="HMAC：由本系统生成密钥；SM2：由对方生成密钥对，只交来公钥",
    )
    public_key = forms.CharField(
        label="SM2 公钥",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选 SM2 才填：十六进制或 PEM",
    )


@page(permissions.REGISTER_SENDER)
@never_cache
def sender_register(request: CtxRequest) -> HttpResponse:
    """The secret is in the answer to the form and nowhere else."""
    ctx = request.ctx
    units = queries.doors_for(ctx, permissions.REGISTER_SENDER)
    make = partial(SenderForm, units=units)
    form = make(request.POST) if request.method == "POST" else make(initial={"algorithm": "hmac-sha256"})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        doors = {code: door.value for door, code in door_units_at(ctx.today, ctx.area).items()}
        door = next(doors[unit.code] for unit in units if unit.pk == data["unit_id"])
        try:
            registered = services.register_sender(ctx, RegisterSender(door=door, **data))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            context = {
                "sender": registered.sender,
                "secret": registered.secret,
                "address": request.build_absolute_uri("/api/v1/registrations"),
            }
            return render(request, "filing/sender_register_done.html", context)
    facts = FormPage(
        "登记推送系统", "登记", reverse("filing:sender-list"), "登记后把代码、密钥和接口令牌交给对方"
    )
    return render(request, "ui/form_page.html", {"form": form, "page": facts}, status=status)


@page(permissions.CLOSE_SENDER)
def sender_close(request: CtxRequest, pk: int) -> HttpResponse:
    sender = require(request.ctx, permissions.CLOSE_SENDER, Sender.objects.all(), pk)
    back = reverse("filing:sender-list")
    return run_form(
        request,
        forms.Form,
        lambda _: CloseSender(pk),
        services.close_sender,
        lambda closed: (f"“{closed.name}”已停用，它以后的报文不再收下。", back),
        page=FormPage(
            f"停用“{sender.name}”",
            "停用",
            back,
            sender.code,
            warning="停用后不能恢复，要再推送须登记新的系统；已收下的内容不受影响。",
            is_risky=True,
        ),
    )
