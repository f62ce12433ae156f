"""Units: the directory, one unit with its members and posts, registering and closing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.entrypoints.site.settings import lists
from tuoyu.entrypoints.site.settings.forms import AddUnitForm, CloseUnitForm
from tuoyu.entrypoints.site.settings.rows import post_lines
from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.commands import AddUnit, CloseUnit
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.permissions import ADD_UNIT, CLOSE_UNIT, OPEN_POST, VIEW_POST, VIEW_UNIT
from tuoyu.foundation.people.queries import posts, units
from tuoyu.foundation.people.rules import validity_on
from tuoyu.foundation.people.services import add_unit, close_unit
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import render_list


@page(VIEW_UNIT)
@require_GET
def unit_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    extra = {"can_add": allowed(ctx, ADD_UNIT)}
    return render_list(
        request, ctx, lists.UNITS, units(ctx), template="site/settings/unit_list.html", extra=extra
    )


@page(VIEW_UNIT)
@require_GET
def unit_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """Facts, members of a collective, who holds a post here. At most six statements."""
    ctx = request.ctx
    unit = require(ctx, VIEW_UNIT, units(ctx).select_related("collective"), pk)
    context = {
        "unit": unit,
        "kind": UnitKind.label_of(unit.kind),
        "state": lists.VALIDITY[validity_on(ctx.today, unit.valid_from_on, unit.valid_to_on)],
        "members": list(units(ctx).filter(collective=unit).order_by("position", "pk")),
        "posts": post_lines(posts(ctx).filter(unit=unit)) if allowed(ctx, VIEW_POST) else (),
        "can_open": allowed(ctx, OPEN_POST) and unit.kind != UnitKind.COLLECTIVE,
        "can_close": allowed(ctx, CLOSE_UNIT) and unit.valid_to_on is None,
    }
    return render(request, "site/settings/unit_detail.html", context)


@page(ADD_UNIT)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request: CtxRequest) -> HttpResponse:
    return run_form(
        request,
        partial(AddUnitForm, ctx=request.ctx),
        _add_unit,
        add_unit,
        lambda unit: (
            f"已登记单位“{unit.name}”，现在可以为它任命岗位。",
            reverse("people:unit-detail", args=[unit.pk]),
        ),
        page=FormPage("登记单位", "登记单位", back=reverse("people:unit-list")),
        initial={"area": request.ctx.area, "valid_from_on": request.ctx.today},
    )


@page(CLOSE_UNIT)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: CtxRequest, pk: int) -> HttpResponse:
    unit = require(request.ctx, CLOSE_UNIT, Unit.objects.all(), pk)
    address = reverse("people:unit-detail", args=[pk])
    return run_form(
        request,
        CloseUnitForm,
        lambda data: CloseUnit(pk, data["valid_to_on"]),
        close_unit,
        lambda closed: (f"{closed.name}自 {closed.valid_to_on} 次日起停用。", address),
        page=FormPage(
            f"停用{unit.name}",
            "停用单位",
            back=address,
            warning="停用后不能再任命岗位；过去的记录都保留。还有岗位的单位不能停用。",
            is_risky=True,
        ),
        initial={"valid_to_on": request.ctx.today},
    )


def _add_unit(data: dict[str, Any]) -> AddUnit:
    return AddUnit(
        code=data["code"],
        name=data["name"],
        short_name=data["short_name"],
        kind=data["kind"],
        area=data["area"],
        valid_from_on=data["valid_from_on"],
        aliases=data["aliases"],
        collective_id=int(data["collective"]) if data["collective"] else None,
        position=900,
    )
