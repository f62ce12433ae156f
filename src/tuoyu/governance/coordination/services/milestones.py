"""Steps of a task: agreed, reached, blocked, resumed, dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.services import cancel_clocks, start_clock
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.commands import (
    AddMilestone,
    BlockMilestone,
    DropMilestone,
    ReachMilestone,
    ResumeMilestone,
)
from tuoyu.governance.coordination.flow import MILESTONE
from tuoyu.governance.coordination.models import Milestone
from tuoyu.governance.coordination.rules.proof import note_is_given
from tuoyu.governance.coordination.services.sharing import add_evidence, unit_of_task
from tuoyu.governance.coordination.services.slips import clear_slips_of
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.registers.plans.models import Task


@service(permissions.ADD_MILESTONE)
def add_milestone(ctx: Ctx, command: AddMilestone) -> Milestone:
    """Agree on a step of a task: who owes it, by when, after which other step."""
    task = require(ctx, permissions.ADD_MILESTONE, Task.objects.all(), command.task_id)
    unit = unit_of_task(task, command.unit_id)
    milestone = Milestone.objects.create(
        task=task,
        unit=unit,
        title=command.title,
        due_on=command.due_on,
        upstream_id=command.upstream_id,
        state=MILESTONE.start,
        state_at=ctx.now,
    )
    start_clock(
        ctx,
        "milestone",
        milestone,
        unit_id=unit.pk,
        title=f"任务{task.no} {command.title}",
        link=f"/coordination/tasks/{task.pk}/",
        started_on=min(ctx.today, command.due_on),
        due_on=command.due_on,
    )
    journal(ctx, permissions.ADD_MILESTONE, milestone, fields=("task", "unit", "title", "due_on", "upstream"))
    return milestone


@service(permissions.REACH_MILESTONE)
def reach_milestone(ctx: Ctx, command: ReachMilestone) -> Milestone:
    """The step is done on a day, not in the future; files that prove it come along."""
    milestone = advance(
        ctx,
        MILESTONE,
        Milestone.objects.all(),
        command.milestone_id,
        "reach",
        note=command.note,
        rule=lambda _: _not_ahead(command.reached_on, ctx.today),
        changes={"reached_on": command.reached_on, "obstacle": ""},
        meets=("milestone",),
    )
    add_evidence(ctx, command.files, milestone=milestone)
    clear_slips_of(ctx, milestone)
    return milestone


@service(permissions.BLOCK_MILESTONE)
def block_milestone(ctx: Ctx, command: BlockMilestone) -> Milestone:
    """Say what stands in the way, and whose step must come first. The cause, not the waiting unit, is then pressed."""
    return advance(
        ctx,
        MILESTONE,
        Milestone.objects.all(),
        command.milestone_id,
        "block",
        note=command.obstacle,
        rule=lambda milestone: (
            note_is_given(command.obstacle, "标记受阻") & _no_circle(milestone, command.upstream_id)
        ),
        changes={"obstacle": command.obstacle[:200], "upstream_id": command.upstream_id},
    )


@service(permissions.RESUME_MILESTONE)
def resume_milestone(ctx: Ctx, command: ResumeMilestone) -> Milestone:
    """The obstacle is gone."""
    rows = Milestone.objects.all()
    return advance(ctx, MILESTONE, rows, command.milestone_id, "resume", changes={"obstacle": ""})


@service(permissions.DROP_MILESTONE)
def drop_milestone(ctx: Ctx, command: DropMilestone) -> Milestone:
    """The step is no longer wanted; its clock stops without counting as met."""
    milestone = advance(
        ctx,
        MILESTONE,
        Milestone.objects.all(),
        command.milestone_id,
        "drop",
        note=command.note,
        rule=lambda _: note_is_given(command.note, "取消节点"),
    )
    cancel_clocks(ctx, milestone)
    return milestone


def _not_ahead(day: date, today: date) -> Verdict:
    if day <= today:
        return PASSED
    return Verdict.refuse(
        "coordination.reached_ahead",
        f"完成日期 {day.isoformat()} 在今天之后。",
        next_step="请填写实际完成的日期。",
        field="reached_on",
    )


def _no_circle(milestone: Milestone, upstream_id: int | None) -> Verdict:
    """A step cannot wait for a step that waits for it."""
    upstream_of: Callable[[int], int | None] = dict(
        Milestone.objects.unscoped("chains of milestones").values_list("pk", "upstream_id")
    ).get
    current = upstream_id
    for _ in range(100):
        if current is None:
            return PASSED
        if current == milestone.pk:
            break
        current = upstream_of(current)
    return Verdict.refuse(
        "coordination.circle",
        "所选的上游节点本身在等这个节点，互相等待。",
        next_step="请选择另一个上游节点，或不选。",
        field="upstream_id",
    )
