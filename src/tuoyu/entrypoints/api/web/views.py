"""Pages around the API: its documentation, the catalogue of errors, and the tokens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tuoyu.entrypoints.api import permissions, queries, services, words
from tuoyu.entrypoints.api.commands import IssueToken, RevokeToken
from tuoyu.entrypoints.api.errors import CATALOG, ErrorKind
from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.policy import api_policy_at
from tuoyu.entrypoints.api.reference import cards_of
from tuoyu.entrypoints.api.v1 import openapi_document
from tuoyu.entrypoints.api.web.forms import IssueTokenForm, NoFieldsForm
from tuoyu.entrypoints.api.web.lists import TOKENS
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page, public
from tuoyu.foundation.ui.formviews import FormPage, run_form, show_refusal
from tuoyu.foundation.ui.lists import render_list
from tuoyu.kernel.verdict import Refused


@public(words.DOCS_PUBLIC)
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The same document that machines read, drawn for people."""
    host = request.build_absolute_uri("/").rstrip("/")
    context = {
        "groups": cards_of(openapi_document(), all_actions(), host),
        "schema_url": reverse("api:v1:openapi-json"),
        "notes": words.NOTES,
    }
    return render(request, "api/docs.html", context)


@public(words.ERRORS_PUBLIC)
@require_GET
def errors(request: HttpRequest) -> HttpResponse:
    groups: dict[int, list[ErrorKind]] = {}
    for kind in CATALOG.values():
        groups.setdefault(kind.status, []).append(kind)
    return render(request, "api/errors.html", {"groups": sorted(groups.items())})


@page(permissions.VIEW)
@require_GET
def token_list(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    policy = api_policy_at(ctx.today, ctx.area)
    extra = {"can_issue": allowed(ctx, permissions.ISSUE), "policy": policy}
    return render_list(request, ctx, TOKENS, queries.tokens(ctx), template="api/token_list.html", extra=extra)


@page(permissions.ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def token_issue(request: CtxRequest) -> HttpResponse:
    """The secret is in the answer to the form and nowhere else: no redirect, no message, no log."""
    form = IssueTokenForm(request.POST if request.method == "POST" else None, ctx=request.ctx)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        command = IssueToken(data["name"], data["post"], tuple(data["scopes"]), data["days"])
        try:
            issued = services.issue_token(request.ctx, command)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            return render(request, "api/token_issued.html", _issued(request, issued))
    facts = FormPage("签发接口令牌", "签发", back=reverse("api:token-list"), context=words.ISSUE_CONTEXT)
    return render(request, "ui/form_page.html", {"form": form, "page": facts}, status=status)


@page(permissions.REVOKE)
@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: CtxRequest, pk: int) -> HttpResponse:
    token = require(request.ctx, permissions.REVOKE, Token.objects.all(), pk)
    back = reverse("api:token-list")
    return run_form(
        request,
        NoFieldsForm,
        lambda _data: RevokeToken(pk),
        services.revoke_token,
        lambda revoked: (f"令牌“{revoked.name}”已撤销，下一次请求就不再有效。", back),
        page=FormPage(
            f"撤销令牌“{token.name}”",
            "撤销",
            back=back,
            context=f"{token.prefix}…",
            warning="撤销后，用这个令牌的系统立刻不能再访问，也不能恢复。",
            is_risky=True,
        ),
    )


def _issued(request: CtxRequest, issued: services.Issued) -> dict[str, Any]:
    known = all_actions()
    return {
        "token": issued.token,
        "secret": issued.secret,
        "warning": words.SHOWN_ONCE,
        "actions": [known[code] for code in issued.token.scopes],
        "address": request.build_absolute_uri("/api/v1/plan"),
    }
