"""Opening and ending a session, journalled. The pages are in ``entrypoints/site/signin``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.audit.words import Result
from tuoyu.foundation.people import lockout, words
from tuoyu.foundation.people.mfa import accept_code, has_second_factor
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.permissions import CLOSE_SESSION, OPEN_SESSION, SHOW_FACTOR, SWITCH_POST
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.people.sessions import (
    POST_KEY,
    forget_standing,
    mark_factor,
    open_marks,
    own_ctx,
    request_id_of,
)
from tuoyu.foundation.people.words import Factor
from tuoyu.kernel.context import CHINA, VISITOR, Ctx
from tuoyu.kernel.verdict import Refused

BACKEND = "tuoyu.foundation.people.backends.PeopleBackend"
# Codes of the refusals that mean: the proof was wrong.
WRONG_PROOFS = ("people.factor.wrong", "people.password.wrong")


def sign_in(request: HttpRequest, username: str, password: str, now: datetime) -> User:
    """Open a session for the account. Refuses with one sentence for every wrong pair, another while locked (429)."""
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise _refusal(request, username, now)
    factor = Factor.OWED if has_second_factor(user) else Factor.NONE
    _open(request, user, now, factor)
    return user


def sign_in_persona(request: HttpRequest, user_id: int, now: datetime) -> User:
    """One click into a demonstration account. Outside of a demonstration there is no such thing (404)."""
    user = (
        User.objects.filter(pk=user_id, is_demo=True, is_active=True).first() if settings.TUOYU_DEMO else None
    )
    if user is None:
        raise Refused.because(
            "people.persona", "没有这个演示账号。", status=404, next_step="请用登录名和密码登录。"
        )
    _open(request, user, now, Factor.WAIVED)
    return user


def show_second_factor(request: HttpRequest, user: User, code: str, now: datetime) -> None:
    """Accept a code of the phone or a recovery code; wrong ones are counted against the account."""
    ctx = own_ctx(request, now)
    with guesses_counted(request, user, now):
        if not accept_code(user, code, now):
            journal(ctx, SHOW_FACTOR, user, result=Result.FAILED, note=_from_where(request))
            raise Refused.because(
                WRONG_PROOFS[0], words.WRONG_CODE, status=422, next_step=words.WRONG_CODE_NEXT, field="code"
            )
    with transaction.atomic():
        # What was done with the password alone must not share its key with what is done after both.
        request.session.cycle_key()
        mark_factor(request, Factor.SHOWN)
        journal(ctx, SHOW_FACTOR, user)


@contextmanager
def guesses_counted(request: HttpRequest, user: User, now: datetime) -> Iterator[None]:
    """Around an act that asks an open session for a proof: too many wrong ones lock the asking (429)."""
    if lockout.is_locked(request, lockout.proof_name(user)):
        raise _locked(now)
    try:
        yield
    except Refused as refused:
        if any(reason.code in WRONG_PROOFS for reason in refused.verdict.failures):
            lockout.count_wrong_proof(request, user)
        raise
    lockout.forgive_proofs(user)


def sign_out(request: HttpRequest, now: datetime) -> None:
    if isinstance(request.user, User):
        journal(own_ctx(request, now), CLOSE_SESSION, request.user)
    logout(request)
    forget_standing(request)


def switch_post(request: HttpRequest, post_id: int | None, now: datetime) -> str:
    """Act in one of one's own posts from now on, or (None) in all of them. Returns what was chosen, in words."""
    ctx = own_ctx(request, now)
    if post_id is None:
        request.session.pop(POST_KEY, None)
        chosen = "全部岗位"
    else:
        post = next((post for post in ctx.actor.posts if post.post_id == post_id), None)
        if post is None:
            raise Refused.because(
                "people.post.not_own",
                "您今天没有这个岗位。",
                status=404,
                next_step="请从列表中选择现有岗位。",
            )
        request.session[POST_KEY] = post_id
        ctx = replace(ctx, actor=replace(ctx.actor, posts=(post,)))
        chosen = post.unit_name
    forget_standing(request)
    journal(ctx, SWITCH_POST, note=chosen)
    return chosen


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go after signing in: ``next`` when it is a path of this site, else ``default``."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else default


def _open(request: HttpRequest, user: User, now: datetime, factor: Factor) -> None:
    with transaction.atomic():
        # Gives the session a new key and, after another person, a new content: fixation ends here.
        login(request, user, backend=BACKEND)
        open_marks(request, now, factor)
        ctx = Ctx(
            actor_of(user, now.astimezone(CHINA).date()), now, request_id_of(request), settings.TUOYU_DISTRICT
        )
        journal(ctx, OPEN_SESSION, user, note=_from_where(request))


def _refusal(request: HttpRequest, username: str, now: datetime) -> Refused:
    """One answer for unknown, wrong and closed accounts. The journal names an account, never what was typed."""
    ctx = Ctx(VISITOR, now, request_id_of(request), settings.TUOYU_DISTRICT)
    account = User.objects.filter(username=username).first()
    is_locked = bool(getattr(request, "axes_locked_out", False))
    journal(
        ctx,
        OPEN_SESSION,
        account,
        result=Result.REFUSED if is_locked else Result.FAILED,
        note=_from_where(request),
    )
    if is_locked:
        minutes = people_policy_at(ctx.today, ctx.area).lockout_minutes
        return Refused.because(
            "people.locked", words.locked(minutes), status=429, next_step=words.LOCKED_NEXT
        )
    return Refused.because("people.sign_in", words.WRONG_PAIR, status=422, next_step=words.WRONG_PAIR_NEXT)


def _locked(now: datetime) -> Refused:
    minutes = people_policy_at(now.astimezone(CHINA).date(), settings.TUOYU_DISTRICT).lockout_minutes
    return Refused.because("people.locked", words.locked(minutes), status=429, next_step=words.LOCKED_NEXT)


def _from_where(request: HttpRequest) -> str:
    return f"来自 {lockout.client_address(request) or '未知地址'}"
