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

    def arguments(self, pk: Any) -> dict[str, Any]:
        """The parameters filled in for the row ``pk``; a word beside it is the one that ``WORDS`` offers."""
        return {
            name: pk if kind == "int" or name not in WORDS else WORDS[name]
            for name, kind in self.parameters.items()
        }


# What stands in an address where a word is asked, not a row.
WORDS = {"kind": "filing"}


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
