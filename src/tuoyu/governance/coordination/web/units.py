"""单位: what a unit leads, what it owes, how it stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.deadlines.queries import open_clocks
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.permissions import VIEW_UNIT
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.ui.at_hand import rows_at_hand
from tuoyu.foundation.ui.casemarks import clock_mark
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.governance.coordination import permissions, queries
from tuoyu.governance.coordination.web.shapes import standing_pill
from tuoyu.governance.coordination.words import Light
from tuoyu.registers.plans.words import DutyKind

SHOWN_CLOCKS, SHOWN_REPORTS = 30, 12
ATTENTION = (Light.BAD, Light.WARN)
UNITS = ListSpec(
    name="coordination.unit",
    title="单位",
    columns=(
        Column("name", "单位", is_sortable=True),
        Column("kind", "性质", labels=UnitKind, is_sortable=True),
        Column("leads", "牵头任务", ColumnKind.NUMBER, is_sortable=True),
        Column("answers", "责任任务", ColumnKind.NUMBER, is_sortable=True),
        Column("troubled", "牵头任务中需关注", ColumnKind.NUMBER, is_sortable=True),
        Column("owed", "待办", ColumnKind.NUMBER, is_sortable=True),
        Column("overdue", "其中逾期", ColumnKind.NUMBER, is_sortable=True),
    ),
    filters=(Filter("kind", "性质", FilterKind.MULTI, choices=tuple(UnitKind.choices())),),
    search_fields=("name", "short_name"),
    search_hint="搜单位名称",
    default_sort="-overdue",
    row_url="coordination:unit-detail",
    export_name="单位履责",
    empty=Empty("还没有单位", "请系统管理员登记单位。", "building-community"),
)


@page(permissions.VIEW_TASK)
def unit_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    standings = queries.standings(ctx)
    leads = Counter(duty.unit_id for entry in standings for duty in entry.leads)
    answers = Counter(duty.unit_id for entry in standings for duty in entry.responsible)
    troubled = Counter(
        duty.unit_id for entry in standings if entry.standing.light in ATTENTION for duty in entry.leads
    )
    rows = [
        {
            "pk": unit.pk,
            "name": unit.name,
            "short_name": unit.short_name,
            "kind": unit.kind,
            "leads": _with_collective(leads, unit),
            "answers": _with_collective(answers, unit),
            "troubled": _with_collective(troubled, unit),
            "owed": unit.owed,
            "overdue": unit.overdue,
        }
        for unit in queries.units_with_clocks(ctx)
    ]
    return render_list(
        request, ctx, UNITS, rows_at_hand(Unit, rows), extra={"context_line": "牵头什么、欠什么、现在怎样"}
    )


def _with_collective(counts: Counter[int], unit: Unit) -> int:
    """What a unit does itself and as a member of 各街镇."""
    return counts[unit.pk] + (counts[unit.collective_id] if unit.collective_id else 0)


@page(permissions.VIEW_TASK)
def unit_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    unit = require(ctx, VIEW_UNIT, Unit.objects.all(), pk)
    mine = {unit.pk, unit.collective_id}
    standings = queries.standings(ctx)
    rows: list[dict[str, Any]] = []
    for entry in standings:
        duty = next((duty for duty in entry.duties if duty.unit_id in mine), None)
        if duty is not None:
            rows.append({"entry": entry, "duty": duty, "pill": standing_pill(entry.standing)})
    rows.sort(key=lambda row: row["duty"].kind != DutyKind.LEAD)
    clocks = open_clocks(ctx).filter(unit=unit)[:SHOWN_CLOCKS]
    reports: list[dict[str, Any]] = [
        {"report": fact, "task": entry.task}
        for entry in standings
        for fact in entry.reports
        if fact.unit_id == unit.pk and allowed(ctx, permissions.VIEW_REPORT)
    ]
    return render(
        request,
        "coordination/unit_detail.html",
        {
            "unit": unit,
            "kind": UnitKind.label_of(unit.kind),
            "rows": rows,
            "leads": sum(1 for row in rows if row["duty"].kind == DutyKind.LEAD),
            "clocks": [(clock, clock_mark(ctx, clock)) for clock in clocks],
            "reports": sorted(reports, key=lambda row: row["report"].period_on, reverse=True)[:SHOWN_REPORTS],
            "slips": [slip for entry in standings for slip in entry.slips if slip.unit_id == unit.pk],
        },
    )
