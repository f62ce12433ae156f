"""The daily round of targets: goals follow the law, figures are drawn from the systems of record."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.governance.targets import services
from tuoyu.governance.targets.commands import PullObservations
from tuoyu.governance.targets.words import Period
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.queries import plan_in_force


@job()
def follow_the_law(ctx: Ctx) -> None:
    """A law above the plan may set a new goal while the plan is running; what is known writes nothing."""
    plan = plan_in_force(ctx)
    if plan is not None:
        services.adopt_goals(ctx, plan.pk)


@job()
def pull_figures(ctx: Ctx) -> None:
    """Every day, because a figure may be put right after its month has ended; what is unchanged writes nothing."""
    for period in Period:
        services.pull_observations(ctx, PullObservations(period))
