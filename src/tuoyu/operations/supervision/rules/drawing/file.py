"""The published file of a draw: one JSON object in its canonical spelling, sealed by its own digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tuoyu.operations.supervision.rules.drawing.lottery import (
    Crew,
    Inspected,
    Inspector,
    Pool,
    Seat,
    Stratum,
    canonical,
    draw,
    seed_of,
)
from tuoyu.operations.supervision.rules.drawing.shape import FROZEN


def frozen_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of everything that is fixed before the first secret is sealed."""
    return hashlib.sha256(canonical({key: document[key] for key in FROZEN})).hexdigest()


def whole_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the file without its last digest."""
    return hashlib.sha256(
        canonical({key: value for key, value in document.items() if key != "digest"})
    ).hexdigest()


def pool_of(document: Mapping[str, Any]) -> Pool:
    """The pool that a file of the right shape tells."""
    rules = document["rules"]
    return Pool(
        tuple(Stratum(row["name"], row["share"]) for row in rules["strata"]),
        tuple(Crew(row["department"], row["size"]) for row in rules["crews"]),
        tuple(Inspected(row["id"], row["name"], row["stratum"]) for row in document["objects"]),
        tuple(Inspector(row["id"], row["name"], row["department"]) for row in document["inspectors"]),
        frozenset((row["inspector"], row["object"]) for row in document["recusals"]),
    )


def departments_of(document: Mapping[str, Any]) -> list[str]:
    return [row["department"] for row in document["rules"]["crews"]]


def absent_of(document: Mapping[str, Any]) -> list[str]:
    """The departments that opened no secret, in the order of the crews."""
    opened = {row["department"] for row in document["openings"]}
    return [code for code in departments_of(document) if code not in opened]


def seed_told_by(document: Mapping[str, Any]) -> str:
    secrets = {row["department"]: row["secret"] for row in document["openings"]}
    return seed_of(document["frozen"], departments_of(document), secrets, document["beacon"] or "")


def finished(document: Mapping[str, Any]) -> dict[str, Any]:
    """The file with what follows from the rest: who is absent, the seed, the result and the closing digest.

    ``document`` holds the frozen part, ``frozen``, ``commitments``, ``openings`` and ``beacon``.
    """
    whole: dict[str, Any] = {**document, "absent": absent_of(document), "seed": seed_told_by(document)}
    whole["result"] = rows_of(draw(pool_of(document), whole["seed"]))
    whole["digest"] = whole_digest(whole)
    return whole


def rows_of(seats: tuple[Seat, ...]) -> list[dict[str, Any]]:
    return [{"object": seat.object, "inspectors": list(seat.inspectors)} for seat in seats]


def written(document: Mapping[str, Any]) -> bytes:
    """The bytes that are published. Another spelling of the same content is not the published file."""
    return canonical(document)


def parsed(content: bytes) -> dict[str, Any]:
    """The object in the file. ``ValueError`` where it is none, or names a key twice."""
    found = json.loads(content.decode("utf-8"), object_pairs_hook=_without_doubles)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
