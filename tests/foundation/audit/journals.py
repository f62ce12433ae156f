"""A sealed journal made in memory, for those who try to falsify it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tuoyu.foundation.audit.chain import canonical_fast, chain_batch
from tuoyu.foundation.audit.verifier.digests import ZERO, entry_content, head_link, head_message, merkle_root

Line = dict[str, Any]
OUR_KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
FORGERS_KEY = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
MOMENT = "2021-06-15T01:30:00+00:00"


def entry(position: int, algorithm: str = "sha256", **changes: Any) -> Line:
    """An unsealed line with its place."""
    line: Line = {
        "kind": "entry", "id": position + 100, "at": MOMENT, "actor_kind": "person", "user_id": position % 7,
        "actor_name": "䶮𬭼", "post_id": None, "unit_id": 3, "unit_name": "区卫生健康局", "role": "unit_officer",
        "verb": "coordination.report.submit", "object_label": "coordination.report", "object_id": str(position),
        "object_title": f"第{position}期", "fields": "state,note", "purpose": "", "basis": "", "result": "ok",
        "note": "", "request_id": f"r-{position}", "position": position, "algorithm": algorithm,
    }  # fmt: skip
    return {**line, **changes}


def sealed(
    batches: list[list[Line]],
    key: Ed25519PrivateKey = OUR_KEY,
    before: tuple[str, Line | None] = (ZERO, None),
) -> list[Line]:
    """Entries with digests and a signed head after each batch, going on from (chain digest, last head)."""
    chain, last = before
    lines: list[Line] = []
    for batch in batches:
        algorithm = batch[0]["algorithm"]
        links = chain_batch(algorithm, chain, [canonical_fast(entry_content(line)) for line in batch])
        lines += [
            {**line, "entry_digest": own, "chain_digest": chained}
            for line, (own, chained) in zip(batch, links, strict=True)
        ]
        chain = links[-1][1]
        last = _head(batch, links, chain, last, key)
        lines.append(last)
    return lines


def _head(
    batch: list[Line], links: list[tuple[str, str]], chain: str, last: Line | None, key: Ed25519PrivateKey
) -> Line:
    head: Line = {
        "kind": "head",
        "number": last["number"] + 1 if last else 1,
        "first_position": batch[0]["position"],
        "last_position": batch[-1]["position"],
        "algorithm": batch[0]["algorithm"],
        "merkle_root": merkle_root(batch[0]["algorithm"], [own for own, _ in links]),
        "chain_digest": chain,
        "previous": head_link(last) if last else ZERO,
        "sealed_at": MOMENT,
        "key_id": "audit-1",
        "public_key": key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
    }
    return {**head, "signature": key.sign(head_message(head)).hex()}


def framed(body: list[Line]) -> list[Line]:
    """With a header and the end that counts what is there: a forger writes it too."""
    kinds = [line["kind"] for line in body]
    counts = {
        "entries": kinds.count("entry"),
        "heads": kinds.count("head"),
        "unsealed": kinds.count("unsealed"),
    }
    return [{"kind": "journal", "version": 1, "exported_at": MOMENT}, *body, {"kind": "end", **counts}]


def written(lines: list[Line]) -> list[str]:
    return [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]


def a_journal(
    sizes: tuple[int, ...] = (7, 1, 12, 5, 9), algorithm: Callable[[int], str] = lambda _: "sha256"
) -> list[Line]:
    """The body of a journal with batches of these sizes."""
    batches, position = [], 1
    for size in sizes:
        batches.append([entry(position + n, algorithm(len(batches))) for n in range(size)])
        position += size
    return sealed(batches)
