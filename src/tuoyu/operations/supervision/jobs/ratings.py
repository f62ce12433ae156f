"""The rounds of ratings."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.ratings import MakeRatings
from tuoyu.operations.supervision.queries.ratings import last_round_on
from tuoyu.operations.supervision.services.ratings import make_ratings
from tuoyu.operations.supervision.words.ratings import Cause


@job()
def rate_monthly(ctx: Ctx) -> None:
    """Once a month, on its first day or as soon after as the house is awake."""
    last = last_round_on()
    if last is None or last < ctx.today.replace(day=1):
        make_ratings(ctx, MakeRatings())


@job()
def rate_again(ctx: Ctx, institution_id: int) -> None:
    """Something that weighs has changed at one institution."""
    make_ratings(ctx, MakeRatings((institution_id,), Cause.EVENT.value))
