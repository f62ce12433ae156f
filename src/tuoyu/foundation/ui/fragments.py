"""A fragment takes named variables only, so the same variables give the same HTML: it is rendered once and kept.

The shell around every page is made of such fragments; keeping them saves about a millisecond a page.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Variables = tuple[tuple[str, Hashable], ...]


def fragment(template: str, **variables: Hashable) -> SafeString:
    """The fragment ``template`` (a file whose name starts with ``_``) with these variables.

    Only for fragments without a form token, message or other thing of one request.
    """
    items = tuple(variables.items())
    return _render(template, items) if settings.DEBUG else _remember(template, items)


def _render(template: str, variables: Variables) -> SafeString:
    return render_to_string(template, dict(variables))


_remember = lru_cache(maxsize=2048)(_render)
