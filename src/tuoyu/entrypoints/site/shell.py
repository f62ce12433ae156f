"""What the shell around every page shows, kept in memory as long as it may be stale."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache

from tuoyu.foundation.audit.models import Head
from tuoyu.foundation.deadlines.queries import inbox
from tuoyu.foundation.notices.queries import unread_count
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.ui.context import ShellFacts
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import CalendarNotAnnounced

# The head of the journal moves every minute; a footer may lag by a quarter of that.
HEAD_SECONDS = 15
BADGE_LIMIT = 100


def shell_counts(ctx: Ctx) -> dict[str, int]:
    """Badges by route: how many things wait for me (counted up to a hundred)."""
    if ctx.actor.user_id is None:
        return {}
    return {
        "site:inbox": len(inbox(ctx).values_list("pk", flat=True)[:BADGE_LIMIT]),
        "notices:notice-list": unread_count(ctx, BADGE_LIMIT),
    }


def shell_facts(ctx: Ctx) -> ShellFacts:
    head = _journal_head(int(time.monotonic() // HEAD_SECONDS))
    return ShellFacts(
        district=_district_name(ctx.area),
        day_state=_day_state(ctx.today),
        journal_head=head.chain_digest if head else "",
        journal_at=head.sealed_at if head else None,
    )


@lru_cache(maxsize=1)
def _journal_head(_tick: int) -> Head | None:
    return Head.objects.unscoped("footer of every page").order_by("-number").first()


@lru_cache(maxsize=4)
def _district_name(area: str) -> str:
    return District.load(area).name


@lru_cache(maxsize=2)
def _day_state(day: date) -> str:
    try:
        return "工作日" if work_calendar().is_workday(day) else "休息日"
    except CalendarNotAnnounced:
        return "节假日安排未公布"
