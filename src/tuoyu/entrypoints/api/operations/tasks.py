"""Tasks of the plan in force, with who stands behind them and how they stand today."""

from __future__ import annotations

from typing import Any

from ninja import Path, Query, Router

from tuoyu.entrypoints.api.cursors import page_of, slice_of
from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import MilestoneOut, Number, Page, Paging, TaskDetailOut, TaskOut
from tuoyu.foundation.ui.keyset import Order
from tuoyu.governance.coordination.flow import MilestoneState
from tuoyu.governance.coordination.permissions import VIEW_TASK
from tuoyu.governance.coordination.queries import TaskStanding, milestones_of, standings
from tuoyu.registers.plans.models import Duty
from tuoyu.registers.plans.permissions import VIEW as VIEW_PLAN
from tuoyu.registers.plans.queries import tasks_in_force

router = Router(tags=["任务"])


@operation(router, "GET", "/tasks", VIEW_TASK, answer=Page[TaskOut], also=(VIEW_PLAN,))
def coordination_task_list(request: ApiRequest, query: Query[Paging]) -> dict[str, Any]:
    """任务清单：牵头和责任单位、今天的状态和原因。按序号排列。"""
    found, after = slice_of(
        standings(request.ctx), lambda each: each.task.no, tasks_in_force(request.ctx), query, "tasks"
    )
    return {"items": [_line(each) for each in found], "next": after}


@operation(router, "GET", "/tasks/{no}", VIEW_TASK, answer=TaskDetailOut, also=(VIEW_PLAN,))
def coordination_task_detail(request: ApiRequest, no: Path[Number]) -> dict[str, Any]:
    """一项任务：原文、举措、问题和节点。``no`` 是任务在方案里的序号。"""
    found = next((each for each in standings(request.ctx) if each.task.no == no), None)
    if found is None:
        raise _unknown(no)
    task = found.task
    return {
        **_line(found),
        "clause": task.clause,
        "measures": list(task.measures),
        "deadline": task.deadline,
        "troubles": [
            {
                "light": str(trouble.light),
                "sentence": trouble.sentence,
                "solver": trouble.solver,
                "upstream": trouble.upstream,
            }
            for trouble in found.standing.troubles
        ],
    }


@operation(router, "GET", "/tasks/{no}/milestones", VIEW_TASK, answer=Page[MilestoneOut], also=(VIEW_PLAN,))
def coordination_milestone_list(
    request: ApiRequest, no: Path[Number], query: Query[Paging]
) -> dict[str, Any]:
    """一项任务的节点，按期限排列。"""
    task = tasks_in_force(request.ctx).filter(no=no).first()
    if task is None:
        raise _unknown(no)
    rows = milestones_of(request.ctx, task).prefetch_related(None)
    fields = ("title", "unit__code", "unit__name", "due_on", "state", "reached_on")
    return page_of(rows, Order("due", "due_on"), fields, query, f"milestones.{task.pk}", _milestone)


def _line(each: TaskStanding) -> dict[str, Any]:
    task, standing = each.task, each.standing
    return {
        "no": task.no,
        "title": task.title,
        "section": task.section,
        "section_title": task.section_title,
        "leads": [_unit(duty) for duty in each.leads],
        "responsible": [_unit(duty) for duty in each.responsible],
        "standing": {
            "light": str(standing.light),
            "label": standing.state_sentence,
            "sentence": standing.sentence,
            "solver": standing.solver,
            "upstream": standing.upstream,
        },
        "open_slips": each.open_slips,
    }


def _unit(duty: Duty) -> dict[str, str]:
    return {"code": duty.unit.code, "name": duty.unit.name}


def _milestone(row: tuple[Any, ...]) -> dict[str, Any]:
    pk, title, unit_code, unit_name, due_on, state, reached_on = row
    return {
        "id": pk,
        "title": title,
        "unit": {"code": unit_code, "name": unit_name},
        "due_on": due_on,
        "state": state,
        "state_label": MilestoneState.label_of(state),
        "reached_on": reached_on,
    }


def _unknown(no: int) -> ApiError:
    return ApiError("TY-4041", f"现行方案里没有第 {no} 项任务。")
