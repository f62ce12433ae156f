"""The daily round of targets: figures of the period that has just ended are drawn from the systems of record."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.governance.targets import services
from tuoyu.governance.targets.commands import PullObservations
from tuoyu.governance.targets.words import Period
from tuoyu.kernel.context import Ctx


@job()
def pull_figures(ctx: Ctx) -> None:
    """Every day, because a figure may be put right after its month has ended; what is unchanged writes nothing."""
    for period in Period:
        services.pull_observations(ctx, PullObservations(period))
