"""Findings: opened with the day by which they must be mended."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.permissions.findings import OPEN_FINDING
from tuoyu.operations.supervision.words.findings import MEND_CLOCKS, Severity
from tuoyu.registers.institutions.queries import institution_for_update


@service(OPEN_FINDING)
def open_finding(ctx: Ctx, command: OpenFinding) -> Finding:
    """Write down what is wrong and start the clock of the institution. Called by the house, for who found it.

    An institution whose people have no account yet has no clock of its own: the department that found it keeps it.
    """
    require_any(ctx, OPEN_FINDING)
    institution = institution_for_update(command.institution_id)
    finding = Finding(
        institution=institution,
        visit_id=command.visit_id,
        item_id=command.item_id,
        unit_id=command.unit_id,
        severity=Severity(command.severity).value,
        sentence=command.sentence.strip()[:300],
        found_at=command.found_at,
        found_by=command.found_by,
        found_by_user_id=command.found_by_user_id,
        state=FindingState.OPEN.value,
        state_at=ctx.now,
        due_on=ctx.today,
    )
    finding.save(force_insert=True)
    clock = start_clock(
        ctx,
        MEND_CLOCKS[Severity(finding.severity)],
        finding,
        unit_id=institution.unit_id or command.unit_id,
        title=f"整改 {institution.name}：{finding.sentence}",
        link=f"/supervision/findings/{finding.pk}/",
    )
    finding.due_on = clock.due_on
    finding.save(update_fields=["due_on"])
    journal(ctx, OPEN_FINDING, finding, fields=("severity", "sentence", "due_on"), basis=clock.basis)
    return finding
