"""Builds ``request.ctx`` and holds the gate: no declared action, no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.access.web import declaration_of
from tuoyu.foundation.people.sessions import session_ctx, session_obstacle
from tuoyu.kernel.verdict import Refused

Responder = Callable[[HttpRequest], HttpResponse]


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
            return redirect(obstacle)
        if declaration.action is not None:
            require_any(request.ctx, declaration.action)  # type: ignore[attr-defined]
        return None
