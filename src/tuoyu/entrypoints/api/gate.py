"""From a bearer token to a ``Ctx``: who calls, in which post, for which actions. The browser's session plays no part."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.limits import demand_quota
from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.queries import token_of_digest
from tuoyu.entrypoints.api.services import digest_of, touch_token
from tuoyu.foundation.access.actions import Action, ActionKind
from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.people.backends import may_sign_in
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.people.sessions import request_id_of
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx

_SCHEME = "Bearer "
_LONGEST = 200


class ApiRequest(HttpRequest):
    """A request that passed the gate."""

    ctx: Ctx
    token: Token


class BearerToken(HttpBearer):
    """Asks, before anything of the request is read: a valid token, quota left, and every action the operation names."""

    def __init__(self, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self.actions = actions

    def __call__(self, request: HttpRequest) -> Any:
        """Raises ``ApiError`` (401, 429) or ``Refused`` (403); else the token."""
        ctx, token = identify(request)
        caller = cast("ApiRequest", request)
        caller.ctx, caller.token = ctx, token
        is_write = self.actions[0].kind is ActionKind.WRITE
        demand_quota(ctx, token.pk, is_write=is_write)
        for action in self.actions:
            require_any(ctx, action)
        touch_token(ctx, token)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError("__call__ does the work")


def identify(request: HttpRequest) -> tuple[Ctx, Token]:
    """Who calls. Raises ``ApiError`` 401."""
    now = timezone.now()
    header = request.headers.get("Authorization", "")
    if not header.startswith(_SCHEME) or len(header) > _LONGEST:
        raise ApiError("TY-4010")
    token = token_of_digest(digest_of(header.removeprefix(_SCHEME).strip()))
    # A token without scopes would mean "all"; none is ever issued, and none is honoured.
    if token is None or token.revoked_at is not None or not token.scopes:
        raise ApiError("TY-4011")
    if token.expires_at <= now:
        raise ApiError("TY-4012")
    actor = _actor(token, now.astimezone(CHINA).date())
    return Ctx(actor, now, request_id_of(request), settings.TUOYU_DISTRICT), token


def _actor(token: Token, today: date) -> Actor:
    """The token in its post: the same rule as for the person, so a post or an account that ended ends the token."""
    user = token.post.user
    person = actor_of(user, today)
    posts = tuple(post for post in person.posts if post.post_id == token.post_id)
    if not posts or not may_sign_in(user):
        raise ApiError("TY-4013")
    name = f"{token.name}（{user.name}）"[:64]
    return Actor(ActorKind.CLIENT, name, user.pk, posts, frozenset(token.scopes))
