"""From a browser session to a ``Ctx``, and what still stands between a session and the pages.

A session whose password was accepted is not yet a person: until nothing stands in the way, ``ctx.actor`` is a visitor,
so that a view which forgot to ask gives nothing away either.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.policy import PeoplePolicy, people_policy_at
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.people.words import Factor, Obstacle
from tuoyu.kernel.context import CHINA, VISITOR, Actor, Ctx

POST_KEY = "tuoyu_post"
SEEN_KEY = "tuoyu_seen"
FACTOR_KEY = "tuoyu_factor"
# Reading pages must not write the session each time: the last activity is kept to the minute.
TOUCH_SECONDS = 60
_STANDING = "tuoyu_standing"

_WHERE = {
    Obstacle.SIGN_IN: "site:sign-in",
    Obstacle.IDLE: "site:sign-in",
    Obstacle.SECOND_FACTOR: "site:second-factor",
    Obstacle.SET_UP: "site:second-factor-set-up",
    Obstacle.PASSWORD: "site:password-change",
    Obstacle.POST: "site:no-post",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``person`` is whom the password named, with all posts held today; ``obstacle`` what comes first."""

    person: Actor
    obstacle: Obstacle | None


def session_ctx(request: HttpRequest, now: datetime) -> Ctx:
    """Who acts in this request: the person signed in, narrowed to the post chosen in the user menu, or a visitor."""
    standing = standing_of(request, now)
    actor = VISITOR if standing.obstacle else _in_chosen_post(standing.person, request)
    return Ctx(actor, now, request_id_of(request), settings.TUOYU_DISTRICT)


def own_ctx(request: HttpRequest, now: datetime) -> Ctx:
    """The person the password named, whatever still stands in the way: for the sign-in pages alone."""
    return Ctx(standing_of(request, now).person, now, request_id_of(request), settings.TUOYU_DISTRICT)


def request_id_of(request: HttpRequest) -> str:
    """The id given by ``RequestIdMiddleware``; a fresh one outside of it."""
    return str(getattr(request, "request_id", "") or uuid.uuid4().hex)


def session_obstacle(request: HttpRequest) -> str | None:
    """The address where the session must go first, or None. The page that clears an obstacle is not behind it."""
    obstacle = standing_of(request, request.ctx.now).obstacle  # type: ignore[attr-defined]
    if obstacle is None:
        return None
    path = reverse(_WHERE[obstacle])
    if path == request.path:
        return None
    query = {"next": way_back(request)}
    if obstacle is Obstacle.IDLE:
        query["reason"] = str(Obstacle.IDLE)
    given = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{given}" if given else path


def standing_of(request: HttpRequest, now: datetime) -> Standing:
    """How the session stands; worked out once a request. An idle session is ended here."""
    known = getattr(request, _STANDING, None)
    if isinstance(known, Standing):
        return known
    standing = _stand(request, now)
    setattr(request, _STANDING, standing)
    return standing


def forget_standing(request: HttpRequest) -> None:
    """The session changed within this request: work it out again."""
    if hasattr(request, _STANDING):
        delattr(request, _STANDING)


def open_marks(request: HttpRequest, now: datetime, factor: Factor) -> None:
    """What a new session starts with."""
    request.session[SEEN_KEY] = int(now.timestamp())
    request.session[FACTOR_KEY] = str(factor)
    request.session.pop(POST_KEY, None)
    forget_standing(request)


def mark_factor(request: HttpRequest, factor: Factor) -> None:
    request.session[FACTOR_KEY] = str(factor)
    forget_standing(request)


def way_back(request: HttpRequest) -> str:
    """The page the person was on, to return to after signing in; empty when it is not one of ours."""
    if getattr(request, "htmx", False):
        return own_path(request, request.headers.get("HX-Current-URL", ""))
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", ""))


def own_path(request: HttpRequest, url: str) -> str:
    """``url`` as a path of this site; empty when it leads elsewhere (open redirects end here)."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def _stand(request: HttpRequest, now: datetime) -> Standing:
    user = request.user
    if not isinstance(user, User):
        return Standing(VISITOR, Obstacle.SIGN_IN)
    policy = people_policy_at(now.astimezone(CHINA).date(), settings.TUOYU_DISTRICT)
    if _is_idle(request, now, policy):
        logout(request)
        return Standing(VISITOR, Obstacle.IDLE)
    _touch(request, now)
    person = actor_of(user, now.astimezone(CHINA).date())
    return Standing(person, _obstacle(request, user, person, policy))


def _obstacle(request: HttpRequest, user: User, person: Actor, policy: PeoplePolicy) -> Obstacle | None:
    factor = request.session.get(FACTOR_KEY, str(Factor.OWED))
    if factor == Factor.OWED:
        return Obstacle.SECOND_FACTOR
    # All posts count, not only the one chosen: choosing a lesser post must not lift the duty.
    if factor == Factor.NONE and person.roles & policy.mfa_required_roles:
        return Obstacle.SET_UP
    if user.has_temporary_password:
        return Obstacle.PASSWORD
    return None if person.posts else Obstacle.POST


def _is_idle(request: HttpRequest, now: datetime, policy: PeoplePolicy) -> bool:
    seen = request.session.get(SEEN_KEY)
    return not isinstance(seen, int) or now.timestamp() - seen > policy.idle_minutes * 60


def _touch(request: HttpRequest, now: datetime) -> None:
    if now.timestamp() - request.session[SEEN_KEY] >= TOUCH_SECONDS:
        request.session[SEEN_KEY] = int(now.timestamp())


def _in_chosen_post(person: Actor, request: HttpRequest) -> Actor:
    chosen = tuple(post for post in person.posts if post.post_id == request.session.get(POST_KEY))
    return replace(person, posts=chosen) if chosen else person
