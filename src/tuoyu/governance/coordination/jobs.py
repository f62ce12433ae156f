"""The daily round of coordination."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.policy import report_period_at
from tuoyu.kernel.context import Ctx

QUARTERS = (3, 6, 9, 12)


@job()
def open_this_months_reports(ctx: Ctx) -> None:
    """Ask for this month's reports; where policy says quarterly, only in the last month of a quarter."""
    if report_period_at(ctx.today, ctx.area) == "month" or ctx.today.month in QUARTERS:
        services.open_reports(ctx, ctx.today.replace(day=1))


@job()
def raise_slips(ctx: Ctx) -> None:
    services.raise_due_slips(ctx)


@job()
def snapshot_lights(ctx: Ctx) -> None:
    services.snapshot_tasks(ctx)
