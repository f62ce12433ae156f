"""收费、饮食、用药: prices filed and seen, looks at food and medicine, and what the public sees of prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.ui.columns import Row
from tuoyu.foundation.ui.formats import figure
from tuoyu.foundation.ui.formviews import FormPage, run_form
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.conduct import FileFee, RecordCharge, RecordConduct
from tuoyu.operations.supervision.models import Charge, Conduct
from tuoyu.operations.supervision.permissions.conduct import (
    FILE_FEE,
    RECORD_CHARGE,
    RECORD_CONDUCT,
    VIEW_CHARGE,
    VIEW_CONDUCT,
    VIEW_FEE,
)
from tuoyu.operations.supervision.queries import conduct as queries
from tuoyu.operations.supervision.services.conduct import file_fee, record_charge, record_conduct
from tuoyu.operations.supervision.web.forms_conduct import (
    ChargeForm,
    FeeForm,
    FoodForm,
    MedicineForm,
    fen_of,
    file_of,
    food_of,
    medicine_of,
)
from tuoyu.operations.supervision.words.conduct import ChargeSource, ConductKind, Per
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import may_about, own_institutions

PUBLIC_REASON = "明码标价：托育机构的收费项目和标准向社会公开（《托育机构管理规范（试行）》第十五条）"

LOOKS = "supervision/look_list.html"


def _yuan(fen: Any, _row: Row | None = None) -> str:
    return "没有公示" if fen is None else f"{figure(Decimal(fen) / 100)} 元"


def _yuan_number(fen: Any, _row: Row) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


def _faults_cell(faults: Any, _row: Row) -> str:
    if not faults:
        return pill("ok", "相符")
    links = (
        (reverse("supervision:finding-detail", args=[fault["finding"]]), fault["sentence"])
        for fault in faults
    )
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', links)


def _faults_text(faults: Any, _row: Row) -> str:
    return "".join(fault["sentence"] for fault in faults) or "相符"


_PRICE = (
    Column("institution__name", "机构", is_sortable=True, is_wide=True),
    Column("item", "收费项目", is_sortable=True),
)
FEES = ListSpec(
    name="supervision.fee",
    title="公示价格",
    columns=(
        *_PRICE,
        Column("price_fen", "价格", ColumnKind.MONEY, cell=_yuan, export=_yuan_number, is_sortable=True),
        Column("per", "怎么收", labels=Per),
        Column("since_on", "从哪天起", ColumnKind.DATE, is_sortable=True),
        Column("until_on", "到哪天", ColumnKind.DATE),
        Column("filed_at", "公示时间", ColumnKind.MOMENT, is_sortable=True),
    ),
    filters=(Filter("per", "怎么收", choices=tuple(Per.choices())),),
    search_fields=("institution__name", "item"),
    search_hint="搜机构、收费项目",
    default_sort="-filed_at",
    export_name="公示价格",
    empty=Empty("还没有公示的价格", "机构负责人公示后，家长在公开页能看到。", "currency-yuan"),
)
PUBLIC_FEES = ListSpec(
    name="supervision.public_fee",
    title="托育收费公示",
    columns=(
        *_PRICE,
        Column("price_fen", "价格", ColumnKind.MONEY, cell=_yuan, export=_yuan_number, is_sortable=True),
        Column("per", "怎么收", labels=Per),
        Column("since_on", "从哪天起", ColumnKind.DATE),
    ),
    filters=(Filter("per", "怎么收", choices=tuple(Per.choices())),),
    search_fields=("institution__name", "item"),
    search_hint="搜机构、收费项目",
    default_sort="institution__name",
    export_name="托育收费公示",
    empty=Empty("还没有公示的价格", "机构公示后会列在这里。", "currency-yuan"),
)
CHARGES = ListSpec(
    name="supervision.charge",
    title="收费核对",
    columns=(
        *_PRICE,
        Column("charged_fen", "实收", ColumnKind.MONEY, cell=_yuan, export=_yuan_number, is_sortable=True),
        Column("filed_fen", "公示", ColumnKind.MONEY, cell=_yuan, export=_yuan_number),
        Column("faults", "结果", cell=_faults_cell, export=_faults_text, is_wide=True),
        Column("source", "来源", labels=ChargeSource),
        Column("seen_on", "日期", ColumnKind.DATE, is_sortable=True),
        Column("unit__short_name", "检查单位"),
    ),
    filters=(
        Filter("source", "来源", FilterKind.MULTI, choices=tuple(ChargeSource.choices())),
        Filter("seen_on", "日期", FilterKind.DATES),
    ),
    search_fields=("institution__name", "item"),
    search_hint="搜机构、收费项目",
    default_sort="-seen_on",
    export_name="收费核对",
    empty=Empty("还没有收费核对", "在机构页面登记实收价格，会和公示价格比。", "receipt"),
)
CONDUCTS = ListSpec(
    name="supervision.conduct",
    title="饮食用药核对",
    columns=(
        Column("institution__name", "机构", is_sortable=True, is_wide=True),
        Column("kind", "看什么", labels=ConductKind),
        Column("faults", "结果", cell=_faults_cell, export=_faults_text, is_wide=True),
        Column("seen_on", "日期", ColumnKind.DATE, is_sortable=True),
        Column("unit__short_name", "检查单位"),
        Column("recorded_by", "登记人"),
    ),
    filters=(
        Filter("kind", "看什么", choices=tuple(ConductKind.choices())),
        Filter("seen_on", "日期", FilterKind.DATES),
    ),
    search_fields=("institution__name",),
    search_hint="搜机构",
    default_sort="-seen_on",
    export_name="饮食用药核对",
    empty=Empty("还没有饮食用药核对", "在机构页面登记看到的许可证、留样和用药记录。", "bowl-spoon"),
)


@page(VIEW_FEE)
def fee_list(request: CtxRequest) -> HttpResponseBase:
    mine = [each for each in own_institutions(request.ctx) if may_about(request.ctx, FILE_FEE, each)]
    extra = {"mine": mine}
    rows = queries.fees(request.ctx)
    return render_list(request, request.ctx, FEES, rows, template="supervision/fee_list.html", extra=extra)


@public(PUBLIC_REASON)
@require_safe
def fee_public(request: CtxRequest) -> HttpResponseBase:
    rows = queries.public_fees(request.ctx.area, request.ctx.today)
    return render_list(request, request.ctx, PUBLIC_FEES, rows, template="supervision/public_fees.html")


@page(FILE_FEE)
def fee_file(request: CtxRequest, institution_id: int) -> HttpResponse:
    institution = require(request.ctx, FILE_FEE, Institution.objects.all(), institution_id)
    back = reverse("supervision:fee-list")
    return run_form(
        request,
        FeeForm,
        lambda data: FileFee(
            institution_id, data["item"], data["per"], fen_of(data["price"]), data["since_on"]
        ),
        file_fee,
        lambda fee: (f"“{fee.item}” {_yuan(fee.price_fen)}已公示，{fee.since_on:%F} 起执行。", back),
        page=FormPage("公示价格", "公示", back, institution.name),
        initial={"since_on": request.ctx.today},
    )


@page(VIEW_CHARGE)
def charge_list(request: CtxRequest) -> HttpResponseBase:
    rows = queries.charges(request.ctx)
    return render_list(request, request.ctx, CHARGES, rows, template=LOOKS, extra={"is_charge": True})


@page(RECORD_CHARGE)
def charge_record(request: CtxRequest, institution_id: int) -> HttpResponse:
    institution = require(request.ctx, RECORD_CHARGE, Institution.objects.all(), institution_id)
    back = reverse("institutions:institution-detail", args=[institution_id])
    return run_form(
        request,
        ChargeForm,
        lambda data: RecordCharge(
            institution_id,
            data["item"],
            data["per"],
            fen_of(data["charged"]),
            data["source"],
            data["seen_on"],
            data["months"],
            file=file_of(data["file"]),
        ),
        record_charge,
        lambda charge: (_said(charge), reverse("supervision:charge-list")),
        page=FormPage("登记实收价格", "登记并核对", back, institution.name),
        initial={"seen_on": request.ctx.today},
        template="supervision/charge_record.html",
        extra={"filed": queries.filed_fees(institution, request.ctx.today)},
    )


@page(VIEW_CONDUCT)
def conduct_list(request: CtxRequest) -> HttpResponseBase:
    rows = queries.conducts(request.ctx)
    return render_list(request, request.ctx, CONDUCTS, rows, template=LOOKS, extra={"is_charge": False})


@page(RECORD_CONDUCT)
def conduct_record(request: CtxRequest, institution_id: int) -> HttpResponse:
    """``?kind=medicine`` asks for medicine, anything else for food."""
    institution = require(request.ctx, RECORD_CONDUCT, Institution.objects.all(), institution_id)
    is_medicine = request.GET.get("kind") == ConductKind.MEDICINE.value
    form, read = (MedicineForm, medicine_of) if is_medicine else (FoodForm, food_of)
    title = f"核对{ConductKind.MEDICINE.label if is_medicine else ConductKind.FOOD.label}"
    back = reverse("institutions:institution-detail", args=[institution_id])
    return run_form(
        request,
        form,
        lambda data: RecordConduct(institution_id, read(data), data["seen_on"]),
        record_conduct,
        lambda conduct: (_said(conduct), reverse("supervision:conduct-list")),
        page=FormPage(title, "登记并核对", back, institution.name),
        initial={"seen_on": request.ctx.today},
    )


def conduct_of_institution(request: HttpRequest, ctx: Ctx, institution: Institution) -> SafeString:
    """The prices that hold, and what an officer may record here. One statement."""
    context = {
        "institution": institution,
        "fees": queries.filed_fees(institution, ctx.today),
        "may_file": may_about(ctx, FILE_FEE, institution),
        "may_charge": may_about(ctx, RECORD_CHARGE, institution),
        "may_record": may_about(ctx, RECORD_CONDUCT, institution),
    }
    return SafeString(render_to_string("supervision/_conduct_card.html", context, request))


def _said(look: Charge | Conduct) -> str:
    if not look.faults:
        return "已登记，没有发现不符合的。"
    return f"已登记，发现 {len(look.faults)} 处不符合，已记为问题并通知机构整改。"
