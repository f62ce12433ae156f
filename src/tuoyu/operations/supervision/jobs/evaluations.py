"""The daily round of evaluations."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.services.evaluations import expire_evaluations


@job()
def expire_results(ctx: Ctx) -> None:
    """Results of evaluations whose days are over are no longer shown."""
    expire_evaluations(ctx)
