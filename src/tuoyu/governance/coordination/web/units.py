"""单位: what a unit leads, what it owes, how it stands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.deadlines.queries import open_clocks
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.permissions import VIEW_UNIT
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, render_list
from tuoyu.governance.coordination import permissions, queries
from tuoyu.governance.coordination.queries import TaskStanding
from tuoyu.governance.coordination.web.shapes import clock_mark, standing_pill
from tuoyu.governance.coordination.words import Light
from tuoyu.registers.plans.words import DutyKind

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
    clocks = list(open_clocks(ctx).values_list("unit_id", "due_on"))
    rows = _counted(
        units(ctx).exclude(kind=UnitKind.COLLECTIVE.value),
        leads=Counter(duty.unit_id for e in standings for duty in e.leads),
        answers=_answers(standings),
        troubled=Counter(
            duty.unit_id for e in standings if e.standing.light in {Light.BAD, Light.WARN} for duty in e.leads
        ),
        owed=Counter(unit_id for unit_id, _ in clocks),
        overdue=Counter(unit_id for unit_id, due_on in clocks if due_on < ctx.today),
    )
    return render_list(request, ctx, UNITS, rows, extra={"context_line": "牵头什么、欠什么、现在怎样"})


def _answers(standings: list[TaskStanding]) -> Counter[int]:
    """Tasks a unit answers for; the streets of 各街镇 through their collective."""
    counts: Counter[int] = Counter(duty.unit_id for e in standings for duty in e.responsible)
    for pk, collective_id in queries.collectives_of_members().items():
        counts[pk] += counts[collective_id]
    return counts


def _counted(rows: QuerySet[Unit], **counts: Counter[int]) -> QuerySet[Unit]:
    def column(counter: Counter[int]) -> Case:
        whens = [When(pk=pk, then=Value(count)) for pk, count in counter.items() if count]
        return Case(*whens, default=Value(0), output_field=IntegerField())

    return rows.annotate(**{name: column(counter) for name, counter in counts.items()})


@page(permissions.VIEW_TASK)
def unit_detail(request: CtxRequest, pk: int) -> HttpResponse:
    ctx = request.ctx
    unit = require(ctx, VIEW_UNIT, Unit.objects.all(), pk)
    mine = {unit.pk, unit.collective_id}
    rows: list[dict[str, Any]] = []
    for entry in queries.standings(ctx):
        duty = next((duty for duty in entry.task.duties.all() if duty.unit_id in mine), None)
        if duty is not None:
            rows.append({"entry": entry, "duty": duty, "pill": standing_pill(entry.standing)})
    rows.sort(key=lambda row: row["duty"].kind != DutyKind.LEAD)
    clocks = open_clocks(ctx).filter(unit=unit)[:30]
    return render(
        request,
        "coordination/unit_detail.html",
        {
            "unit": unit,
            "kind": UnitKind.label_of(unit.kind),
            "rows": rows,
            "leads": sum(1 for row in rows if row["duty"].kind == DutyKind.LEAD),
            "clocks": [(clock, clock_mark(ctx, clock)) for clock in clocks],
            "reports": queries.reports(ctx).filter(unit=unit).order_by("-period_on", "task__no")[:12],
            "slips": queries.slips(ctx).filter(unit=unit).order_by("-pk")[:6],
        },
    )
