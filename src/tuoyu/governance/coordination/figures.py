"""What coordination itself counts: figures that a report may draw from the system instead of typing them."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.governance.coordination.flow import MilestoneState
from tuoyu.governance.coordination.models import Milestone
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.queries import in_force


def milestones_reached(ctx: Ctx, on: date, area: str | None) -> Count:
    """Of the milestones of the plan in force that were due by ``on``, those reached by then."""
    rows = Milestone.objects.unscoped("a figure counts for everybody alike").filter(
        in_force(ctx.area, "task__"), due_on__lte=on
    )
    rows = rows.exclude(state=MilestoneState.DROPPED.value).filter(unit__area__startswith=area or ctx.area)
    return Count(rows.filter(reached_on__lte=on).count(), rows.count())


def reports_on_time(ctx: Ctx, on: date, area: str | None) -> Count:
    """Of the report clocks that ran out by ``on`` this year, those met by their last day."""
    year = date(on.year, 1, 1)
    rows = Clock.objects.unscoped("a figure counts for everybody alike").filter(
        kind="report_due",
        due_on__range=(year, on),
        cancelled_on__isnull=True,
        unit__area__startswith=area or ctx.area,
    )
    return Count(rows.filter(met_on__lte=F("due_on")).count(), rows.count())


FIGURES = (
    FigureSource(
        key="coordination.milestones_reached",
        label="到期节点完成率",
        definition="现行方案中已到期的任务节点里，已完成的比例（已取消的不计）",
        unit="%",
        numerator_label="已完成的到期节点数",
        denominator_label="到期节点数",
        owner_app="coordination",
        compute=milestones_reached,
        rows_url=lambda _area: "/coordination/milestones/",
    ),
    FigureSource(
        key="coordination.reports_on_time",
        label="进展按期报送率",
        definition="本年度已到期的进展报送中，在期限内报送的比例",
        unit="%",
        numerator_label="按期报送份数",
        denominator_label="应报送份数",
        owner_app="coordination",
        compute=reports_on_time,
        rows_url=lambda _area: "/coordination/reports/",
    ),
)
