"""Institutions on the map, with the list that says the same."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.clusters import MapSpec, answer_map, first_map
from tuoyu.registers.institutions import permissions, queries
from tuoyu.registers.institutions.web.lists import STANDINGS
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.sites.policy import outline_of

MAP = MapSpec(label="name", state="standing", pills=STANDINGS, row_url="institutions:institution-detail")


@page(permissions.VIEW)
@require_GET
def institution_map(request: CtxRequest) -> HttpResponse:
    """Every institution that has not ended, near ones heaped; asked again with ``box`` as the map moves."""
    rows = queries.institutions(request.ctx).exclude(standing=Standing.CLOSED.value)
    if "box" in request.GET:
        return answer_map(request, MAP, rows)
    context = {
        "data": first_map(request, MAP, rows, outline_of(request.ctx.area)),
        "unknown": rows.filter(cell__isnull=True).count(),
    }
    return render(request, "institutions/institution_map.html", context)
