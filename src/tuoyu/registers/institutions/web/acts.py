"""The pages that write: where the door is, whose branch it is, what a chain agreed, what rooms a kindergarten has."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.geometry import Outline
from tuoyu.registers.institutions import permissions, services
from tuoyu.registers.institutions.commands import (
    AttachInstitution,
    LocateInstitution,
    RecordAgreement,
    RecordCapacity,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.web.forms import AgreementForm, AttachForm, CapacityForm, LocateForm
from tuoyu.registers.sites.policy import outline_of
from tuoyu.registers.sites.queries import area_named, street_choices

OFFERED_MONTHS = 24
Point = tuple[float, float]


@page(permissions.LOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def institution_locate(request: CtxRequest, pk: int) -> HttpResponse:
    """Paste coordinates, look where they land, then put the door there."""
    ctx = request.ctx
    institution = require(ctx, permissions.LOCATE, Institution.objects.all(), pk)
    back = _page_of(institution)
    form_page = FormPage(f"标注位置：{institution.name}", "标注在这里", back, institution.address)
    template = "institutions/institution_locate.html"
    if request.method == "POST" and "look" in request.POST:
        form = LocateForm(request.POST)
        point = (
            (float(form.cleaned_data["lon"]), float(form.cleaned_data["lat"])) if form.is_valid() else None
        )
        context = {"form": form, "page": form_page, **_landing(ctx, point, "坐标落在这里")}
        return render(request, template, context, status=200 if point else 422)
    here = None if institution.lon is None else (float(institution.lon), float(institution.lat or 0))
    return run_form(
        request,
        LocateForm,
        lambda data: LocateInstitution(pk, data["lon"], data["lat"]),
        services.locate_institution,
        lambda row: (f"{row.name}已标注在经度 {row.lon}、纬度 {row.lat}（WGS-84）。", back),
        page=form_page,
        template=template,
        extra=_landing(ctx, here, "现在标注在这里"),
    )


@page(permissions.ATTACH)
@require_http_methods(["GET", "HEAD", "POST"])
def institution_attach(request: CtxRequest, pk: int) -> HttpResponse:
    """Whose branch it is: found by the code of the head office, inside of what was agreed with it."""
    ctx = request.ctx
    rows = Institution.objects.select_related("head_office__operator")
    institution = require(ctx, permissions.ATTACH, rows, pk)
    head = institution.head_office
    return run_form(
        request,
        AttachForm,
        lambda data: AttachInstitution(pk, **data),
        services.attach_institution,
        lambda row: (_attached(row), _page_of(row)),
        page=FormPage(
            f"登记所属总部：{institution.name}",
            "登记所属总部",
            _page_of(institution),
            f"现在的总部：{head.name}" if head else "现在不属于连锁；总部要先登记连锁约定（方案 8）",
        ),
        initial={"head_uscc": head.operator.uscc if head else "", "valid_from_on": ctx.today},
    )


@page(permissions.RECORD_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_record(request: CtxRequest, institution_id: int) -> HttpResponse:
    ctx = request.ctx
    head = require(ctx, permissions.RECORD_AGREEMENT, Institution.objects.all(), institution_id)
    district = area_named(ctx, ctx.area)
    areas = [(ctx.area, f"全区（{district.name}）" if district else "全区"), *street_choices(ctx)]
    return run_form(
        request,
        partial(AgreementForm, areas=areas),
        lambda data: _agreement(head.pk, data),
        services.record_agreement,
        lambda row: (f"已登记连锁约定 {row.number}，约定范围内的分支告知后直接备案。", _page_of(head)),
        page=FormPage(
            f"登记连锁约定：{head.name}",
            "登记约定",
            _page_of(head),
            "总部一次登记约定的区域、形态和数量，范围内新设分支不再重复审查（方案 8）",
        ),
        initial={"valid_from_on": ctx.today},
    )


@page(permissions.RECORD_CAPACITY)
@require_http_methods(["GET", "HEAD", "POST"])
def capacity_record(request: CtxRequest, institution_id: int) -> HttpResponse:
    ctx = request.ctx
    institution = require(ctx, permissions.RECORD_CAPACITY, Institution.objects.all(), institution_id)
    return run_form(
        request,
        partial(CapacityForm, months=_months(ctx.today)),
        lambda data: RecordCapacity(
            institution.pk, **{**data, "month_on": date.fromisoformat(data["month_on"])}
        ),
        services.record_capacity,
        lambda row: (
            f"已记下{row.month_on:%Y年%m月}的园舍余量，再报同一个月以最后一次为准。",
            _page_of(institution),
        ),
        page=FormPage(
            f"填报园舍余量：{institution.name}",
            "填报",
            _page_of(institution),
            "先满足3—6岁幼儿入园，余下的活动室才能开托班（方案 13）",
        ),
    )


def _attached(institution: Institution) -> str:
    if institution.head_office is None:
        return f"{institution.name}不再属于连锁，以后按独立机构办理。"
    follows = "" if institution.filed_on else "，可以办理“连锁分支告知”，提交即出回执"
    return f"{institution.name}已归入{institution.head_office.name}{follows}。"


def _agreement(head_id: int, data: dict[str, Any]) -> RecordAgreement:
    return RecordAgreement(
        head_office_id=head_id,
        number=data["number"],
        area_codes=tuple(data["area_codes"]),
        forms=tuple(data["supply_forms"]),
        most_branches=data["most_branches"],
        valid_from_on=data["valid_from_on"],
        valid_to_on=data["valid_to_on"],
    )


def _landing(ctx: Ctx, point: Point | None, title: str) -> dict[str, Any]:
    """The map with a point, and whether it lies within the outline of the district."""
    outline = outline_of(ctx.area)
    if point is None:
        return {"data": None}
    is_inside = outline is None or Outline.of_geojson(outline["geometry"]).contains(point)
    spot = {
        "lon": point[0],
        "lat": point[1],
        "label": f"{point[0]:.6f}, {point[1]:.6f}",
        "light": "ok" if is_inside else "bad",
        "word": "在本区轮廓内" if is_inside else "在本区轮廓外",
        "url": "",
    }
    return {"data": {"outline": outline, "spots": [spot]}, "is_inside": is_inside, "title": title}


def _months(today: date) -> list[tuple[str, str]]:
    first = today.replace(day=1)
    days = [add_months(first, -back) for back in range(OFFERED_MONTHS)]
    return [(each.isoformat(), f"{each.year} 年 {each.month} 月") for each in days]


def _page_of(institution: Institution) -> str:
    return reverse("institutions:institution-detail", args=[institution.pk])
