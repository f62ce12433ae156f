"""The daily round of filing."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import services


@job()
def follow_standings(ctx: Ctx) -> None:
    """Registrations follow what their institutions have come to."""
    services.follow_institutions(ctx)
