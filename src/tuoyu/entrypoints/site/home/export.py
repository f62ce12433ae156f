"""The cockpit as a file: every task and every goal as they stand today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http.response import HttpResponseBase

from tuoyu.foundation.ui.exports import file_response
from tuoyu.governance.coordination.queries import TaskStanding
from tuoyu.governance.targets.queries import GoalStanding
from tuoyu.kernel.context import Ctx

COLUMNS = (
    "类别",
    "序号",
    "名称",
    "牵头或负责单位",
    "状态",
    "原因",
    "谁来解",
    "上游",
    "实际值",
    "目标值",
    "计量单位",
)


def export_standings(
    ctx: Ctx, tasks: Sequence[TaskStanding], goals: Sequence[GoalStanding], fmt: str
) -> HttpResponseBase:
    return file_response("方案总览", COLUMNS, _rows(tasks, goals), fmt, ctx.today)


def _rows(tasks: Sequence[TaskStanding], goals: Sequence[GoalStanding]) -> Iterator[tuple[Any, ...]]:
    for entry in tasks:
        standing = entry.standing
        yield (
            "任务",
            entry.task.no,
            entry.task.title,
            entry.lead_names,
            standing.state_sentence,
            standing.sentence,
            standing.solver,
            standing.upstream,
            None,
            None,
            "",
        )
    for goal in goals:
        owner = goal.indicator.owner.name if goal.indicator.owner else ""
        yield (
            "指标",
            goal.goal.due_on.year if goal.goal.due_on else None,
            goal.indicator.name,
            owner,
            goal.status.label,
            goal.sentence,
            owner,
            "",
            goal.latest_value,
            goal.goal.value,
            goal.indicator.unit,
        )
