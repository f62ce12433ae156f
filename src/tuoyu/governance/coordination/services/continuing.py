"""A new version of the plan: open work goes on under the task that continues it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import cancel_clocks, relink_clocks
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.governance.coordination.permissions import OPEN_REPORT
from tuoyu.governance.coordination.queries import OPEN_MILESTONE, OPEN_SLIP, OWED_REPORT
from tuoyu.governance.coordination.services.milestones import milestone_link, milestone_title
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Task
from tuoyu.registers.plans.words import VersionState

Work: TypeAlias = Milestone | Report | Slip
OPEN_WORK: tuple[tuple[type[Work], tuple[str, ...]], ...] = (
    (Milestone, OPEN_MILESTONE),
    (Report, OWED_REPORT),
    (Slip, OPEN_SLIP),
)


@service(OPEN_REPORT)
def carry_over_work(ctx: Ctx, version_id: int) -> int:
    """Move what is open to the tasks of the version, clocks included. Returns how many rows moved.

    What no task continues stays as history: its clocks stop, so that nobody is reminded of a duty that fell away.
    """
    require_any(ctx, OPEN_REPORT)
    moved = 0
    continued = Task.objects.unscoped("tasks that continue").filter(
        version_id=version_id, continues__isnull=False
    )
    for task in continued.order_by("no"):
        moved += sum(_move(row, task) for row in _open_work(task.continues_id))
    dropped = [row for pk in _tasks_left(ctx, version_id) for row in _open_work(pk)]
    for row in dropped:
        cancel_clocks(ctx, row)
    journal(
        ctx, OPEN_REPORT, note=f"方案换版：承接未办结事项 {moved} 件，{len(dropped)} 件没有任务承接，时限取消"
    )
    return moved


def _open_work(task_id: int | None) -> Iterator[Work]:
    if task_id is None:
        return
    for model, states in OPEN_WORK:
        rows = model.objects.unscoped("open work of the earlier version")
        yield from rows.filter(task_id=task_id, state__in=states).order_by("pk")


def _tasks_left(ctx: Ctx, version_id: int) -> list[int]:
    """Tasks of versions that stepped back in this district, whatever still hangs on them."""
    rows = Task.objects.unscoped("tasks that ended").filter(version__area=ctx.area)
    return list(
        rows.filter(version__state=VersionState.SUPERSEDED.value, version_id__lt=version_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _move(row: Work, task: Task) -> bool:
    """To the task that continues; not where that task was asked for the same month already."""
    if isinstance(row, Report):
        twins = Report.objects.unscoped("asked for twice").filter(
            task=task, unit=row.unit_id, period_on=row.period_on
        )
        if twins.exists():
            return False
    row.task = task
    row.save(update_fields=["task"])
    if isinstance(row, Milestone):
        relink_clocks(row, title=milestone_title(task, row), link=milestone_link(task))
    return True
