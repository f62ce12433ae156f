"""The daily round of institutions."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx
from tuoyu.registers.institutions import services


@job()
def refresh_standings(ctx: Ctx) -> None:
    """Facts that begin or end with this day change how an institution stands."""
    services.refresh_institutions(ctx)


@job()
def suspect_duplicates(ctx: Ctx) -> None:
    """Entries that may be one institution, for an officer to judge."""
    services.suspect_samenesses(ctx)
