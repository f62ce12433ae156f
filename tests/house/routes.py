"""Every address of the house with what it declares, the operations of the API among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tuoyu.foundation.access.web import Declaration, declaration_of


@dataclass(frozen=True)
class Route:
    """``path`` as Django writes it, ``name`` with its namespaces, the view behind it and its declaration."""

    path: str
    name: str
    view: Callable[..., Any]
    declaration: Declaration | None

    @property
    def parameters(self) -> dict[str, str]:
        """Name → converter: ``{"pk": "int"}``."""
        return {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", self.path)}


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[URLPattern | URLResolver], before: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        path = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(
                pattern.url_patterns, path, (*spaces, pattern.namespace) if pattern.namespace else spaces
            )
        else:
            name = ":".join((*spaces, pattern.name or ""))
            yield Route(path, name, pattern.callback, declaration_of(pattern.callback))
