"""What just happened, said in one sentence, with the way back: undo instead of asking beforehand."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

LEVELS = {"ok": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING, "bad": messages.ERROR}


def tell(request: HttpRequest, sentence: str, *, light: str = "ok", undo_url: str = "") -> None:
    """A toast on the next page. ``undo_url`` is a path of ours that takes the act back when posted to."""
    messages.add_message(
        request, LEVELS[light], sentence, extra_tags=f"undo={_own_path(undo_url)}" if undo_url else ""
    )


def tell_fragment(
    response: HttpResponse, sentence: str, *, light: str = "ok", undo_url: str = ""
) -> HttpResponse:
    """The same for an htmx answer: the toast travels in a header, beside the fragment."""
    toast = {"sentence": sentence, "light": light, "undo": _own_path(undo_url) if undo_url else ""}
    response["HX-Trigger"] = json.dumps({"ty:toast": toast})
    return response


def _own_path(url: str) -> str:
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError(f"an undo address must be a path of this site: {url!r}")
    return url
