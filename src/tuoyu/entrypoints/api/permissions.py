"""Actions on tokens, and how a token relates to a post."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.foundation.access.actions import read, write
from tuoyu.kernel.context import Ctx, PostRef

VIEW = read("api.token.view", "查看接口令牌")
ISSUE = write("api.token.issue", "签发接口令牌")
REVOKE = write("api.token.revoke", "撤销接口令牌")

ACTIONS = (VIEW, ISSUE, REVOKE)


def own_token(ctx: Ctx, _posts: tuple[PostRef, ...]) -> Q:
    """Tokens that act in a post of the person's own."""
    return Q(post__user_id=ctx.actor.user_id)
