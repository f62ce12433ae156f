"""What milestones, reports and slips share: whose unit may stand behind a task, and how evidence is kept."""

from __future__ import annotations

from collections.abc import Iterable

from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1
from tuoyu.governance.coordination.commands import NewFile
from tuoyu.governance.coordination.models import Evidence, Milestone, Report
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.models import Duty, Task


def unit_of_task(task: Task, unit_id: int) -> Unit:
    """A unit with a duty in the task, itself or as a member of a collective (a street of 各街镇)."""
    unit = Unit.objects.unscoped("unit of a duty").filter(pk=unit_id).first()
    duties = Duty.objects.unscoped("units of a task").filter(task=task)
    if unit is not None and duties.filter(unit_id__in=(unit.pk, unit.collective_id or unit.pk)).exists():
        return unit
    raise Refused.because(
        "coordination.unit_not_in_task",
        f"{unit.name if unit else '该单位'}不是任务 {task.no} 的牵头或责任单位。",
        status=422,
        basis="方案所列牵头单位、责任单位",
        next_step="请从该任务的单位中选择。",
        field="unit_id",
    )


def add_evidence(
    ctx: Ctx, files: Iterable[NewFile], *, report: Report | None = None, milestone: Milestone | None = None
) -> None:
    added = 0
    for new in files:
        stored = store_file(ctx, new.name, new.content, data_class=C1)
        Evidence.objects.create(
            report=report,
            milestone=milestone,
            file=stored,
            caption=(new.caption or stored.name)[:100],
            added_at=ctx.now,
            added_by=ctx.actor.name,
        )
        added += 1
    if report is not None and added:
        report.evidence_count = report.evidence_count + added
        report.save(update_fields=["evidence_count"])
