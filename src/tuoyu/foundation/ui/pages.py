"""Whole pages made of named variables: the same variables give the same page, so it is rendered once and kept.

What differs between two requests stays out of what is kept and is put in at the end: the body and the form token.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tuoyu.foundation.ui.context import Shell

_Key = tuple[Hashable, ...]
# No template of ours writes these characters, and a browser would not show them.
_BODY, _FORM_TOKEN = mark_safe("\x02body\x03"), mark_safe("\x02form token\x03")
_MOST_KEPT = 512
_kept: dict[_Key, list[list[str]]] = {}


def kept_page(
    request: HttpRequest, template: str, variables: Mapping[str, Hashable], body: SafeString
) -> HttpResponse:
    """The page ``template`` with these variables and ``body``; a page with a message on it is rendered anew.

    The template may name nothing of the request but the variables, ``body``, ``csrf_token``, ``messages`` and ``shell``.
    """
    if settings.DEBUG or len(get_messages(request)):
        return render(request, template, {**variables, "body": body})
    key = (template, *variables.items(), Shell(request).face)
    pieces = _kept.get(key)
    if pieces is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        pieces = _kept[key] = _rendered(request, template, variables)
    token = get_token(request)
    return HttpResponse(body.join([token.join(piece) for piece in pieces]))


def _rendered(request: HttpRequest, template: str, variables: Mapping[str, Hashable]) -> list[list[str]]:
    """The page cut at its body, and each part at the form tokens."""
    page = render_to_string(template, {**variables, "body": _BODY, "csrf_token": _FORM_TOKEN}, request)
    return [part.split(_FORM_TOKEN) for part in page.split(_BODY)]
