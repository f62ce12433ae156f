"""The day by which a finding must be mended."""

from __future__ import annotations

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.services.telling import finding_link
from tuoyu.operations.supervision.words.findings import MEND_CLOCKS, Severity


def start_mend_clock(ctx: Ctx, finding: Finding) -> Clock:
    """A new term from today, in the transaction of the act that gives it; reminders begin anew with it."""
    clock = start_clock(
        ctx,
        MEND_CLOCKS[Severity(finding.severity)],
        finding,
        unit_id=finding.institution.unit_id or finding.unit_id,
        title=f"整改 {finding.institution.name}：{finding.sentence}",
        link=finding_link(finding),
    )
    finding.due_on, finding.reminders = clock.due_on, 0
    finding.save(update_fields=["due_on", "reminders"])
    return clock
