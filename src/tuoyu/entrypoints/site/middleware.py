"""The way in: a request id, the security headers, ``request.ctx``, and the gate that asks before any view runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from tuoyu.entrypoints.site.errors import refusal_page
from tuoyu.entrypoints.site.shell import read_frame
from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.access.web import Declaration, declaration_of
from tuoyu.foundation.people.sessions import session_ctx, session_obstacle
from tuoyu.kernel.verdict import Refused

Responder = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class RequestIdMiddleware:
    """Names each request, so that a page, a log line and a journal entry can be brought together.

    It also turns a ``Refused`` that rises from a view or from the gate into the page that says why.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refused) else None


class SecurityHeadersMiddleware:
    """A strict content security policy: no inline script, no inline style, nothing from elsewhere."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        # For the old browsers of offices, which do not know frame-ancestors.
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        # Pages show work in progress and personal data: no shared cache may keep them.
        if not response.has_header("Cache-Control") and not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class ContextMiddleware:
    """``request.ctx``: who acts, when. Built on first use, so that static and public pages ask no database."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        request.ctx = SimpleLazyObject(lambda: session_ctx(request, now))  # type: ignore[attr-defined]
        return self.get_response(request)


class GateMiddleware:
    """Answers for the route before the view runs: declared, signed in, second factor shown, action allowed."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declaration = declaration_of(view)
        try:
            return _gate(request, declaration)
        except Refused as refused:
            return refusal_page(request, refused)


def _gate(request: HttpRequest, declaration: Declaration | None) -> HttpResponse | None:
    if declaration is None:
        raise Refused.because(
            "access.undeclared",
            "这个页面没有声明访问权限，系统按“默认不允许”处理。",
            status=403,
            basis="默认拒绝规则",
            next_step="请把页面地址告诉系统管理员。",
        )
    if declaration.public_reason:
        return None
    if obstacle := session_obstacle(request):
        # An htmx request would put the sign-in page into a corner of this one: the whole page goes there instead.
        return HttpResponseClientRedirect(obstacle) if getattr(request, "htmx", False) else redirect(obstacle)
    # From here on it is known who asks: views and templates look at it hundreds of times, past no lazy wrapper.
    request.ctx = session_ctx(request, request.ctx.now)  # type: ignore[attr-defined]
    if declaration.action is not None:
        require_any(request.ctx, declaration.action)  # type: ignore[attr-defined]
    return None


class ShellMiddleware:
    """What the shell shows around every page: how much waits, what day it is, where the journal stands.

    One statement, and only where a page draws the rail or the footer.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        frame = SimpleLazyObject(lambda: read_frame(request.ctx))  # type: ignore[attr-defined]
        request.shell_counts = SimpleLazyObject(lambda: frame.counts)  # type: ignore[attr-defined]
        request.shell_facts = SimpleLazyObject(lambda: frame.facts)  # type: ignore[attr-defined]
        return self.get_response(request)
