"""Named reads about clocks: my inbox, the clocks of a subject, how a clock stands today."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.permissions import VIEW
from tuoyu.foundation.deadlines.rules import Standing, standing
from tuoyu.foundation.deadlines.scopes import waits_for
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.kernel.context import Ctx


def open_clocks(ctx: Ctx) -> QuerySet[Clock]:
    """Every open clock the actor may see, soonest first."""
    rows = visible(ctx, VIEW, Clock.objects.all())
    return rows.filter(met_on__isnull=True, cancelled_on__isnull=True).order_by("due_on", "pk")


def inbox(ctx: Ctx) -> QuerySet[Clock]:
    """What waits for me: open clocks of my units that name my role, or no role."""
    return open_clocks(ctx).filter(waits_for(ctx.actor.posts))


def clocks_of(ctx: Ctx, subject: Model) -> QuerySet[Clock]:
    """The clocks of one subject, newest first, met ones included."""
    rows = visible(ctx, VIEW, Clock.objects.all())
    return rows.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
        "-started_on", "-pk"
    )


def stand(ctx: Ctx, clock: Clock) -> Standing:
    """How the clock stands on the day of the request."""
    return standing(
        work_calendar(),
        due_on=clock.due_on,
        warn_days=clock.warn_days,
        today=ctx.today,
        met_on=clock.met_on,
        is_paused=clock.paused_on is not None,
        is_cancelled=clock.cancelled_on is not None,
    )
