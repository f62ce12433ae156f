"""The hash chain of the journal: our batch against a plain loop over hashlib.new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from bench.lines import Line, against
from bench.timing import Effort, by_turns
from tuoyu.foundation.audit.chain import ALGORITHMS, canonical_fast, chain_batch
from tuoyu.foundation.audit.verifier.digests import ZERO, canonical

_SHARE = 10  # of the rows of a column benchmark: an entry is half a kilobyte


def run(effort: Effort) -> Iterator[Line]:
    entries = _some_entries(max(effort.rows // _SHARE, 1))
    contents = [canonical_fast(entry) for entry in entries]
    assert contents == [canonical(entry) for entry in entries]
    for algorithm in ALGORITHMS:
        yield from _chained(effort, algorithm, entries, contents)


def _chained(
    effort: Effort, algorithm: str, entries: list[dict[str, Any]], contents: list[bytes]
) -> Iterator[Line]:
    assert chain_batch(algorithm, ZERO, contents) == _plain_chain(algorithm, ZERO, contents)
    rows = len(contents)
    plain = (rows, lambda: _plain_chain(algorithm, ZERO, contents))
    chained = by_turns(effort, (rows, lambda: chain_batch(algorithm, ZERO, contents)), plain)
    yield against(f"journal chain, {algorithm}", chained, "hashlib.new loop")
    whole = (rows, lambda: chain_batch(algorithm, ZERO, map(canonical_fast, entries)))
    usual = (rows, lambda: _plain_chain(algorithm, ZERO, [canonical(entry) for entry in entries]))
    yield against(
        f"journal chain with JSON, {algorithm}", by_turns(effort, whole, usual), "json + hashlib.new"
    )


def _plain_chain(algorithm: str, chain: str, contents: list[bytes]) -> list[tuple[str, str]]:
    """How one writes it first: a new hash object by name for each digest."""
    links = []
    for content in contents:
        own = hashlib.new(algorithm, b"entry\0" + content).hexdigest()
        chain = hashlib.new(algorithm, b"chain\0" + bytes.fromhex(chain + own)).hexdigest()
        links.append((own, chain))
    return links


def _some_entries(rows: int) -> list[dict[str, Any]]:
    return [
        {
            "id": n, "at": "2021-06-15T01:30:00+00:00", "actor_kind": "person", "user_id": n % 100,
            "actor_name": "林䶮", "post_id": n % 100, "unit_id": n % 39, "unit_name": "区卫生健康局",
            "role": "unit_officer", "verb": "coordination.report.submit", "object_label": "coordination.report",
            "object_id": str(n), "object_title": f"第{n}期进展", "fields": "state,note", "purpose": "", "basis": "",
            "result": "ok", "note": "", "request_id": f"{n:032x}", "position": n, "algorithm": "sha256",
        }
        for n in range(1, rows + 1)
    ]  # fmt: skip
