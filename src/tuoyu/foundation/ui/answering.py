"""Answers for everybody: kept a minute by whoever stands between, and told apart by their content (ETag, 304)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
SECONDS = 60


def cached(view: V) -> V:
    """A page that is the same for everybody. An answer that sets a cookie, or is no plain success, is left alone."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.cookies or request.method not in {"GET", "HEAD"}:
            return response
        response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
        # The mode of drawing (大字版, 高对比度) travels in a cookie.
        patch_vary_headers(response, ["Cookie"])
        if response.streaming:
            return response
        content: bytes = response.content  # type: ignore[attr-defined]
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        known = get_conditional_response(request, etag=tag, response=response)  # type: ignore[arg-type]
        return known or response

    return cast("V", answer)
