"""Named reads of tokens, and what the operations read beyond the queries of the rooms themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When

from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.permissions import VIEW
from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.queries import counts_on
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import indicators
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty
from tuoyu.registers.plans.queries import duty_of_units, tasks_in_force

TOUCH_AFTER = timedelta(minutes=1)


class Caller(NamedTuple):
    """A token that may act now, with the post it acts in and whose that is."""

    token_id: int
    name: str
    scopes: list[str]
    last_used_at: datetime | None
    post_id: int
    unit_id: int
    unit_name: str
    role: str
    area: str
    delegated_from: int | None
    user_id: int
    user_name: str
    is_demo: bool


def tokens(ctx: Ctx) -> QuerySet[Token]:
    """Tokens the actor may see; ``state`` says how each stands now."""
    rows = visible(ctx, VIEW, Token.objects.select_related("post__user", "post__unit"))
    return rows.annotate(state=_state(ctx.now, ctx.today))


def caller_of(digest: str, now: datetime, today: date) -> Caller | None:
    """Who shows a token that may act now. Asked before anybody is known."""
    found = _CALLER.rows(digest=digest, now=now, today=today)
    return Caller(*found[0]) if found else None


def state_of_digest(digest: str, now: datetime, today: date) -> TokenState | None:
    """Why a token may not act; None when there is no such token."""
    rows = Token.objects.unscoped("why a call is refused").annotate(state=_state(now, today))
    state = rows.filter(digest=digest).values_list("state", flat=True).first()
    return TokenState(state) if state else None


def indicators_with_latest(ctx: Ctx) -> QuerySet[Indicator]:
    """Visible indicators with ``latest_on`` and ``latest_value``: the newest that counts for the whole district."""
    newest = (
        Observation.objects.unscoped("the newest value of a visible indicator")
        .filter(indicator=OuterRef("pk"), area=ctx.area, is_corrected=False)
        .order_by("-period_on", "-pk")
    )
    return indicators(ctx).annotate(
        latest_on=Subquery(newest.values("period_on")[:1]), latest_value=Subquery(newest.values("value")[:1])
    )


def duties_in_force(ctx: Ctx, unit_id: int) -> QuerySet[Duty]:
    """What the plan in force makes a visible unit do, itself or through its collective; by task."""
    rows = Duty.objects.unscoped("duties of a visible unit in a visible plan")
    mine = rows.filter(duty_of_units(frozenset({unit_id})), task__in=tasks_in_force(ctx))
    return mine.order_by("task__no", "position").distinct()


def _callers(digest: str, now: datetime, today: date) -> QuerySet[Token, tuple[Any, ...]]:
    rows = Token.objects.unscoped("who calls").order_by()
    return rows.filter(_holds(today), digest=digest, revoked_at=None, expires_at__gt=now).values_list(
        "pk", "name", "scopes", "last_used_at", "post_id", "post__unit_id", "post__unit__short_name",
        "post__role", "post__unit__area", "post__delegated_from_id", "post__user_id", "post__user__name",
        "post__user__is_demo",
    )  # fmt: skip


_CALLER = Prepared(_callers, digest=str, now=datetime, today=date)


def _state(now: datetime, today: date) -> Case:
    """A ``TokenState`` as a column."""
    return Case(
        When(revoked_at__isnull=False, then=Value(str(TokenState.REVOKED))),
        When(expires_at__lte=now, then=Value(str(TokenState.OVER))),
        When(~_holds(today), then=Value(str(TokenState.IDLE))),
        default=Value(str(TokenState.NOW)),
        output_field=CharField(),
    )


def _holds(today: date) -> Q:
    """The post gives rights by the same rule as for the person who holds it."""
    return counts_on(today, "post__") & Q(post__user__is_active=True)
