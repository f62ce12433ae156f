"""A library that came with newer policy data is brought in the night after; items changed here wait for a decision."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.queries.items import arrivals
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.operations.supervision.words.items import Arrival


@job()
def bring_items(ctx: Ctx) -> None:
    """A night without news writes nothing."""
    if arrivals(Arrival.BRING):
        load_items(ctx)
