"""The public list, its map and its pages: who is filed, and who was told not to conform."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.web import CtxRequest, public
from tuoyu.foundation.ui.answering import cached
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.formats import figure, zh_date_year
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing.queries.public import portrait, public_rows, street_choices
from tuoyu.operations.filing.queries.trust import edition_number
from tuoyu.operations.filing.words import FILED_STANDINGS, Admission, VisitResult, public_standing
from tuoyu.operations.filing.words import PUBLIC_STANDINGS as STANDINGS
from tuoyu.registers.institutions.words import Band, Meals, Nature, ServiceForm, Standing, SupplyForm
from tuoyu.registers.sites.queries import outline_feature

REASON = "信息公示：已备案和不符合备案条件的托育机构，向社会公开（登记和备案办法）"
_FLAGS = tuple(f"has_{band.value}" for band in Band)


def _bands(row: Row) -> str:
    return "、".join(band.label for band in Band if row[f"has_{band.value}"])


def _name_cell(name: Any, row: Row) -> str:
    return format_html('{}<span class="ty-public-where">{}</span>', name, row["address"])


def _kind_cell(form: Any, row: Row) -> str:
    word = "普惠" if row["is_inclusive"] else ""
    return format_html(
        '{} {}<span class="ty-public-where">{}</span>',
        SupplyForm.label_of(form),
        pill("ok", word, "heart-handshake") if word else "",
        Nature.label_of(row["nature"]),
    )


def _fee(fen: Any, _row: Row | None = None) -> str:
    return f"{figure(Decimal(fen) / 100)} 元" if fen is not None else "未公布"


def _yuan(fen: Any, _row: Row) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


def _standing_cell(standing: Any, row: Row) -> SafeString:
    return pill(*public_standing(standing, row["admission"]))


def _standing_word(standing: Any, row: Row) -> str:
    return public_standing(standing, row["admission"])[1]


def _filed_cell(day: Any, row: Row) -> str:
    if not row["filing_number"]:
        return "—"
    return format_html('{}<span class="ty-public-where">{}</span>', zh_date_year(day), row["filing_number"])


def _phone_cell(phone: Any, _row: Row) -> str:
    return format_html('<a href="tel:{}">{}</a>', phone, phone) if phone else "未公布"


def _has_band(rows: QuerySet[Any], band: str) -> QuerySet[Any]:
    return rows.filter(**{f"has_{band}": True})


def _in_street(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    return rows.filter(area_code__startswith=code)


FILTERS = (
    Filter("street", "街镇", choices=street_choices, apply=_in_street),
    Filter("band", "班型", choices=tuple(Band.choices()), apply=_has_band),
    Filter("form", "供给形态", choices=tuple(SupplyForm.choices())),
    Filter("is_inclusive", "普惠", FilterKind.BOOLEAN),
    Filter("standing", "状态", choices=tuple((value, STANDINGS[value][1]) for value in STANDINGS)),
)
_SPEC = partial(
    ListSpec,
    "filing.public",
    "托育机构",
    filters=FILTERS,
    search_fields=("name", "address", "filing_number"),
    search_hint="搜名称、地址或备案编号",
    default_sort="name",
    export_name="托育机构公示",
)
CARE = _SPEC(
    columns=(
        Column("name", "机构", cell=_name_cell, is_sortable=True, is_wide=True),
        Column("standing", "状态", cell=_standing_cell),
        Column("form", "类型", cell=_kind_cell),
        Column("has_infant", "班型", cell=lambda _value, row: _bands(row) or "—"),
        Column("places", "托位", ColumnKind.NUMBER, is_sortable=True),
        Column("monthly_fee_fen", "每月收费", ColumnKind.MONEY, cell=_fee, is_sortable=True),
        Column("public_phone", "电话", cell=_phone_cell),
        Column("filed_on", "备案", cell=_filed_cell, is_sortable=True),
    ),
    extra_fields=("address", "nature", "is_inclusive", "filing_number", "admission", *_FLAGS),
    row_url="filing:public-detail",
    empty=Empty("还没有公示的机构", "有机构备案以后会列在这里。", "home-heart"),
    page_size=30,
)
# The same rows as a file: one fact a column.
EXPORT = _SPEC(
    columns=(
        Column("name", "机构名称", is_sortable=True),
        Column("address", "地址"),
        Column("nature", "机构性质", labels=Nature),
        Column("form", "供给形态", labels=SupplyForm),
        Column("has_infant", "班型", export=lambda _value, row: _bands(row)),
        Column("places", "托位", ColumnKind.NUMBER, is_sortable=True),
        Column("is_inclusive", "普惠", ColumnKind.BOOLEAN),
        Column("monthly_fee_fen", "每月收费（元）", export=_yuan, is_sortable=True),
        Column("public_phone", "公开电话"),
        Column("standing", "状态", cell=_standing_cell, export=_standing_word),
        Column("filed_on", "备案日期", ColumnKind.DATE, is_sortable=True),
        Column("filing_number", "备案编号"),
    ),
    extra_fields=("admission", *_FLAGS),
)
SORTS = (
    ("name", "按名称"),
    ("monthly_fee_fen", "收费低的在前"),
    ("-places", "托位多的在前"),
    ("-filed_on", "新备案的在前"),
)


@public(REASON)
@require_safe
@cached
def public_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    spec = EXPORT if request.GET.get("export") else CARE
    rows = public_rows(ctx.today, ctx.area)
    return render_list(request, ctx, spec, rows, template="filing/public_list.html", extra={"sorts": SORTS})


@public(REASON)
@require_safe
@cached
def public_detail(request: CtxRequest, pk: int) -> HttpResponse:
    found = portrait(request.ctx, pk)
    if found is None:
        raise Refused.because(
            "filing.not_published",
            "公示名单里没有这家机构：它可能已经终止服务，或者没有备案。",
            status=404,
            next_step="请回到名单按名称再找一次。",
        )
    institution, receipt = found.institution, found.receipt
    light, word = public_standing(institution.standing, found.admission)
    context = {
        "one": institution,
        "found": found,
        "light": light,
        "word": word,
        "answer": _answer(institution.standing, found.admission),
        "terms": found.admission.terms,
        "kind": SupplyForm.label_of(institution.form),
        "nature": Nature.label_of(institution.operator.nature),
        "meals": Meals.label_of(institution.meals),
        "services": "、".join(ServiceForm.label_of(each) for each in institution.service_forms),
        "fee": _fee(institution.monthly_fee_fen),
        "number": edition_number(receipt.number, receipt.edition) if receipt else "",
        "checks": [(check.on, check.result, VisitResult.label_of(check.result)) for check in found.checks],
    }
    return render(request, "filing/public_detail.html", context)


@public(REASON)
@require_safe
@cached
def public_map(request: CtxRequest) -> HttpResponse:
    """Points on the outline of the district, and beside it the same as a list; below, who has no point yet."""
    ctx = request.ctx
    rows = list(_placed(ctx))
    spots = [_spot(row) for row in rows if row["lon"] is not None and row["lat"] is not None]
    shape = outline_feature(ctx.area)
    context = {
        "data": {"outline": shape, "spots": spots} if spots or shape else None,
        "spots": spots,
        "list_url": reverse("filing:public-list"),
        "unplaced": [_spot(row) for row in rows if row["lon"] is None or row["lat"] is None],
    }
    return render(request, "filing/public_map.html", context)


@public(REASON)
@require_safe
@cached
def public_geojson(request: CtxRequest) -> HttpResponse:
    """RFC 7946: points in WGS84; without a point ``geometry`` is null."""
    features = [
        {
            "type": "Feature",
            "id": row["pk"],
            "geometry": None
            if row["lon"] is None or row["lat"] is None
            else {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
            "properties": {
                "name": row["name"],
                "address": row["address"],
                "form": SupplyForm.label_of(row["form"]),
                "places": row["places"],
                "is_inclusive": row["is_inclusive"],
                "phone": row["public_phone"],
                "state": public_standing(row["standing"], row["admission"])[1],
                "filing_number": row["filing_number"],
            },
        }
        for row in _placed(request.ctx)
    ]
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features}, json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Type"] = "application/geo+json; charset=utf-8"
    return response


_PLACED = ("pk", "name", "address", "form", "places", "is_inclusive", "public_phone", "standing", "filing_number", "admission", "lon", "lat")  # fmt: skip


def _placed(ctx: Ctx) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = public_rows(ctx.today, ctx.area).order_by("name", "pk").values(*_PLACED)
    return rows


def _spot(row: dict[str, Any]) -> dict[str, Any]:
    light, word = public_standing(row["standing"], row["admission"])
    placed = row["lon"] is not None and row["lat"] is not None
    return {
        "lat": float(row["lat"]) if placed else None,
        "lon": float(row["lon"]) if placed else None,
        "label": row["name"],
        "light": light,
        "word": word,
        "url": reverse("filing:public-detail", args=[row["pk"]]),
    }


def _answer(standing: str, admission: Admission) -> dict[str, str]:
    """What a parent came for: the sentence, and what to do."""
    terms = admission.terms
    if admission is Admission.LAPSED and standing in FILED_STANDINGS:
        return {
            "icon": "calendar-x",
            "sentence": "登记备案已经改为许可，过渡期已经结束，这家机构还没有换领许可证。",
            "next_step": "送托以前，请先问机构有没有许可证。",
        }
    return {
        Standing.OPEN.value: {
            "icon": "circle-check",
            "sentence": f"这家机构{terms.has}，正在营业。",
            "next_step": "",
        },
        Standing.FILED.value: {
            "icon": "calendar-time",
            "sentence": f"这家机构{terms.has}，还没有开业。",
            "next_step": "",
        },
        Standing.SUSPENDED.value: {
            "icon": "clock-pause",
            "sentence": f"这家机构{terms.has}，现在暂停服务，不收托。",
            "next_step": "要送托的，请先找别的机构，或打电话问什么时候恢复。",
        },
        Standing.NONCONFORMING.value: {
            "icon": "alert-octagon",
            "sentence": f"这家机构被告知{terms.refused}。",
            "next_step": f"整改好、重新{terms.apply}以前，请谨慎送托。",
        },
    }[standing]
