"""The duties of the plan in force beside the items of the library."""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.policy.duties import duty_words_at, kinds_of
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.rules.duties import (
    DutyLine,
    DutyProblem,
    DutyTask,
    Holder,
    duty_lines,
    lint_duties,
    supervising,
    tasks_for,
)
from tuoyu.registers.plans.models import Duty, Task
from tuoyu.registers.plans.queries import duties_in_force
from tuoyu.registers.plans.words import DutyKind


@dataclass(frozen=True, slots=True)
class DutyReport:
    """The tasks of supervision, the matrix, and what is wrong with it."""

    tasks: tuple[DutyTask, ...]
    lines: tuple[DutyLine, ...]
    problems: tuple[DutyProblem, ...]


@dataclass(frozen=True, slots=True)
class Answerable:
    """The task under which a finding falls, and the unit that leads it."""

    task: Task
    unit: Unit


def duty_report(ctx: Ctx) -> DutyReport:
    """Held against the plan in force today; without one only what the library itself tells."""
    words = duty_words_at(ctx.today, ctx.area)
    tasks = tuple(drawn for _, _, drawn in _tasks(ctx))
    items = [row.item for row in items_in_force(ctx.today)]
    found = supervising(tasks, words)
    return DutyReport(found, duty_lines(items, found), lint_duties(items, tasks, words))


def answerable_for(ctx: Ctx, finding: Finding) -> Answerable | None:
    """Who leads the task under which an overdue finding falls; None where the plan in force has no such task."""
    rows = _tasks(ctx)
    domain = finding.item.domain if finding.item else ""
    words = duty_words_at(ctx.today, ctx.area)
    found = tasks_for(domain, tuple(drawn for _, _, drawn in rows), words)
    if not found:
        return None
    task, lead, _ = next(row for row in rows if row[2] == found[0])
    return Answerable(task, lead.unit)


def _tasks(ctx: Ctx) -> list[tuple[Task, Duty, DutyTask]]:
    """Each task in the plan's order with its lead and as rules read it."""
    behind: dict[int, list[Duty]] = {}
    for duty in duties_in_force(ctx):
        behind.setdefault(duty.task_id, []).append(duty)
    return [_drawn(duties) for duties in behind.values()]


def _drawn(duties: list[Duty]) -> tuple[Task, Duty, DutyTask]:
    ordered = sorted(duties, key=lambda duty: (duty.kind != DutyKind.LEAD, duty.position))
    task = ordered[0].task
    holders = tuple(Holder(duty.unit.name, kinds_of(duty.unit.name)) for duty in ordered)
    return task, ordered[0], DutyTask(task.no, task.title, holders)
