"""What the shell around every page shows: badges, the day, where the journal stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.audit.models import Head
from tuoyu.foundation.deadlines.queries import inbox
from tuoyu.foundation.notices.queries import notices
from tuoyu.foundation.people.models import User
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.ui.context import ShellFacts
from tuoyu.kernel.context import CHINA, Actor, Ctx
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
    found = _frame(ctx.actor, ctx.area, ctx.today).rows() if ctx.actor.user_id else []
    waiting, unread, digest, sealed_at = found[0] if found else NOTHING
    return Frame(
        {"site:inbox": waiting, "notices:notice-list": unread},
        ShellFacts(_district_name(ctx.area), _day_state(ctx.today), digest or "", sealed_at),
    )


@lru_cache(maxsize=512)
def _frame(actor: Actor, area: str, day: date) -> Prepared:
    """The read of a person's frame: the same for every page of a day, so it is compiled once."""
    ctx = Ctx(actor, datetime.combine(day, time.min, CHINA), "", area)
    head = Head.objects.unscoped("footer of every page").order_by("-number")
    rows = User.objects.filter(pk=actor.user_id or 0).values_list(
        _count(inbox(ctx)),
        _count(notices(ctx).filter(read_at__isnull=True)),
        Subquery(head.values("chain_digest")[:1]),
        Subquery(head.values("sealed_at")[:1]),
    )
    return Prepared(rows.order_by)


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
