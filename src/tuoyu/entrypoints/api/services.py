"""The verbs of tokens: issue, revoke, and note that one was used."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from tuoyu.entrypoints.api import permissions, words
from tuoyu.entrypoints.api.commands import IssueToken, RevokeToken
from tuoyu.entrypoints.api.models import Answer, Token
from tuoyu.entrypoints.api.policy import api_policy_at
from tuoyu.entrypoints.api.queries import TOUCH_AFTER
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.kernel.verdict import Refused

_PREFIX = "ty_"
_SECRET_BYTES = 32
_SHOWN = len(_PREFIX) + 6


@dataclass(frozen=True, slots=True)
class Issued:
    """The token and its secret, which exists nowhere else."""

    token: Token
    secret: str = field(repr=False)


@service(permissions.ISSUE)
def issue_token(ctx: Ctx, command: IssueToken) -> Issued:
    """Make a token that acts in one of the person's own posts, within what the post allows. Its secret is told once."""
    require_any(ctx, permissions.ISSUE)
    post = _own_post(ctx, command.post_id)
    _demand_sound(ctx, command, post)
    secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = Token.objects.create(
        name=command.name.strip(),
        prefix=secret[:_SHOWN],
        digest=digest_of(secret),
        post_id=post.post_id,
        scopes=sorted(set(command.scopes)),
        made_at=ctx.now,
        expires_at=ctx.now + timedelta(days=command.days),
    )
    journal(ctx, permissions.ISSUE, token, fields=("name", "post", "scopes", "expires_at"))
    return Issued(token, secret)


@service(permissions.REVOKE)
def revoke_token(ctx: Ctx, command: RevokeToken) -> Token:
    """End a token at once: the next request with it is refused."""
    token = require(ctx, permissions.REVOKE, Token.objects.all(), command.token_id, lock=True)
    if token.revoked_at is not None:
        raise Refused.because("api.token.revoked", words.REVOKED_BEFORE, next_step="刷新页面看最新状态。")
    token.revoked_at, token.revoked_by = ctx.now, ctx.actor.name
    token.save(update_fields=["revoked_at", "revoked_by"])
    journal(ctx, permissions.REVOKE, token, fields=("revoked_at",))
    return token


def touch_token(ctx: Ctx, token_id: int, last_used_at: datetime | None) -> None:
    """Remember when the token was last used, to the minute: reading must not write each time. No act, no journal."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=ctx.now - TOUCH_AFTER)
    if last_used_at is None or last_used_at < ctx.now - TOUCH_AFTER:
        rows = Token.objects.unscoped("last use of a token")
        rows.filter(stale, pk=token_id).update(last_used_at=ctx.now)


def forget_answers(ctx: Ctx) -> int:
    """Drop answers older than policy keeps them. Returns how many."""
    hours = api_policy_at(ctx.today, ctx.area).answer_hours
    old = Answer.objects.unscoped("answers past their time").filter(
        made_at__lt=ctx.now - timedelta(hours=hours)
    )
    return int(old.delete()[0])


def digest_of(secret: str) -> str:
    """Plain SHA-256 suffices: a secret of 256 random bits cannot be guessed from its digest."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _own_post(ctx: Ctx, post_id: int) -> PostRef:
    found = next((post for post in ctx.actor.posts if post.post_id == post_id), None)
    if found is None:
        raise Refused.because(
            "api.token.post", words.POST_NOT_OWN, status=422, next_step="请从列表中选择岗位。", field="post"
        )
    return found


def _demand_sound(ctx: Ctx, command: IssueToken, post: PostRef) -> None:
    if not command.name.strip():
        raise _wrong("name", words.NAME_MISSING)
    if not command.scopes:
        raise _wrong("scopes", words.NO_SCOPES)
    known, matrix = all_actions(), role_matrix()
    for code in command.scopes:
        if code not in known or matrix.scope(code, post.role) is None:
            label = known[code].label if code in known else code
            raise _wrong("scopes", words.SCOPE_BEYOND.format(label=label))
    limit = api_policy_at(ctx.today, ctx.area).token_days
    if not 1 <= command.days <= limit:
        raise _wrong("days", words.TOO_LONG.format(days=limit))


def _wrong(name: str, sentence: str) -> Refused:
    return Refused.because(f"api.token.{name}", sentence, status=422, field=name)
