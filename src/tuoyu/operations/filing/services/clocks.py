"""The clock of the push: what it says follows from the row alone, so that the order of the messages cannot matter.

There is one as soon as anybody took the registration for childcare under a term; it starts with the registration and is
met on the day of the first receipt, and stays met whatever comes to light later: what was owed was done.
"""

from __future__ import annotations

from datetime import date, datetime

from tuoyu.foundation.deadlines.policy import DeadlineRule, deadline_at
from tuoyu.foundation.deadlines.services import (
    cancel_clocks,
    correct_clock,
    due_day,
    last_clock,
    reinstate_clock,
    start_clock,
    withdraw_clocks,
)
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.reader import PolicySilent
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing.models import Registration
from tuoyu.operations.filing.rules.lateness import Taken, taken
from tuoyu.operations.filing.words import Relevance

CLOCK = "registration_push"


def settle_clock(ctx: Ctx, row: Registration) -> None:
    """Started, dated, brought back or met as the row has it now."""
    if not row.has_been_care:
        return
    if term_at(row.registered_on, ctx.area) is None:
        withdraw_clocks(row, kind=CLOCK)
        return
    met_on = civil_day(row.received_at) if row.received_at else None
    clock = last_clock(row, kind=CLOCK)
    if clock is None:
        clock = start_clock(
            ctx,
            CLOCK,
            row,
            unit_id=row.unit_id,
            title=clock_title(row.name),
            link=clock_link(row.pk),
            started_on=row.registered_on,
        )
    elif row.relevance != Relevance.NO:
        reinstate_clock(ctx, clock)
    if clock.cancelled_on is None:
        correct_clock(ctx, clock, title=clock_title(row.name), started_on=row.registered_on, met_on=met_on)


def stop_clock(ctx: Ctx, row: Registration) -> None:
    """It is no childcare after all: what is still open is not owed."""
    cancel_clocks(ctx, row, kind=CLOCK)


def clock_title(name: str) -> str:
    return f"推送登记信息：{name}"


def clock_link(pk: int) -> str:
    return f"/filing/registrations/{pk}/"


def taken_at(ctx: Ctx, registered_on: date, received_at: datetime) -> Taken:
    """How long what was registered on a day took to be received at a moment."""
    due_on = push_due_on(ctx, registered_on)
    return taken(work_calendar(), registered_on, due_on, civil_day(received_at))


def push_due_on(ctx: Ctx, registered_on: date) -> date | None:
    """The last day for pushing what was registered on a day; None where no term held on it."""
    rule = term_at(registered_on, ctx.area)
    return due_day(rule, registered_on)[0] if rule else None


def term_at(day: date, area: str) -> DeadlineRule | None:
    """The term for pushing what was registered on a day; None where none held (before the plan took effect)."""
    try:
        return deadline_at(CLOCK, day, area)
    except PolicySilent:
        return None


def civil_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()
