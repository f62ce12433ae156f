"""Statements of every kind of page and of the API: how many, and the bytes of the largest."""

from __future__ import annotations

from collections.abc import Iterator

from bench.lines import Line, limited
from bench.timing import Effort
from bench.web.servers import stage

_MOST, _LARGEST = 8, 8192


def run(_effort: Effort) -> Iterator[Line]:
    _, scene = stage()
    for page in scene.pages:
        yield limited(
            f"statements of {page.path}",
            page.statements,
            "SQL",
            _MOST,
            note=f"largest {page.largest:,} bytes" + (" TOO LARGE" if page.largest > _LARGEST else ""),
        )
