"""Refusals and faults as designed pages: what happened, why (by which article), what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tuoyu.entrypoints.site.words import FAULTS
from tuoyu.foundation.people.sessions import request_id_of
from tuoyu.kernel.verdict import Refused, Verdict


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The reasons of a ``Refused``; a fragment for htmx, so that the page stays where it is."""
    return error_page(request, refused.status, refused.verdict)


def error_page(request: HttpRequest, status: int, verdict: Verdict | None = None) -> HttpResponse:
    fault = FAULTS.get(status, FAULTS[500])
    context = {
        "status": status,
        "title": fault.title,
        "sentence": fault.sentence,
        "next_step": fault.next_step,
        "reasons": verdict.failures if verdict is not None else (),
        "request_id": request_id_of(request),
    }
    template = "ui/_refusal.html" if getattr(request, "htmx", False) else "ui/error.html"
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403, exception.verdict if isinstance(exception, Refused) else None)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return error_page(
        request,
        403,
        Verdict.refuse(
            "site.csrf",
            "这次提交的安全校验没有通过，可能是页面打开太久。",
            next_step="请返回上一页，刷新后再提交；已填内容可先复制。",
        ),
    )
