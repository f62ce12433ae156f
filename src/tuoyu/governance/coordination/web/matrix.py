"""责任矩阵: units × tasks as the plan says it, with the state of each task, and what the lint finds in the plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.ui.matrix import Duty, MatrixColumn, MatrixRow
from tuoyu.governance.coordination import permissions, queries
from tuoyu.governance.coordination.queries import TaskStanding
from tuoyu.registers.plans.queries import findings_in_force
from tuoyu.registers.plans.words import DutyKind


@page(permissions.VIEW_TASK)
def duty_matrix(request: CtxRequest) -> HttpResponse:
    standings = queries.standings(request.ctx)
    return render(
        request,
        "coordination/task_matrix.html",
        {
            "plan": standings[0].task.version if standings else None,
            "columns": columns_of(standings),
            "rows": rows_of(standings),
            "findings": findings_in_force(request.ctx),
        },
    )


def columns_of(standings: list[TaskStanding]) -> list[MatrixColumn]:
    return [
        MatrixColumn(str(e.task.no), e.task.title, reverse("coordination:task-detail", args=[e.task.pk]))
        for e in standings
    ]


def rows_of(standings: list[TaskStanding], limit: int = 0) -> list[MatrixRow]:
    """One row a unit: those that lead most first, then those that answer for most."""
    units: dict[int, Unit] = {duty.unit_id: duty.unit for e in standings for duty in e.duties}
    cells = {pk: [_cell(e, pk) for e in standings] for pk in units}
    ranked = sorted(
        units, key=lambda pk: (-_weight(cells[pk], "lead"), -_weight(cells[pk], "share"), units[pk].position)
    )
    return [
        MatrixRow(units[pk].short_name, cells[pk], reverse("coordination:unit-detail", args=[pk]))
        for pk in (ranked[:limit] if limit else ranked)
    ]


def _cell(entry: TaskStanding, unit_id: int) -> tuple[str, str] | None:
    for duty in entry.duties:
        if duty.unit_id == unit_id:
            kind = Duty.LEAD if duty.kind == DutyKind.LEAD else Duty.SHARE
            return str(kind), entry.standing.light.value
    return None


def _weight(cells: list[tuple[str, str] | None], kind: str) -> int:
    return sum(1 for cell in cells if cell is not None and cell[0] == kind)
