"""我的待办: everything that waits for me, from every app, sorted by its clock."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from tuoyu.entrypoints.site.permissions import VIEW_COCKPIT
from tuoyu.foundation.access.services import allowed
from tuoyu.foundation.access.web import CtxRequest, page, signed_in
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.permissions import VIEW
from tuoyu.foundation.deadlines.queries import inbox as my_clocks
from tuoyu.foundation.deadlines.rules import standing
from tuoyu.foundation.policy.calendars import work_calendar
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
from tuoyu.foundation.ui.marks import law, pill

# Roles that look over the whole plan begin with the cockpit; those that work on cases with their inbox.
OVERSEERS = frozenset({"leader", "coordinator"})


@signed_in("只是按岗位转到第一页")
def home(request: CtxRequest) -> HttpResponse:
    """The first page: the cockpit for those who oversee, the inbox for those who work."""
    is_overseer = bool(request.ctx.actor.roles & OVERSEERS) and allowed(request.ctx, VIEW_COCKPIT)
    return redirect("site:cockpit" if is_overseer else "site:inbox")


@lru_cache(maxsize=4)
def inbox_spec(today: date) -> ListSpec:
    """The list of a day: how a clock stands depends on the day, so its pills are made for it."""

    def state(_value: object, row: Row) -> str:
        found = standing(
            work_calendar(),
            due_on=row["due_on"],
            warn_days=row["warn_days"],
            today=today,
            is_paused=row["paused_on"] is not None,
        )
        return pill(found.state.tone, found.sentence)

    def basis(value: object, row: Row) -> str:
        return law(f"{value}{'（待核实）' if row['is_unverified'] else ''}")

    return ListSpec(
        name="deadlines.clock",
        title="我的待办",
        columns=(
            Column("title", "事项", is_sortable=True, is_wide=True),
            Column("state", "还剩", field="pk", cell=state, is_exported=False),
            Column("due_on", "期限", ColumnKind.DATE, is_sortable=True),
            Column("unit__short_name", "单位", is_sortable=True),
            Column("basis", "依据", cell=basis, is_wide=True),
        ),
        filters=(
            Filter(
                "urgency",
                "紧急程度",
                FilterKind.CHOICE,
                choices=(("overdue", "已逾期"), ("week", "七天内到期")),
                apply=lambda rows, value: _urgent(today, rows, value),
            ),
            Filter("due_on", "期限", FilterKind.DATES),
        ),
        search_fields=("title", "basis"),
        search_hint="搜待办事项",
        default_sort="due_on",
        row_url=lambda row: row["link"],
        extra_fields=("link", "warn_days", "paused_on", "is_unverified"),
        export_name="我的待办",
        empty=Empty("没有待办", "要您办的事会按期限排在这里。", "mood-smile"),
    )


@page(VIEW)
def inbox(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    posts = "、".join(dict.fromkeys(post.unit_name for post in ctx.actor.posts))
    return render_list(
        request, ctx, inbox_spec(ctx.today), my_clocks(ctx), extra={"context_line": f"{posts} · 按期限排序"}
    )


def _urgent(today: date, rows: QuerySet[Clock], value: str) -> QuerySet[Clock]:
    if value == "overdue":
        return rows.filter(due_on__lt=today)
    return rows.filter(due_on__range=(today, today + timedelta(days=7)))
