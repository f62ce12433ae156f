"""What targets hears: a plan came into force."""

from __future__ import annotations

from tuoyu.governance.targets import services
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.events import PlanAdopted


def set_goals(ctx: Ctx, event: PlanAdopted) -> None:
    services.adopt_goals(ctx, event.version_id)
