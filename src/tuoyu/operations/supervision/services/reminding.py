"""The daily round of findings that should have been mended."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.events.findings import FindingOverdue
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.permissions.findings import REMIND_FINDINGS
from tuoyu.operations.supervision.policy.findings import overdue_steps_at
from tuoyu.operations.supervision.queries.findings import overdue_findings
from tuoyu.operations.supervision.rules.mending import step_reached
from tuoyu.operations.supervision.services.telling import tell_department, tell_institution


@service(REMIND_FINDINGS)
def remind_findings(ctx: Ctx) -> int:
    """Tell those concerned at each step of being overdue, once. Run again on a day it tells nothing. Returns how many."""
    require_any(ctx, REMIND_FINDINGS)
    steps = overdue_steps_at(ctx.today, ctx.area)
    rows = overdue_findings(ctx).select_for_update(of=("self",)).order_by("pk")
    told = sum(_remind(ctx, finding, steps) for finding in rows)
    journal(ctx, REMIND_FINDINGS, note=f"催办逾期整改 {told} 件")
    return told


def _remind(ctx: Ctx, finding: Finding, steps: tuple[int, ...]) -> bool:
    days, _ = work_calendar().count_provisional(finding.due_on, ctx.today)
    step = step_reached(days, steps)
    if step <= finding.reminders:
        return False
    finding.reminders = step
    finding.save(update_fields=["reminders"])
    sentence = f"整改已逾期 {days} 个工作日：{finding.institution.name} {finding.sentence}"
    tell_institution(ctx, finding, sentence)
    tell_department(ctx, finding, sentence)
    announce(FindingOverdue(finding.pk, finding.unit_id, days))
    return True
