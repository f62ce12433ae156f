"""The hash chain of the journal: our batch against a plain loop over hashlib.new, with and without canonical JSON.

    python bench/bench_audit.py [ROWS]

Digests are compared before anything is timed; times are CPU seconds of this process.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from typing import Any

from tuoyu.foundation.audit.chain import ALGORITHMS, canonical_fast, chain_batch
from tuoyu.foundation.audit.verifier.digests import ZERO, canonical, merkle_root


def cpu_rate(rows: int, call: Callable[[], object], repeats: int = 3) -> float:
    """Rows per CPU second, the best of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return rows / max(best, 1e-9)


def plain_chain(algorithm: str, chain: str, contents: list[bytes]) -> list[tuple[str, str]]:
    """How one writes it first: a new hash object by name for each digest."""
    links = []
    for content in contents:
        own = hashlib.new(algorithm, b"entry\0" + content).hexdigest()
        chain = hashlib.new(algorithm, b"chain\0" + bytes.fromhex(chain + own)).hexdigest()
        links.append((own, chain))
    return links


def some_entries(rows: int) -> list[dict[str, Any]]:
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


def main(rows: int) -> None:
    """Print the table of rates and ratios."""
    entries = some_entries(rows)
    contents = [canonical_fast(entry) for entry in entries]
    assert contents == [canonical(entry) for entry in entries]
    print(f"{rows:,} entries of {sum(map(len, contents)) // rows} bytes, events per CPU second")
    for algorithm in ALGORITHMS:
        links = chain_batch(algorithm, ZERO, contents)
        assert links == plain_chain(algorithm, ZERO, contents)
        ours = cpu_rate(rows, lambda name=algorithm: chain_batch(name, ZERO, contents))
        plain = cpu_rate(rows, lambda name=algorithm: plain_chain(name, ZERO, contents))
        print(
            f"  chain {algorithm:<8} ours {ours:>11,.0f}   hashlib.new loop {plain:>11,.0f}   {ours / plain:.1f}×"
        )
        whole = cpu_rate(rows, lambda name=algorithm: chain_batch(name, ZERO, map(canonical_fast, entries)))
        print(f"  with JSON {algorithm:<4} ours {whole:>11,.0f}")
        digests = [own for own, _ in links]
        roots = cpu_rate(rows, lambda name=algorithm, found=digests: merkle_root(name, found))
        print(f"  Merkle {algorithm:<7} ours {roots:>11,.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
