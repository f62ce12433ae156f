"""Boards and lists of supervision over a province of 130,000 institutions, opened as the lead of a department and as anybody.

A page may ask 8 statements, and take as long as 95 of 100 requests for the quickest list of a Django register of childcare
(Varda, Finland) take with 5,000 children: 141 ms, the slowest round counts. CPU milliseconds on SQLite, where all of it
happens in this process; wall milliseconds on PostgreSQL, where ``TUOYU_TEST_DATABASE_URL`` names a server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.children import asked, own_database
from bench.lines import Line, limited
from bench.timing import Effort

# Thousandths of the rows of a column benchmark: 130,000.
_INSTITUTIONS = 130
STATEMENTS, LIMIT = 8, 141.0


def run(effort: Effort) -> Iterator[Line]:
    places = max(effort.rows * _INSTITUTIONS // 1000, 20)
    for url in ("sqlite", os.environ.get("TUOYU_TEST_DATABASE_URL", "")):
        if url:
            with own_database(url, "tuoyu_bench_boards") as own:
                yield from _lines(asked("bench.boards_pages", own, places, effort.rounds))


def _lines(told: dict[str, Any]) -> Iterator[Line]:
    vendor, rows = told["vendor"], told["rows"]
    yield Line(f"{vendor} boards: rows", f"{sum(rows.values()):,}", ", ".join(f"{name} {count:,}" for name, count in rows.items()))  # fmt: skip
    clock = "cpu" if vendor == "sqlite" else "wall"
    for page, found in told["pages"].items():
        what = f"{vendor} {page}"
        yield limited(f"{what}: statements", found["statements"], "SQL", STATEMENTS)
        middle = ", ".join(f"median {median(found[each]) * 1000:,.1f} {each}" for each in ("cpu", "wall"))
        yield limited(f"{what}: slowest", max(found[clock]) * 1000, f"{clock} ms", LIMIT, note=middle)
