"""The digests that hold the journal together. Standard library only; the sealer uses the same definitions."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ZERO = "0" * 64
SEAL_KEYS = frozenset({"kind", "entry_digest", "chain_digest"})
HEAD_KEYS = (
    *("number", "first_position", "last_position", "algorithm", "merkle_root"),
    *("chain_digest", "previous", "sealed_at", "key_id", "public_key"),
)


def canonical(content: dict[str, Any]) -> bytes:
    """The one spelling of a JSON object that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def digest(algorithm: str, domain: str, *parts: bytes) -> str:
    """Hex digest of the parts in a domain ("entry", "chain" …). ``ValueError`` when the algorithm is not at hand."""
    machine = hashlib.new(algorithm, domain.encode("ascii") + b"\0")
    for part in parts:
        machine.update(part)
    return machine.hexdigest()


def entry_content(line: dict[str, Any]) -> dict[str, Any]:
    """What of an exported entry is hashed: everything but its own seal."""
    return {key: value for key, value in line.items() if key not in SEAL_KEYS}


def merkle_root(algorithm: str, digests: list[str]) -> str:
    """The root over hex digests; an odd node rises unchanged, leaves and nodes are told apart."""
    level = [digest(algorithm, "leaf", bytes.fromhex(each)) for each in digests]
    while len(level) > 1:
        pairs = [
            digest(algorithm, "node", bytes.fromhex(left), bytes.fromhex(right))
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else ZERO


def head_message(head: dict[str, Any]) -> bytes:
    """What the signature of a head signs."""
    return b"tuoyu.audit.head\0" + canonical({key: head[key] for key in HEAD_KEYS})


def head_link(head: dict[str, Any]) -> str:
    """What the next head names as ``previous``: the head with its signature."""
    content = {key: head[key] for key in (*HEAD_KEYS, "signature")}
    return digest(head["algorithm"], "head", canonical(content))
