"""Named reads of tokens."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.permissions import VIEW
from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.queries import counts_on
from tuoyu.kernel.context import Ctx

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
