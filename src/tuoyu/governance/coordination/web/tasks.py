"""任务: the list of the plan's tasks and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from tuoyu.foundation.access.services import allowed, not_found
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.at_hand import rows_at_hand
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
from tuoyu.governance.coordination.queries import TaskStanding
from tuoyu.governance.coordination.web.shapes import buttons_of, standing_pill, stands_behind
from tuoyu.governance.coordination.words import Light
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Task

SHOWN_REPORTS = 13
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
    """Every task with its light, which follows from rules: so the list is worked out, not read."""
    standings = queries.standings(request.ctx)
    rows = rows_at_hand(Task, (_line(entry) for entry in standings))
    context = f"{standings[0].task.version.doc_no} · {len(standings)} 项任务" if standings else ""
    return render_list(request, request.ctx, TASKS, rows, extra={"context_line": context})


def _line(entry: TaskStanding) -> dict[str, Any]:
    return {
        "pk": entry.task.pk,
        "no": entry.task.no,
        "title": entry.task.title,
        "clause": entry.task.clause,
        "light": LIGHT_ORDER[entry.standing.light],
        "state": entry.standing.state_sentence,
        "why": entry.standing.sentence,
        "solver": entry.standing.solver,
        "leads": entry.lead_names,
    }


@page(permissions.VIEW_TASK)
def task_detail(request: CtxRequest, pk: int) -> HttpResponse:
    """One task: clause, units, measures, milestones with their causes, reports, slips, and what other apps add."""
    ctx = request.ctx
    standings = queries.standings(ctx)
    entry = next((each for each in standings if each.task.pk == pk), None)
    if entry is None:
        raise not_found()
    reports = queries.reports(ctx).filter(task=entry.task).order_by("-period_on", "unit__position")
    return render(
        request,
        "coordination/task_detail.html",
        {
            "task": entry.task,
            "entry": entry,
            "pill": standing_pill(entry.standing),
            "milestones": _milestones(ctx, entry, standings),
            "reports": reports[:SHOWN_REPORTS],
            "may_add": allowed(ctx, permissions.ADD_MILESTONE) and stands_behind(ctx, entry.leads),
            "may_report": allowed(ctx, permissions.SUBMIT_REPORT) and stands_behind(ctx, entry.duties),
            "may_issue": allowed(ctx, permissions.ISSUE_SLIP),
        },
    )


def _milestones(ctx: Ctx, entry: TaskStanding, standings: list[TaskStanding]) -> list[dict[str, Any]]:
    """Each step with the step it waits for, its evidence, and what the person may do with it."""
    everything = {fact.id: fact for each in standings for fact in each.milestones}
    proofs = queries.evidence_of_milestones(ctx, entry.task)
    return [
        {
            "row": fact,
            "upstream": everything.get(fact.upstream_id),
            "proofs": proofs.get(fact.id, ()),
            "buttons": buttons_of(ctx, MILESTONE, fact.state, "milestone", fact.id, fact.unit_id),
        }
        for fact in entry.milestones
    ]
