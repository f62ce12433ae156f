"""What coordination does when the plan changes."""

from __future__ import annotations

from tuoyu.foundation.audit.services import journal
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.governance.coordination.permissions import OPEN_REPORT
from tuoyu.governance.coordination.queries import OPEN_MILESTONE, OPEN_SLIP, OWED_REPORT
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.events import PlanAdopted
from tuoyu.registers.plans.models import Task


def carry_over(ctx: Ctx, event: PlanAdopted) -> None:
    """Open work of the version that stepped back goes on under the task that continues it; the rest stays as history."""
    moved = 0
    continued = Task.objects.unscoped("tasks that continue").filter(
        version_id=event.version_id, continues__isnull=False
    )
    for task_id, earlier_id in continued.values_list("pk", "continues_id").order_by("no"):
        for model, states in ((Milestone, OPEN_MILESTONE), (Report, OWED_REPORT), (Slip, OPEN_SLIP)):
            rows = model.objects.unscoped("open work of the earlier version")
            moved += rows.filter(task_id=earlier_id, state__in=states).update(task_id=task_id)
    journal(ctx, OPEN_REPORT, note=f"方案换版：承接未办结事项 {moved} 件")
