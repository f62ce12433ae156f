"""Steps of a task: agreed, reached, blocked, resumed, dropped."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.access.services import require, require_any
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
from tuoyu.governance.coordination.queries import OPEN_MILESTONE
from tuoyu.governance.coordination.rules.proof import note_is_given
from tuoyu.governance.coordination.services.sharing import add_evidence, unit_of_task
from tuoyu.governance.coordination.services.slips import cancel_slips_of, clear_slips_of
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.registers.plans.models import Task
from tuoyu.registers.plans.queries import tasks_in_force


@service(permissions.ADD_MILESTONE)
def add_milestone(ctx: Ctx, command: AddMilestone) -> Milestone:
    """Agree on a step of a task: who owes it, by when, after which other step."""
    task = require(ctx, permissions.ADD_MILESTONE, tasks_in_force(ctx), command.task_id)
    demand(_is_ahead(command.due_on, ctx.today), status=422)
    _demand_open_upstream(ctx, command.upstream_id)
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
        title=milestone_title(task, milestone),
        link=milestone_link(task),
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
    require_any(ctx, permissions.BLOCK_MILESTONE)
    _demand_open_upstream(ctx, command.upstream_id)
    return advance(
        ctx,
        MILESTONE,
        Milestone.objects.all(),
        command.milestone_id,
        "block",
        note=command.obstacle,
        rule=lambda milestone: (
            note_is_given(command.obstacle, "标记受阻", "obstacle")
            & _no_circle(milestone, command.upstream_id)
        ),
        changes={"obstacle": command.obstacle[:200], "upstream_id": command.upstream_id},
    )


@service(permissions.RESUME_MILESTONE)
def resume_milestone(ctx: Ctx, command: ResumeMilestone) -> Milestone:
    """The obstacle is gone."""
    rows = Milestone.objects.all()
    return advance(
        ctx, MILESTONE, rows, command.milestone_id, "resume", note=command.note, changes={"obstacle": ""}
    )


@service(permissions.DROP_MILESTONE)
def drop_milestone(ctx: Ctx, command: DropMilestone) -> Milestone:
    """The step is no longer wanted; its clock stops without counting as met, and nobody is pressed for it any more."""
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
    cancel_slips_of(ctx, milestone)
    return milestone


def milestone_title(task: Task, milestone: Milestone) -> str:
    """What the clock of a milestone is called."""
    return f"任务{task.no} {milestone.title}"


def milestone_link(task: Task) -> str:
    return f"/coordination/tasks/{task.pk}/"


def _not_ahead(day: date, today: date) -> Verdict:
    if day <= today:
        return PASSED
    return Verdict.refuse(
        "coordination.reached_ahead",
        f"完成日期 {day.isoformat()} 在今天之后。",
        next_step="请填写实际完成的日期。",
        field="reached_on",
    )


def _is_ahead(day: date, today: date) -> Verdict:
    if day >= today:
        return PASSED
    return Verdict.refuse(
        "coordination.due_passed",
        f"完成期限 {day.isoformat()} 已经过了。",
        next_step="请填写今天或以后的日期；已经做完的，新增后记为完成。",
        field="due_on",
    )


def _demand_open_upstream(ctx: Ctx, upstream_id: int | None) -> None:
    """One can wait only for a step of the plan in force that is still to be done."""
    rows = Milestone.objects.unscoped("the step that is waited for").filter(
        task__in=tasks_in_force(ctx), state__in=OPEN_MILESTONE
    )
    if upstream_id is not None and not rows.filter(pk=upstream_id).exists():
        raise Refused.because(
            "coordination.upstream_closed",
            "所选的上游节点已经完成、取消，或不在现行方案里。",
            status=422,
            next_step="请选择还没有完成的节点，或不选。",
            field="upstream_id",
        )


def _no_circle(milestone: Milestone, upstream_id: int | None) -> Verdict:
    """A step cannot wait for a step that waits for it."""
    rows = Milestone.objects.unscoped("chains of milestones").filter(upstream__isnull=False)
    upstream_of = dict(rows.values_list("pk", "upstream_id").order_by("pk"))
    current, seen = upstream_id, set[int]()
    while current is not None and current != milestone.pk and current not in seen:
        seen.add(current)
        current = upstream_of.get(current)
    if current is None:
        return PASSED
    return Verdict.refuse(
        "coordination.circle",
        "所选的上游节点本身在等这个节点，互相等待。",
        next_step="请选择另一个上游节点，或不选。",
        field="upstream_id",
    )
