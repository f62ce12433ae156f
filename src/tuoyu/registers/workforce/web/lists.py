"""The list of positions: who works where in which post, names masked."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.formats import zh_date_year
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row
from tuoyu.foundation.ui.marks import pill
from tuoyu.kernel.context import Ctx
from tuoyu.registers.workforce.queries import positions
from tuoyu.registers.workforce.words import HealthPaper, Papers, StaffKind

FULL_TIME = {True: "专职", False: "兼职"}
PAPERS: dict[bool | None, tuple[str, str]] = {
    True: ("ok", Papers.HELD.label),
    False: ("warn", Papers.MISSING.label),
    None: ("none", Papers.NOT_WANTED.label),
}


def _masked(value: Any, _row: Row) -> str:
    return str(value) if value else "—"


def _health(value: Any, row: Row) -> str:
    """The day, coloured when it is near or past; a certificate without an end, or none, in words."""
    if not row["has_health"]:
        return "没有登记"
    if value is None:
        return "长期有效"
    light = "bad" if value < row["asked_on"] else ("warn" if value <= row["soon_on"] else "")
    return pill(light, zh_date_year(value)) if light else zh_date_year(value)


def _person(row: Row) -> str:
    return reverse("workforce:practitioner-detail", args=[row["practitioner_id"]])


def _by_health(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    if wanted == HealthPaper.MISSING:
        return rows.filter(has_health=False)
    if wanted == HealthPaper.EXPIRED:
        return rows.filter(health_until__lt=F("asked_on"))
    return rows.filter(health_until__gte=F("asked_on"), health_until__lte=F("soon_on"))


def _by_papers(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    return rows.filter(is_certified=wanted == Papers.HELD)


def _institutions(ctx: Ctx) -> Choices:
    rows = positions(ctx).order_by("institution__name", "institution_id")
    found = rows.values_list("institution_id", "institution__name").distinct()
    return tuple((str(pk), name) for pk, name in found)


POSITIONS = ListSpec(
    name="workforce.position",
    title="从业人员",
    columns=(
        Column("practitioner", "姓名", field="practitioner__name", cell=_masked, export=_masked),
        Column("kind", "岗位", labels=StaffKind, is_sortable=True),
        Column("institution", "机构", field="institution__name", is_sortable=True, is_wide=True),
        Column("is_full_time", "专职", labels=FULL_TIME),
        Column("starts_on", "入职日期", ColumnKind.DATE, is_sortable=True),
        Column("is_certified", "岗位证书", pills=PAPERS),
        Column("health_until", "健康证到期", ColumnKind.DATE, cell=_health),
    ),
    filters=(
        Filter("kind", "岗位", FilterKind.MULTI, choices=tuple(StaffKind.choices())),
        Filter("institution", "机构", choices=_institutions),
        Filter("health", "健康证", choices=tuple(HealthPaper.choices()), apply=_by_health),
        Filter(
            "papers",
            "岗位证书",
            choices=((Papers.MISSING.value, Papers.MISSING.label), (Papers.HELD.value, Papers.HELD.label)),
            apply=_by_papers,
        ),
        Filter("is_full_time", "专职", FilterKind.BOOLEAN),
        Filter("starts_on", "入职日期", FilterKind.DATES),
    ),
    search_fields=("institution__name",),
    search_hint="机构名称",
    default_sort="institution",
    row_url=_person,
    extra_fields=("practitioner_id", "has_health", "asked_on", "soon_on"),
    empty=Empty("还没有登记从业人员", "备案通过时按备案材料记下，机构负责人也可以在这里登记。", "users"),
    export_name="从业人员",
)
