"""Draws for everybody: the list, the page of one (fit for a wall), its file byte for byte, and the page that repeats it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.checker.page import checker_page
from tuoyu.operations.supervision.models import Draw
from tuoyu.operations.supervision.queries.draws import public_draws
from tuoyu.operations.supervision.web.draws_showing import STATES, live_of
from tuoyu.operations.supervision.words.draws import RiskClass

REASON = "双随机、一公开：抽取的名单摘要、密数和结果向社会公开，任何人都可以核对"


@public(REASON)
@require_safe
def draw_list(request: CtxRequest) -> HttpResponse:
    rows = public_draws().defer("frozen_text", "file_text").order_by("-frozen_at", "-pk")
    context = {"draws": [(draw, pill(*STATES[draw.state])) for draw in rows]}
    return render(request, "supervision/public_draws.html", context)


@public(REASON)
@require_safe
def draw_detail(request: CtxRequest, number: str) -> HttpResponse:
    draw = _published(number)
    context = {
        **_live(request, draw),
        "pill": pill(*STATES[draw.state]),
        "shares": [(RiskClass.label_of(name), share / 100) for name, share in sorted(draw.shares.items())],
    }
    return render(request, "supervision/public_draw.html", context)


@public(REASON)
@require_safe
def draw_live(request: CtxRequest, number: str) -> HttpResponse:
    context = _live(request, _published(number))
    if request.GET.get("seen") == context["mark"]:
        return HttpResponse(status=204)
    return render(request, "supervision/_draw_live.html", context)


@public(REASON)
@require_safe
def draw_file(_request: CtxRequest, number: str) -> HttpResponse:
    """The published file: the very bytes that were hashed. Before the draw, the frozen part."""
    draw = _published(number)
    text, name = (
        (draw.file_text, draw.number) if draw.file_text else (draw.frozen_text, f"{draw.number}-名单")
    )
    response = HttpResponse(text.encode("utf-8"), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=f"{name}.json")
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public(REASON)
@require_safe
def draw_checker(_request: CtxRequest) -> HttpResponse:
    """The page that repeats a draw without network. A download: its script is inline."""
    response = HttpResponse(checker_page(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename="核对双随机抽查.html")
    )
    response["Content-Security-Policy"] = "sandbox allow-downloads"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _published(number: str) -> Draw:
    draw = public_draws().filter(number=number).first()
    if draw is None:
        raise Refused.because(
            "draw.not_published",
            "没有公布过这个编号的抽取。",
            status=404,
            next_step="请回到双随机抽查的名单里找。",
        )
    return draw


def _live(request: CtxRequest, draw: Draw) -> dict[str, Any]:
    return {
        **live_of(draw, request.ctx.now),
        "live_url": reverse("supervision:public-draw-live", args=[draw.number]),
    }
