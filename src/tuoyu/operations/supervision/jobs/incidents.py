"""Every five minutes: is anybody silent, has nobody taken note?"""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.policy.incidents import acknowledge_minutes_at
from tuoyu.operations.supervision.queries.incidents import overdue, unanswered
from tuoyu.operations.supervision.services.incident_rounds import watch_incidents


@job()
def watch(ctx: Ctx) -> None:
    """A quiet round writes nothing, else the journal would be full of them."""
    minutes = acknowledge_minutes_at(ctx.today, ctx.area)
    if overdue(ctx.now).exists() or unanswered(ctx.now, minutes).exists():
        watch_incidents(ctx)
