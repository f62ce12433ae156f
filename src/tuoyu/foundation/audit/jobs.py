"""The journal is sealed and anchored all the time, without anybody asking."""

from __future__ import annotations

from tuoyu.foundation.audit.sealer import seal
from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx

# Half of the promised gap between an act and its anchor (policy `audit.anchor_interval_seconds`).
SEAL_SECONDS = 30


def seal_now(ctx: Ctx) -> int:
    """Chain what was committed since the last time and carry the new head outside, in transactions of its own.

    A head must be committed before it is kept outside: an anchor cannot be taken back when the database is.
    """
    return seal(ctx.now)


@job(retries=0, prepare=seal_now)
def seal_journal(_ctx: Ctx, _sealed: int) -> None:
    """Nothing is left to do: the work is done before the transaction of the job begins."""
