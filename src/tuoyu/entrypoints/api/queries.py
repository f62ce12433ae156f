"""Named reads of tokens."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.permissions import VIEW
from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.queries import valid_on
from tuoyu.kernel.context import Ctx

TOUCH_AFTER = timedelta(minutes=1)


def tokens(ctx: Ctx) -> QuerySet[Token]:
    """Tokens the actor may see; ``state`` says how each stands now."""
    found = visible(ctx, VIEW, Token.objects.select_related("post__user", "post__unit"))
    holds = valid_on(ctx.today, "post__") & Q(post__user__is_active=True)
    return found.annotate(
        state=Case(
            When(revoked_at__isnull=False, then=Value(str(TokenState.REVOKED))),
            When(expires_at__lte=ctx.now, then=Value(str(TokenState.OVER))),
            When(~holds, then=Value(str(TokenState.IDLE))),
            default=Value(str(TokenState.NOW)),
            output_field=CharField(),
        )
    )


def token_of_digest(digest: str) -> Token | None:
    """The token a request shows, with the account behind it: asked before anybody is known."""
    rows = Token.objects.unscoped("who calls").select_related("post__user")
    return rows.filter(digest=digest).first()
