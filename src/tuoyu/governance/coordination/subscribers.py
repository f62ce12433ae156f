"""What coordination does when the plan changes, and when what was found wrong is not mended in time."""

from __future__ import annotations

from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import PressFinding, SettleFinding
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.events.findings import FindingOverdue, FindingSettled
from tuoyu.registers.plans.events import PlanAdopted


def carry_over(ctx: Ctx, event: PlanAdopted) -> None:
    """Open work of the version that stepped back goes on under the task that continues it."""
    services.carry_over_work(ctx, event.version_id)


def press_finding(ctx: Ctx, event: FindingOverdue) -> None:
    """Who leads the task hears of it by a slip."""
    services.press_finding(ctx, PressFinding(event.finding_id, event.days))


def settle_finding(ctx: Ctx, event: FindingSettled) -> None:
    """Nobody is pressed for it any more."""
    services.settle_finding(ctx, SettleFinding(event.finding_id, event.is_cancelled))
