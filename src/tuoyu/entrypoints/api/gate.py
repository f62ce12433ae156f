"""From a bearer token to a ``Ctx``: who calls, in which post, for which actions. The browser's session plays no part."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.limits import demand_quota
from tuoyu.entrypoints.api.queries import Caller, caller_of, state_of_digest
from tuoyu.entrypoints.api.services import digest_of, touch_token
from tuoyu.entrypoints.api.words import TokenState
from tuoyu.foundation.access.actions import Action, ActionKind
from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.people.backends import may_serve
from tuoyu.foundation.people.lockout import client_address
from tuoyu.foundation.people.sessions import request_id_of
from tuoyu.kernel.context import CHINA, VISITOR, Actor, ActorKind, Ctx, PostRef

_SCHEME = "Bearer "
_LONGEST = 200
_REFUSED = {TokenState.OVER: "TY-4012", TokenState.IDLE: "TY-4013"}


class ApiRequest(HttpRequest):
    """A request that passed the gate."""

    ctx: Ctx
    caller: Caller


class BearerToken(HttpBearer):
    """Asks, before anything of the request is read: a valid token, quota left, and every action the operation names."""

    def __init__(self, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self.actions = actions

    def __call__(self, request: HttpRequest) -> Any:
        """Raises ``ApiError`` (401, 429) or ``Refused`` (403); else the caller."""
        ctx, caller = identify(request)
        known = cast("ApiRequest", request)
        known.ctx, known.caller = ctx, caller
        is_write = self.actions[0].kind is ActionKind.WRITE
        demand_quota(ctx, caller.token_id, is_write=is_write)
        for action in self.actions:
            require_any(ctx, action)
        touch_token(ctx, caller.token_id, caller.last_used_at)
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError("__call__ does the work")


class OpenDoor:
    """The way into an operation that needs no token: a visitor, today. It counts by address, so that one cannot starve all.

    No ``HttpBearer``: the schema says of such an operation that it wants no security.
    """

    def __call__(self, request: HttpRequest) -> Ctx:
        """Raises ``ApiError`` 429."""
        ctx = Ctx(VISITOR, timezone.now(), request_id_of(request), settings.TUOYU_DISTRICT)
        cast("ApiRequest", request).ctx = ctx
        demand_quota(ctx, f"at-{client_address(request)}", is_write=False)
        return ctx


def identify(request: HttpRequest) -> tuple[Ctx, Caller]:
    """Who calls. Raises ``ApiError`` 401."""
    now = timezone.now()
    header = request.headers.get("Authorization", "")
    if not header.startswith(_SCHEME) or len(header) > _LONGEST:
        raise ApiError("TY-4010")
    digest, today = digest_of(header.removeprefix(_SCHEME).strip()), now.astimezone(CHINA).date()
    caller = caller_of(digest, now, today)
    # A token without scopes would mean "all"; none is ever issued, and none is honoured.
    if caller is None or not caller.scopes:
        state = state_of_digest(digest, now, today)
        raise ApiError(_REFUSED.get(state, "TY-4011") if state else "TY-4011")
    if not may_serve(is_active=True, is_demo=caller.is_demo):
        raise ApiError("TY-4013")
    return Ctx(_actor(caller), now, request_id_of(request), settings.TUOYU_DISTRICT), caller


def _actor(caller: Caller) -> Actor:
    """The token in its post and no other."""
    post = PostRef(
        caller.post_id, caller.unit_id, caller.unit_name, caller.role, caller.area, caller.delegated_from or 0
    )
    name = f"{caller.name}（{caller.user_name}）"[:64]
    return Actor(ActorKind.CLIENT, name, caller.user_id, (post,), frozenset(caller.scopes))
