"""A library that came with newer policy data is brought in the night after."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.services.items import fresh_items, load_items


@job()
def bring_items(ctx: Ctx) -> None:
    """A night without news writes nothing."""
    if fresh_items():
        load_items(ctx)
