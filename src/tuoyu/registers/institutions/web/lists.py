"""The lists of institutions and of pairs that look alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, Q, QuerySet

from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.filters import Choices
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institutions, once_open
from tuoyu.registers.institutions.words import (
    Attention,
    SamenessDecision,
    Sponsor,
    Standing,
    SupplyForm,
)
from tuoyu.registers.sites.queries import street_choices

STANDINGS: dict[str, tuple[str, str]] = {
    Standing.REGISTERED.value: ("warn", Standing.REGISTERED.label),
    Standing.NONCONFORMING.value: ("bad", Standing.NONCONFORMING.label),
    Standing.FILED.value: ("info", Standing.FILED.label),
    Standing.OPEN.value: ("ok", Standing.OPEN.label),
    Standing.SUSPENDED.value: ("warn", Standing.SUSPENDED.label),
    Standing.CLOSED.value: ("none", Standing.CLOSED.label),
}
DECISIONS: dict[str, tuple[str, str]] = {
    SamenessDecision.OPEN.value: ("warn", SamenessDecision.OPEN.label),
    SamenessDecision.DIFFERENT.value: ("none", SamenessDecision.DIFFERENT.label),
    SamenessDecision.SAME.value: ("ok", SamenessDecision.SAME.label),
}


def _place_cell(value: Any, row: Row) -> str:
    """Street and community where the address is that fine, else the area alone."""
    around = row["area__parent__short_name"]
    is_community = len(row["area_code"]) > 9
    return f"{around} {value}" if is_community and around else (value or "—")


def _in_area(rows: QuerySet[Institution], code: str) -> QuerySet[Institution]:
    return rows.filter(area_code__startswith=code)


def _needing(rows: QuerySet[Institution], attention: str) -> QuerySet[Institution]:
    """What an officer looks for; each word of ``Attention`` is one condition over the columns of today."""
    if attention == Attention.STOPPED:
        return rows.filter(Exists(once_open()), standing=Standing.FILED.value)
    return rows.filter(_CONDITIONS[Attention(attention)])


_CONDITIONS: dict[Attention, Q] = {
    Attention.OPEN_UNFILED: Q(opened_on__isnull=False, filed_on__isnull=True, closed_on__isnull=True),
    Attention.OVERFULL: Q(children_count__gt=F("places"), standing=Standing.OPEN.value),
    Attention.NO_POINT: Q(lon__isnull=True) & ~Q(standing=Standing.CLOSED.value),
    Attention.NO_COMMUNITY: ~Q(area_code__regex=r"^[0-9]{12}$") & ~Q(standing=Standing.CLOSED.value),
}


def _supervisors(ctx: Ctx) -> Choices:
    found = units(ctx).filter(pk__in=institutions(ctx).order_by().values("supervisor"))
    return tuple(
        (str(pk), name) for pk, name in found.order_by("position", "pk").values_list("pk", "short_name")
    )


INSTITUTIONS = ListSpec(
    name="institutions.institution",
    title="机构",
    columns=(
        Column("name", "机构", is_sortable=True, is_wide=True),
        Column("form", "供给形态", labels=SupplyForm, is_sortable=True),
        Column("standing", "状态", pills=STANDINGS, is_sortable=True),
        Column("supervisor", "主管部门", field="supervisor__short_name"),
        Column(
            "area_code",
            "街镇社区",
            field="area__short_name",
            cell=_place_cell,
            export=_place_cell,
            is_sortable=True,
            sort_field="area_code",
        ),
        Column("places", "托位", ColumnKind.NUMBER, is_sortable=True),
        Column("children_count", "在托", ColumnKind.NUMBER, is_sortable=True),
        Column("filed_on", "备案日期", ColumnKind.DATE, is_sortable=True),
        Column("filing_number", "备案编号"),
    ),
    filters=(
        Filter("standing", "状态", FilterKind.MULTI, choices=tuple(Standing.choices())),
        Filter("form", "供给形态", FilterKind.MULTI, choices=tuple(SupplyForm.choices())),
        Filter("street", "街镇", choices=street_choices, apply=_in_area),
        Filter("attention", "需要关注", choices=tuple(Attention.choices()), apply=_needing),
        Filter("sponsor", "举办主体", choices=tuple(Sponsor.choices())),
        Filter("is_inclusive", "普惠", FilterKind.BOOLEAN),
        Filter("supervisor", "主管部门", choices=_supervisors),
        Filter("filed_on", "备案日期", FilterKind.DATES),
    ),
    search_index="search_pairs",
    search_hint="名称、信用代码、地址、备案编号",
    default_sort="name",
    row_url="institutions:institution-detail",
    extra_fields=("area__parent__short_name", "area_code"),
    empty=Empty("底册里还没有机构", "登记机关推送的登记信息经核对后入册。", "home-heart"),
    export_name="机构底册",
)


def _both(value: Any, row: Row) -> str:
    return f"{value}　{row['second__name']}"


def _signs(value: Any, _row: Row) -> str:
    return "".join(sign["sentence"] for sign in value)


SAMENESSES = ListSpec(
    name="institutions.sameness",
    title="疑似重复",
    columns=(
        Column("first__name", "两条登记", cell=_both, export=_both, is_wide=True),
        Column("score", "分数", ColumnKind.NUMBER, is_sortable=True),
        Column("signs", "理由", cell=_signs, export=_signs, is_wide=True),
        Column("decision", "判断", pills=DECISIONS, is_sortable=True),
        Column("found_at", "发现时间", ColumnKind.MOMENT, is_sortable=True),
        Column("decided_by", "判断人"),
    ),
    filters=(Filter("decision", "判断", FilterKind.MULTI, choices=tuple(SamenessDecision.choices())),),
    search_fields=("first__name", "second__name"),
    search_hint="机构名称",
    default_sort="-score",
    row_url="institutions:sameness-detail",
    extra_fields=("second__name",),
    empty=Empty(
        "没有疑似重复的机构", "每天夜里按信用代码、地址、名称、法定代表人和电话比对一次。", "copy-check"
    ),
    export_name="疑似重复机构",
)
