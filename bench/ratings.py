"""Rating the risk of 130,000 institutions: facts read from a database of a province, then rated. The limit is 5 s for both.

Every institution has staff with certificates and classes, three of five have findings. The peer is the single rule
(``rules.ratings.rate``) over the same facts; it answers the same, which is seen before anything is timed. Writing the
ratings is told on a line of its own. On SQLite, and on PostgreSQL where ``TUOYU_TEST_DATABASE_URL`` names a server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from bench.children import asked, own_database
from bench.lines import Line, limited
from bench.timing import Effort

# Thousandths of the rows of a column benchmark: 130,000.
_INSTITUTIONS = 130
LIMIT = 5.0


def run(effort: Effort) -> Iterator[Line]:
    places = max(effort.rows * _INSTITUTIONS // 1000, 10)
    for url in ("sqlite", os.environ.get("TUOYU_TEST_DATABASE_URL", "")):
        if url:
            with own_database(url, "tuoyu_bench_ratings") as own:
                yield from _lines(asked("bench.ratings_rows", own, places), places)


def _lines(told: dict[str, Any], places: int) -> Iterator[Line]:
    vendor, rows = told["vendor"], told["rows"]
    what = f"{vendor} ratings of {places:,} institutions"
    note = "，".join(f"{name} {count:,}" for name, count in rows.items()).replace("，", ", ")
    whole = told["reading"] + told["rating"]
    # What happens in another process is not in our CPU seconds.
    unit = "CPU s" if vendor == "sqlite" else "wall s"
    yield limited(f"{what}: read and rated", whole, unit, LIMIT, note=note)
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in told["sources"].items())
    yield Line(f"{what}: reading alone", f"{told['reading']:.2f} {unit}", parts)
    yield Line(
        f"{what}: rating alone",
        f"{told['rating']:.2f} {unit}",
        f"single rule {told['single']:.2f} s",
        f"{told['single'] / told['rating']:.1f}×",
    )
    yield Line(f"{what}: read, rated, written, journalled", f"{told['whole']:.2f} {unit}")
