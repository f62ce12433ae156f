"""What the shell around every page shows: badges, the day, where the journal stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tuoyu.foundation.audit.models import Head
from tuoyu.foundation.deadlines.queries import inbox
from tuoyu.foundation.notices.queries import notices
from tuoyu.foundation.people.models import User
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.ui.context import ShellFacts
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import CalendarNotAnnounced

# Waiting, unread, digest of the newest head of the journal, when it was sealed.
NOTHING: tuple[int, int, str | None, datetime | None] = (0, 0, "", None)


@dataclass(frozen=True, slots=True)
class Frame:
    """``counts`` are badges by route: how much waits there for the person."""

    counts: dict[str, int]
    facts: ShellFacts


def read_frame(ctx: Ctx) -> Frame:
    """Badges and footer in one statement; nothing is asked for a visitor."""
    waiting, unread, digest, sealed_at = _row(ctx, ctx.actor.user_id) if ctx.actor.user_id else NOTHING
    return Frame(
        {"site:inbox": waiting, "notices:notice-list": unread},
        ShellFacts(_district_name(ctx.area), _day_state(ctx.today), digest or "", sealed_at),
    )


def _row(ctx: Ctx, user_id: int) -> tuple[int, int, str | None, datetime | None]:
    head = Head.objects.unscoped("footer of every page").order_by("-number")
    rows = User.objects.filter(pk=user_id).values_list(
        _count(inbox(ctx)),
        _count(notices(ctx).filter(read_at__isnull=True)),
        Subquery(head.values("chain_digest")[:1]),
        Subquery(head.values("sealed_at")[:1]),
    )
    return rows.first() or NOTHING


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a column; the badge itself says 99+."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(number=Count("pk")).values("number")), 0)


@lru_cache(maxsize=4)
def _district_name(area: str) -> str:
    return District.load(area).name


@lru_cache(maxsize=2)
def _day_state(day: date) -> str:
    try:
        return "工作日" if work_calendar().is_workday(day) else "休息日"
    except CalendarNotAnnounced:
        return "节假日安排未公布"
