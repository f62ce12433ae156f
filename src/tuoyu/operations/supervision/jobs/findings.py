"""What the house does with findings by itself: the daily round, and asking others about serious ones."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job, subscribe
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.events.findings import FindingOpened
from tuoyu.operations.supervision.services.reminding import remind_findings as remind
from tuoyu.operations.supervision.services.self_checks import spread_serious_finding


@job()
def remind_findings(ctx: Ctx) -> None:
    """What should have been mended is told to those concerned."""
    remind(ctx)


@subscribe(FindingOpened)
def spread_finding(ctx: Ctx, event: FindingOpened) -> None:
    """Serious findings are asked of the institutions that are alike."""
    spread_serious_finding(ctx, event.finding_id)
