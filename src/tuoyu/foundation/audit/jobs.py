"""The journal is sealed and anchored all the time, without anybody asking."""

from __future__ import annotations

from tuoyu.foundation.audit.sealer import seal
from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx

# Half of the promised gap between an act and its anchor (policy `audit.anchor_interval_seconds`).
SEAL_SECONDS = 30


@job(retries=0)
def seal_journal(ctx: Ctx) -> None:
    """Chain what was committed since the last time and carry the new head outside."""
    seal(ctx.now)
