"""The list of areas, and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.lists import Column, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.sites import permissions, queries
from tuoyu.registers.sites.models import Area
from tuoyu.registers.sites.policy import outline_of
from tuoyu.registers.sites.words import NO_OUTLINE, NOT_LOADED, OUTLINE_CAVEAT, AreaKind


def _of_street(rows: QuerySet[Area], code: str) -> QuerySet[Area]:
    """The street itself and what lies in it."""
    return rows.filter(code__startswith=code)


AREAS = ListSpec(
    name="sites.area",
    title="区域",
    columns=(
        Column("name", "名称", is_sortable=True),
        Column("kind", "类型", labels=AreaKind),
        Column("parent", "上级", field="parent__name"),
        Column("code", "区划代码", is_sortable=True),
    ),
    filters=(
        Filter("street", "街镇", choices=queries.street_choices, apply=_of_street),
        Filter("kind", "类型", FilterKind.MULTI, choices=tuple(AreaKind.choices())),
    ),
    search_fields=("name", "code"),
    search_hint="名称或区划代码",
    default_sort="code",
    row_url="sites:area-detail",
    empty=Empty(NOT_LOADED, "请系统管理员载入本区的街镇和村社。", "map-2"),
    export_name="区域",
)


@page(permissions.VIEW)
@require_GET
def area_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"context_line": "街镇和村社，按统计用区划代码"}
    rows = queries.areas_in_force(ctx)
    return render_list(request, ctx, AREAS, rows, template="sites/area_list.html", extra=extra)


@page(permissions.VIEW)
@require_GET
def area_map(request: CtxRequest) -> HttpResponse:
    """The page of the district itself, whatever its key."""
    district = queries.area_named(request.ctx, request.ctx.area)
    if district is None:
        raise Refused.because(
            "sites.not_loaded", NOT_LOADED, status=404, next_step="请系统管理员载入本区的街镇和村社。"
        )
    return _area_page(request, district)


@page(permissions.VIEW)
@require_GET
def area_detail(request: CtxRequest, area_id: int) -> HttpResponse:
    rows = queries.areas(request.ctx).select_related("parent__parent")
    return _area_page(request, require(request.ctx, permissions.VIEW, rows, area_id))


def _area_page(request: CtxRequest, area: Area) -> HttpResponse:
    ctx = request.ctx
    context = {
        "area": area,
        "kind": AreaKind.label_of(area.kind),
        "crumbs": _crumbs(area),
        "parts": queries.parts_of(ctx, area),
        "map_data": _map_data(ctx, area),
        "caveat": OUTLINE_CAVEAT,
        "no_outline": NO_OUTLINE,
        "is_district": area.kind == AreaKind.DISTRICT,
    }
    return render(request, "sites/area_detail.html", context)


def _crumbs(area: Area) -> list[Area]:
    """The areas around, the widest first."""
    above = [area.parent.parent, area.parent] if area.parent else []
    return [each for each in above if each is not None]


def _map_data(ctx: Ctx, area: Area) -> dict[str, Any] | None:
    """What the map draws: the outline of the district. Streets have no outline of their own in any open source."""
    outline = outline_of(ctx.area) if area.kind == AreaKind.DISTRICT else None
    return {"outline": outline, "spots": []} if outline else None
