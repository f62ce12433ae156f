"""任务: the list of the plan's tasks and the page of each."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.casework.queries import options
from tuoyu.foundation.ui.lists import (
    Column,
    Empty,
    Filter,
    FilterKind,
    ListSpec,
    Row,
    render_list,
)
from tuoyu.foundation.ui.marks import pill
from tuoyu.governance.coordination import permissions, queries
from tuoyu.governance.coordination.flow import MILESTONE
from tuoyu.governance.coordination.models import Milestone
from tuoyu.governance.coordination.queries import TaskStanding
from tuoyu.governance.coordination.web.shapes import buttons_of, standing_pill
from tuoyu.governance.coordination.words import Light
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Task
from tuoyu.registers.plans.queries import plan_in_force, tasks_with_duties

LIGHT_ORDER = {Light.BAD: "1", Light.WARN: "2", Light.NONE: "3", Light.OK: "4"}
LIGHT_OF_ORDER = {value: key for key, value in LIGHT_ORDER.items()}


def _light_cell(value: Any, row: Row) -> str:
    return pill(LIGHT_OF_ORDER[value].value, row["state"])


def _task_cell(value: Any, row: Row) -> str:
    return f"{value} {row['title']}"


TASKS = ListSpec(
    name="coordination.task",
    title="任务",
    columns=(
        Column("no", "任务", cell=_task_cell, is_sortable=True, is_wide=True, export=_task_cell),
        Column("light", "状态", cell=_light_cell, is_sortable=True, export=lambda _, row: row["state"]),
        Column("why", "原因", is_wide=True),
        Column("solver", "谁来解", is_wide=True),
        Column("leads", "牵头单位", is_sortable=True, is_wide=True),
    ),
    filters=(
        Filter(
            "light",
            "状态",
            FilterKind.MULTI,
            choices=tuple((order, light.label) for light, order in LIGHT_ORDER.items()),
        ),
        Filter("leads", "牵头单位", FilterKind.TEXT),
    ),
    search_fields=("title", "clause", "why"),
    search_hint="搜任务名称、原文、原因",
    default_sort="no",
    row_url="coordination:task-detail",
    extra_fields=("state", "title"),
    export_name="任务",
    empty=Empty(
        "还没有现行方案",
        "导入并采用一份方案后，任务会出现在这里。",
        "list-numbers",
        "导入方案",
        "/plans/import/",
    ),
)


@page(permissions.VIEW_TASK)
def task_list(request: CtxRequest) -> HttpResponseBase:
    """Every task with its light. The light is computed, then told to the database so that lists sort and filter by it."""
    standings = queries.standings(request.ctx)
    rows = _told(queries.tasks(request.ctx), standings)
    plan = plan_in_force(request.ctx)
    context = f"{plan.doc_no} · {len(standings)} 项任务" if plan else ""
    return render_list(request, request.ctx, TASKS, rows, extra={"context_line": context})


def _told(rows: QuerySet[Task], standings: list[TaskStanding]) -> QuerySet[Task]:
    def column(facts: dict[int, str]) -> Case:
        whens = [When(pk=pk, then=Value(fact)) for pk, fact in facts.items()]
        return Case(*whens, default=Value(""), output_field=CharField())

    return rows.annotate(
        light=column({e.task.pk: LIGHT_ORDER[e.standing.light] for e in standings}),
        state=column({e.task.pk: e.standing.state_sentence for e in standings}),
        why=column({e.task.pk: e.standing.sentence for e in standings}),
        solver=column({e.task.pk: e.standing.solver for e in standings}),
        leads=column({e.task.pk: e.lead_names for e in standings}),
    )


@page(permissions.VIEW_TASK)
def task_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One task: clause, units, measures, milestones with their causes, reports, slips, and what other apps add."""
    ctx = request.ctx
    task = require(ctx, permissions.VIEW_TASK, tasks_with_duties(ctx), pk)
    entry = next(e for e in queries.standings(ctx) if e.task.pk == task.pk)
    return render(
        request,
        "coordination/task_detail.html",
        {
            "task": task,
            "entry": entry,
            "pill": standing_pill(entry.standing),
            "milestones": [_milestone(ctx, milestone) for milestone in queries.milestones_of(ctx, task)],
            "reports": queries.reports(ctx).filter(task=task).order_by("-period_on", "unit__position")[:13],
            "slips": queries.slips(ctx).filter(task=task).order_by("-pk")[:5],
            "may_add": allowed(ctx, permissions.ADD_MILESTONE),
            "may_report": allowed(ctx, permissions.SUBMIT_REPORT),
            "may_issue": allowed(ctx, permissions.ISSUE_SLIP),
        },
    )


def _milestone(ctx: Ctx, milestone: Milestone) -> dict[str, Any]:
    return {
        "row": milestone,
        "state": MILESTONE.states.label_of(milestone.state),
        "buttons": buttons_of(options(ctx, MILESTONE, milestone), "coordination", "milestone", milestone.pk),
    }
