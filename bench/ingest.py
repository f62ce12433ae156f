"""Importing a million registrations: against bare COPY or ``executemany`` of finished rows, and against Django's own way.

On SQLite, and on PostgreSQL where ``TUOYU_TEST_DATABASE_URL`` names a server (a database of its own is made there and
dropped). Ours is the whole command in a process of its own: it starts, tries the file, and imports it. Wall seconds, because
PostgreSQL works in another process (CPU seconds beside them on SQLite); the peer with ``clean_fields`` is measured on a part and said a row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from bench.children import asked, own_database
from bench.lines import Line, limited
from bench.timing import Effort

_MOST_MEGABYTES = 600
_BARE = {"sqlite": ("executemany", 1.6, 40), "postgresql": ("COPY", 2.0, 25)}


def run(effort: Effort) -> Iterator[Line]:
    for url in ("sqlite", os.environ.get("TUOYU_TEST_DATABASE_URL", "")):
        if url:
            with own_database(url, "tuoyu_bench_ingest") as own:
                yield from _lines(asked("bench.ingest_rows", own, effort.rows, effort.peer_rows), effort)


def _lines(told: dict[str, Any], effort: Effort) -> Iterator[Line]:
    vendor, rows, ours = told["vendor"], effort.rows, told["ours"]["wall"]
    assert told["stored"] == rows, "every row is there before anything is said of speed"
    name, most, least = _BARE[vendor]
    what = f"{vendor} import, {rows:,} rows"
    for peer, promised in (("bare", most), ("plain", None)):
        against = f"{name}{' without indexes' if peer == 'plain' else ''}"
        ratio = ours / told[peer]["wall"]
        yield Line(
            what,
            f"{ours:.1f} s",
            f"{against} {told[peer]['wall']:.1f} s",
            f"{ratio:.2f}×",
            f"≤ {promised:.1f}×" if promised else "",
            ratio <= promised if promised else None,
        )
    if vendor == "sqlite":
        # All of it happens in one process, so what a busy machine adds can be left out.
        cpu = told["ours"]["cpu"] / told["bare"]["cpu"]
        yield Line(
            f"{what}, CPU",
            f"{told['ours']['cpu']:.1f} s",
            f"{name} {told['bare']['cpu']:.1f} s",
            f"{cpu:.2f}×",
        )
    rate, theirs = rows / ours, effort.peer_rows / told["clean_fields"]["wall"]
    peer = f"clean_fields + bulk_create {theirs:,.0f} rows/s ({effort.peer_rows:,} rows)"
    yield Line(
        what, f"{rate:,.0f} rows/s", peer, f"{rate / theirs:.2f}×", f"≥ {least}×", rate / theirs >= least
    )
    yield limited(f"{what}, memory", told["ours"]["megabytes"], "MB", _MOST_MEGABYTES)
    yield Line(f"{vendor} trial run (check alone)", f"{rows / told['dry']['wall']:,.0f} rows/s")
    yield Line(f"{vendor} same file again", f"{rows / told['again']['wall']:,.0f} rows/s")
