"""Named reads of tokens, and what the operations read beyond the queries of the rooms themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When

from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.permissions import VIEW
from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.queries import counts_on
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import indicators
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty
from tuoyu.registers.plans.queries import duty_of_units, tasks_in_force

TOUCH_AFTER = timedelta(minutes=1)


def tokens(ctx: Ctx) -> QuerySet[Token]:
    """Tokens the actor may see; ``state`` says how each stands now."""
    rows = visible(ctx, VIEW, Token.objects.select_related("post__user", "post__unit"))
    return rows.annotate(state=_state(ctx.now, ctx.today))


def token_of_digest(digest: str, now: datetime, today: date) -> tuple[Token, TokenState] | None:
    """The token a request shows, with post, unit and account, and how it stands: asked before anybody is known."""
    rows = Token.objects.unscoped("who calls").select_related("post__user", "post__unit")
    token = rows.filter(digest=digest).annotate(state=_state(now, today)).first()
    return (token, TokenState(token.state)) if token else None


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


def _state(now: datetime, today: date) -> Case:
    """A ``TokenState`` as a column. The post gives rights by the same rule as for the person who holds it."""
    holds = counts_on(today, "post__") & Q(post__user__is_active=True)
    return Case(
        When(revoked_at__isnull=False, then=Value(str(TokenState.REVOKED))),
        When(expires_at__lte=now, then=Value(str(TokenState.OVER))),
        When(~holds, then=Value(str(TokenState.IDLE))),
        default=Value(str(TokenState.NOW)),
        output_field=CharField(),
    )
