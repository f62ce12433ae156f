"""The night after the day of sealing: opening begins, whoever sealed."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.queries.draws import uncalled_parties
from tuoyu.operations.supervision.services.draws_calling import call_draws


@job()
def open_ceremonies(ctx: Ctx) -> None:
    """A night without such a draw writes nothing."""
    if uncalled_parties(ctx.now).exists():
        call_draws(ctx)
