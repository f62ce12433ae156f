"""The only place from which findings reach the record of credit."""

from __future__ import annotations

from tuoyu.foundation.jobs.services import announce
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.events.findings import FindingWeighs
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.queries.findings import was_late
from tuoyu.operations.supervision.rules.mending import weight_for_credit
from tuoyu.operations.supervision.words.findings import Severity


def tell_credit(_ctx: Ctx, finding: Finding) -> str:
    """Announce a grave finding that came back, or that is closed late. Returns why; empty where it weighs nothing."""
    is_closed = finding.closed_at is not None
    reason = weight_for_credit(
        Severity(finding.severity),
        is_late=is_closed and was_late(finding),
        # Told when it was opened again; its closing tells no repeat twice.
        repeats=0 if is_closed else finding.repeats,
    )
    if reason:
        announce(FindingWeighs(finding.pk, finding.institution_id, reason))
    return reason
