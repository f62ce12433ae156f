"""消息: what I was told, newest first; opening one leads to the matter and marks it read."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.notices.permissions import RETRY_DELIVERY, VIEW_DELIVERY, VIEW_NOTICE
from tuoyu.foundation.notices.queries import notices, undelivered
from tuoyu.foundation.notices.services import read_all_notices, read_notice, retry_delivery
from tuoyu.foundation.notices.words import Channel, Urgency
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.toasts import tell

URGENCIES = {
    Urgency.NORMAL.value: ("info", "一般"),
    Urgency.URGENT.value: ("bad", "紧急"),
    Urgency.ALARM.value: ("bad", "立即"),
}

NOTICES = ListSpec(
    name="notices.notice",
    title="消息",
    columns=(
        Column("title", "标题", is_sortable=True),
        Column("sentence", "内容", is_wide=True),
        Column("urgency", "紧急程度", pills=URGENCIES),
        Column("made_at", "时间", ColumnKind.MOMENT, is_sortable=True),
        Column("read_at", "阅读时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(
        Filter(
            "unread",
            "未读",
            FilterKind.BOOLEAN,
            apply=lambda rows, is_unread: rows.filter(read_at__isnull=is_unread),
        ),
        Filter("made_at", "时间", FilterKind.DATES),
    ),
    search_fields=("title", "sentence"),
    search_hint="搜消息",
    default_sort="-made_at",
    row_url=lambda row: reverse("notices:notice-open", args=[row.pk]),
    export_name="消息",
    empty=Empty("没有消息", "督办、退回补正、临期提醒会出现在这里。", "bell"),
)


DELIVERIES = ListSpec(
    name="notices.delivery",
    title="未送达的消息",
    columns=(
        Column("notice__title", "标题", is_sortable=True),
        Column("channel", "渠道", labels=Channel, is_sortable=True),
        Column("user__name", "接收人"),
        Column("tries", "已试次数", ColumnKind.NUMBER, is_sortable=True),
        Column("error", "未送达原因", is_wide=True),
        Column("made_at", "时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(Filter("channel", "渠道", FilterKind.CHOICE, choices=tuple(Channel.choices())),),
    search_fields=("notice__title", "error"),
    search_hint="搜标题、原因",
    default_sort="-made_at",
    row_url="notices:delivery-retry",
    export_name="未送达的消息",
    empty=Empty("没有未送达的消息", "钉钉、短信没有送到的会列在这里，可以重发。", "circle-check"),
)


@page(VIEW_NOTICE)
def notice_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, NOTICES, notices(request.ctx), template="site/notices.html")


@page(VIEW_NOTICE)
def notice_open(request: CtxRequest, pk: int) -> HttpResponse:
    """To the matter itself. Reading is marked on the way: a second look changes nothing."""
    notice = read_notice(request.ctx, pk)
    is_ours = notice.link.startswith("/") and url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if is_ours else "notices:notice-list")


@require_POST
@page(VIEW_NOTICE)
def notice_read_all(request: CtxRequest) -> HttpResponse:
    tell(request, f"{read_all_notices(request.ctx)} 条消息已标为已读。")
    return redirect("notices:notice-list")


class PlainForm(forms.Form):
    """Nothing to fill in; the button is enough."""


@page(VIEW_DELIVERY)
def delivery_list(request: CtxRequest) -> HttpResponseBase:
    return render_list(request, request.ctx, DELIVERIES, undelivered(request.ctx))


@page(RETRY_DELIVERY)
def delivery_retry(request: CtxRequest, pk: int) -> HttpResponse:
    require(request.ctx, RETRY_DELIVERY, undelivered(request.ctx), pk)
    back = reverse("notices:delivery-list")
    return run_form(
        request,
        PlainForm,
        lambda _: pk,
        retry_delivery,
        lambda _: ("已排队重发，结果过一会儿再看。", back),
        page=FormPage("重发消息", "重发", back, "只重发标题，内容不出本系统"),
    )
