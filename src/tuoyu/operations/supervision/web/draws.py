"""Draws for those who are signed in: the list, the ceremony with its live part, the pool."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.ui.casemarks import events_of
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.permissions.draws import OPEN_DRAW, VIEW_DRAW
from tuoyu.operations.supervision.queries.draws import document_of, draws, names_in, pool_of_draw
from tuoyu.operations.supervision.rules import ceremony
from tuoyu.operations.supervision.rules.drawing.file import pool_of
from tuoyu.operations.supervision.web.draws_showing import STATES, acts_of, live_of, may_edit, may_void
from tuoyu.operations.supervision.words.draws import RiskClass

DRAWS = ListSpec(
    name="supervision.draw",
    title="双随机抽查",
    columns=(
        Column("title", "抽取", is_sortable=True, is_wide=True),
        Column("state", "进行到", pills=STATES, is_sortable=True),
        Column("number", "编号", is_sortable=True),
        Column("lead_unit__short_name", "发起"),
        Column("frozen_at", "名单冻结", ColumnKind.MOMENT, is_sortable=True),
        Column("open_by_at", "公开截止", ColumnKind.MOMENT, is_sortable=True),
        Column("finished_at", "抽取时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(Filter("state", "进行到", FilterKind.MULTI, choices=tuple(DrawState.choices())),),
    search_fields=("title", "number"),
    search_hint="搜名称、编号",
    default_sort="-pk",
    row_url="supervision:draw-detail",
    export_name="双随机抽取",
    empty=Empty("还没有发起过抽取", "检查负责人发起以后，各部门在这里封存和公开密数。", "lock-square"),
)
_ICONS = {
    "begin": "circle-plus", "edit": "edit", "freeze": "lock-square", "seal": "lock", "reveal": "lock-open", "finish": "circle-check", "void": "x",
}  # fmt: skip


@page(VIEW_DRAW)
def draw_list(request: CtxRequest) -> HttpResponseBase:
    extra = {
        "may_open": allowed(request.ctx, OPEN_DRAW),
        "context_line": "抽谁查、谁去查，由各部门封存的密数共同决定；任何人都能重抽一遍",
    }
    rows = draws(request.ctx)
    return render_list(request, request.ctx, DRAWS, rows, template="supervision/draw_list.html", extra=extra)


@page(VIEW_DRAW)
def draw_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    draw = _draw(ctx, pk)
    context = {
        **_live(ctx, draw),
        "pill": pill(*STATES[draw.state]),
        "may_edit": may_edit(ctx, draw),
        "may_void": may_void(ctx, draw),
        "shares": [(RiskClass.label_of(name), share / 100) for name, share in sorted(draw.shares.items())],
        "events": events_of(timeline(draw), _ICONS, {"finish": "ok", "void": "bad"}),
    }
    return render(request, "supervision/draw_detail.html", context)


@page(VIEW_DRAW)
def draw_live(request: CtxRequest, pk: int) -> HttpResponse:
    """The part that is asked for every few seconds; 204 where the browser has seen it."""
    context = _live(request.ctx, _draw(request.ctx, pk))
    if request.GET.get("seen") == context["mark"]:
        return HttpResponse(status=204)
    return render(request, "supervision/_draw_live.html", context)


@page(VIEW_DRAW)
def draw_pool(request: CtxRequest, pk: int) -> HttpResponse:
    """Who may be drawn, who goes, who keeps away, who is left out: as it is now, or as it was frozen."""
    ctx = request.ctx
    draw = _draw(ctx, pk)
    document = document_of(draw)
    if document:
        pool, left_out, verdict = pool_of(document), document["left_out"], None
        names = {row["id"]: row["name"] for row in (*document["objects"], *document["inspectors"])}
        names |= {row["department"]: row["name"] for row in document["rules"]["crews"]}
    else:
        found = pool_of_draw(ctx, draw)
        pool, left_out, names = found.pool, found.left_out, names_in(found)
        verdict = ceremony.pool_is_ready(pool, names)
    context = {
        "draw": draw,
        "pool": pool,
        "staff": [(each.name, names[each.department]) for each in pool.inspectors],
        "left_out": left_out,
        "verdict": verdict,
        "kept_away": [(names[inspector], names[thing]) for inspector, thing in sorted(pool.recusals)],
    }
    return render(request, "supervision/draw_pool.html", context)


def _draw(ctx: Ctx, pk: int) -> Draw:
    return require(ctx, VIEW_DRAW, Draw.objects.select_related("lead_unit"), pk)


def _live(ctx: Ctx, draw: Draw) -> dict[str, Any]:
    live = live_of(draw, ctx.now)
    return {
        **live,
        "acts": acts_of(ctx, draw, live["parties"], ctx.now),
        "live_url": reverse("supervision:draw-live", args=[draw.pk]),
    }
