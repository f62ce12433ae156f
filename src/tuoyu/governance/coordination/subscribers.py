"""What coordination does when the plan changes."""

from __future__ import annotations

from tuoyu.governance.coordination import services
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.events import PlanAdopted


def carry_over(ctx: Ctx, event: PlanAdopted) -> None:
    """Open work of the version that stepped back goes on under the task that continues it."""
    services.carry_over_work(ctx, event.version_id)
