"""Boards and lists of supervision over a province of 130,000 institutions, opened as the lead of a department and as anybody.

A page may ask 8 statements, and take as long as 95 of 100 requests for the quickest list of a Django register of childcare
(Varda, Finland) take with 5,000 children: 141 ms, the slowest round counts. CPU milliseconds on SQLite, where all of it
happens in this process; wall milliseconds on PostgreSQL, where ``TUOYU_TEST_DATABASE_URL`` names a server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.lines import Line, limited
from bench.search import own_database
from bench.timing import Effort

# Thousandths of the rows of a column benchmark: 130,000.
_INSTITUTIONS = 130
STATEMENTS, LIMIT = 8, 141.0


def run(effort: Effort) -> Iterator[Line]:
    places = max(effort.rows * _INSTITUTIONS // 1000, 20)
    for url in ("sqlite", os.environ.get("TUOYU_TEST_DATABASE_URL", "")):
        if url:
            with own_database(url, "tuoyu_bench_boards") as own:
                yield from _lines(_asked(own, places, effort.rounds))


def _lines(told: dict[str, Any]) -> Iterator[Line]:
    vendor, rows = told["vendor"], told["rows"]
    yield Line(f"{vendor} boards: rows", f"{sum(rows.values()):,}", ", ".join(f"{name} {count:,}" for name, count in rows.items()))  # fmt: skip
    clock = "cpu" if vendor == "sqlite" else "wall"
    for page, found in told["pages"].items():
        what = f"{vendor} {page}"
        yield limited(f"{what}: statements", found["statements"], "SQL", STATEMENTS)
        middle = ", ".join(f"median {median(found[each]) * 1000:,.1f} {each}" for each in ("cpu", "wall"))
        yield limited(f"{what}: slowest", max(found[clock]) * 1000, f"{clock} ms", LIMIT, note=middle)


def _asked(url: str, places: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tuoyu-bench-") as folder:
        environment = {
            **os.environ,
            "TUOYU_DATA_DIR": folder,
            "TUOYU_SECRET_KEY": "only-for-measuring",
            "TUOYU_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
        }
        command = [sys.executable, "-m", "bench.boards_pages", str(places), str(rounds)]
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(answer.stdout)
    return told
