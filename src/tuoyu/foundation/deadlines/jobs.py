"""Reminders: a clock that turns near or overdue tells those it waits for, once each."""

from __future__ import annotations

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.queries import stand
from tuoyu.foundation.deadlines.services import redate_provisional_clocks
from tuoyu.foundation.deadlines.words import ClockState
from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.notices.words import Urgency
from tuoyu.kernel.context import Ctx

LOUD = (ClockState.NEAR, ClockState.OVERDUE)


@job()
def remind_of_clocks(ctx: Ctx) -> None:
    """Every morning. The key of the notice is clock and state, so nobody hears the same twice."""
    rows = Clock.objects.unscoped("reminders of open clocks").filter(
        met_on__isnull=True, cancelled_on__isnull=True, paused_on__isnull=True
    )
    for clock in rows.select_related("unit").order_by("pk"):
        found = stand(ctx, clock)
        if found.state in LOUD:
            news = NewNotice(
                key=f"deadlines.clock:{clock.pk}:{found.state.value}",
                kind="deadlines.clock",
                title=f"{found.state.label}提醒",
                sentence=f"{clock.title}，{found.sentence}。",
                link=clock.link,
                urgency=Urgency.URGENT if found.state is ClockState.OVERDUE else Urgency.NORMAL,
            )
            notify(ctx, news, unit=clock.unit, role=clock.role)


@job()
def redate_clocks(ctx: Ctx) -> None:
    """When a calendar year was announced, clocks dated provisionally get their real day."""
    redate_provisional_clocks(ctx)
