"""A new version of the plan: open work goes on under the task that continues it."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.governance.coordination.permissions import OPEN_REPORT
from tuoyu.governance.coordination.queries import OPEN_MILESTONE, OPEN_SLIP, OWED_REPORT
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Task

OPEN_WORK = ((Milestone, OPEN_MILESTONE), (Report, OWED_REPORT), (Slip, OPEN_SLIP))


@service(OPEN_REPORT)
def carry_over_work(ctx: Ctx, version_id: int) -> int:
    """Move what is open to the tasks of the version; the rest stays as history. Returns how many rows moved."""
    require_any(ctx, OPEN_REPORT)
    moved = 0
    continued = Task.objects.unscoped("tasks that continue").filter(
        version_id=version_id, continues__isnull=False
    )
    for task_id, earlier_id in continued.values_list("pk", "continues_id").order_by("no"):
        for model, states in OPEN_WORK:
            rows = model.objects.unscoped("open work of the earlier version")
            moved += rows.filter(task_id=earlier_id, state__in=states).update(task_id=task_id)
    journal(ctx, OPEN_REPORT, note=f"方案换版：承接未办结事项 {moved} 件")
    return moved
