"""From a browser session to a ``Ctx``, and what still stands between a session and the pages."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import CHINA, VISITOR, Ctx

POST_KEY = "tuoyu_post"


def session_ctx(request: HttpRequest, now: datetime) -> Ctx:
    """Who acts in this request: the person signed in, narrowed to the post chosen in the user menu, or a visitor."""
    user = request.user
    actor = VISITOR
    if isinstance(user, User):
        actor = actor_of(user, now.astimezone(CHINA).date(), only_post=request.session.get(POST_KEY))
    return Ctx(actor, now, request_id_of(request), settings.TUOYU_DISTRICT)


def request_id_of(request: HttpRequest) -> str:
    """The id given by ``RequestIdMiddleware``; a fresh one outside of it."""
    return str(getattr(request, "request_id", "") or uuid.uuid4().hex)


def session_obstacle(request: HttpRequest) -> str | None:
    """Where the session must go first (sign in, show or set up the second factor), or None."""
    if not request.user.is_authenticated:
        return f"{reverse('site:sign-in')}?{urlencode({'next': request.get_full_path()})}"
    return None
