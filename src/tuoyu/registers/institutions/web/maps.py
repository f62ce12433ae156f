"""Institutions on the map, with the list that says the same."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.registers.institutions import permissions, queries
from tuoyu.registers.institutions.web.cards import spot_of
from tuoyu.registers.institutions.web.lists import STANDINGS
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.sites.policy import outline_of

MOST_SPOTS = 500


@page(permissions.VIEW)
@require_GET
def institution_map(request: CtxRequest) -> HttpResponse:
    """Every institution that has not ended and whose door is known, as far as one page holds them."""
    ctx = request.ctx
    rows = queries.institutions(ctx).exclude(standing=Standing.CLOSED.value).filter(lon__isnull=False)
    found = list(rows.order_by("name", "pk")[: MOST_SPOTS + 1])
    shown = found[:MOST_SPOTS]
    unknown = (
        queries.institutions(ctx).exclude(standing=Standing.CLOSED.value).filter(lon__isnull=True).count()
    )
    context = {
        "data": {"outline": outline_of(ctx.area), "spots": [spot_of(each, STANDINGS) for each in shown]},
        "note": f"只画出前 {MOST_SPOTS} 家，请用列表缩小范围"
        if len(found) > MOST_SPOTS
        else f"{len(shown)} 家",
        "unknown": unknown,
    }
    return render(request, "institutions/institution_map.html", context)
