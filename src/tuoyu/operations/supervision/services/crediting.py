"""The only place from which findings and incidents reach the record of credit (penalties: ``penalty_telling``)."""

from __future__ import annotations

from tuoyu.foundation.access.services import house_of
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding, Incident
from tuoyu.operations.supervision.queries.findings import was_late
from tuoyu.operations.supervision.rules.mending import weight_for_credit
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.registers.credit.commands import RecordFact
from tuoyu.registers.credit.services import record_fact
from tuoyu.registers.credit.words import FactKind, SubjectKind
from tuoyu.registers.credit.words import Severity as Gravity


def credit_finding(ctx: Ctx, finding: Finding) -> str:
    """A grave finding that came back, or that is closed late. Returns why; empty where it weighs nothing."""
    is_closed = finding.closed_at is not None
    reason = weight_for_credit(
        Severity(finding.severity),
        is_late=is_closed and was_late(finding),
        # Told when it was opened again; its closing tells no repeat twice.
        repeats=0 if is_closed else finding.repeats,
    )
    if reason:
        record_fact(
            house_of(ctx),
            RecordFact(
                kind=FactKind.FINDING.value,
                severity=Gravity.GENERAL.value,
                subject_kind=SubjectKind.INSTITUTION.value,
                subject_key=str(finding.institution_id),
                subject_name=finding.institution.name,
                source_unit_id=finding.unit_id,
                source_title=f"检查问题：{reason}",
                source_key=f"supervision.finding:{finding.pk}-{finding.repeats}",
                source_link=f"/supervision/findings/{finding.pk}/",
                decided_on=ctx.today,
            ),
        )
    return reason


def credit_incident(ctx: Ctx, incident: Incident) -> None:
    """An incident that was told late, or kept silent: said once, whoever finds it first."""
    record_fact(
        house_of(ctx),
        RecordFact(
            kind=FactKind.INCIDENT.value,
            severity=Gravity.GENERAL.value,
            subject_kind=SubjectKind.INSTITUTION.value,
            subject_key=str(incident.institution_id),
            subject_name=incident.institution.name,
            source_unit_id=incident.institution.supervisor_id,
            source_title="突发事件没有按时报告",
            source_key=f"supervision.incident:{incident.pk}",
            source_link=f"/supervision/incidents/{incident.pk}/",
            decided_on=ctx.today,
        ),
    )
