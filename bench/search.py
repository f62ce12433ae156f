"""Searching and mapping large tables: what a request costs at ten times the rows, and against a search without an index.

On SQLite, and on PostgreSQL where ``TUOYU_TEST_DATABASE_URL`` names a server (a database of its own is made there and
dropped). Answers are compared before anything is timed. Times are wall milliseconds of one fragment, drawn.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from bench.children import asked, own_database
from bench.lines import Line
from bench.timing import Effort

# Thousandths of the rows of a column benchmark: 13,000 and 130,000.
_SMALL, _LARGE = 13, 130
_AT_MOST = 1.2
_DATABASE = "tuoyu_bench_search"


def run(effort: Effort) -> Iterator[Line]:
    small, large = max(effort.rows * _SMALL // 1000, 10), max(effort.rows * _LARGE // 1000, 100)
    for url in ("sqlite", os.environ.get("TUOYU_TEST_DATABASE_URL", "")):
        if url:
            with own_database(url, _DATABASE) as own:
                yield from _lines(
                    asked("bench.search_rows", own, small, large, effort.rounds * 4), small, large
                )


def _lines(told: dict[str, Any], small: int, large: int) -> Iterator[Line]:
    vendor = told["vendor"]
    for kind, (few, many) in told["kinds"].items():
        is_whole = kind in {"fair mix", "plain"}
        yield _growth(f"{vendor} list, {kind}", few, many, small, large, is_promised=is_whole)
    for view, (few, many) in told["map"].items():
        is_district = view == next(iter(told["map"]))
        yield _growth(f"{vendor} map {view}", few, many, small, large, is_promised=is_district)
    ours, theirs = told["kinds"]["rare word"][1], told["peer"][1]
    ratio = _part(theirs, 0.5) / _part(ours, 0.5)
    yield Line(
        f"{vendor} rare word, {large:,} rows, p50",
        f"{_part(ours, 0.5):.2f} ms",
        f"icontains {_part(theirs, 0.5):.1f} ms",
        f"{ratio:.0f}×",
    )


def _growth(
    what: str, few: list[float], many: list[float], small: int, large: int, *, is_promised: bool
) -> Line:
    ratio = _part(many, 0.95) / _part(few, 0.95)
    return Line(
        f"{what}: p50, p95 at {large:,} rows",
        f"{_part(many, 0.5):.2f}, {_part(many, 0.95):.2f} ms",
        f"at {small:,} {_part(few, 0.5):.2f}, {_part(few, 0.95):.2f} ms",
        f"{ratio:.2f}×",
        f"≤ {_AT_MOST:.2f}×" if is_promised else "",
        ratio <= _AT_MOST if is_promised else None,
    )


def _part(seconds: list[float], share: float) -> float:
    """Milliseconds that ``share`` of the requests stay within."""
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)] * 1000
