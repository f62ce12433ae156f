"""The daily round of the workforce."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.registers.workforce import services


@job()
def list_due_queries(ctx: Ctx) -> None:
    """Whose yearly record query falls due."""
    services.open_queries(ctx)
