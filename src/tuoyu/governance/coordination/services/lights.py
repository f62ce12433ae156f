"""The daily snapshot of how every task stands."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.models import LightRecord
from tuoyu.governance.coordination.queries import standings
from tuoyu.kernel.context import Ctx


@service(permissions.SNAPSHOT_TASK)
def snapshot_tasks(ctx: Ctx) -> int:
    """Keep how every task stands today; the cockpit compares weeks with it. Run again it replaces today's rows."""
    require_any(ctx, permissions.SNAPSHOT_TASK)
    rows = [
        LightRecord(
            task=entry.task,
            on=ctx.today,
            light=entry.standing.light.value,
            sentence=entry.standing.sentence[:300],
        )
        for entry in standings(ctx)
    ]
    LightRecord.objects.unscoped("today's snapshot").filter(
        on=ctx.today, task__in=[row.task for row in rows]
    ).delete()
    LightRecord.objects.bulk_create(rows)
    journal(ctx, permissions.SNAPSHOT_TASK, note=f"{len(rows)} 项任务")
    return len(rows)
