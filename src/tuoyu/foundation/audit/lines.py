"""Entries and heads as the JSON objects that are hashed, exported and anchored. One spelling for all three."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tuoyu.foundation.audit.models import Entry, Head

CONTENT_COLUMNS = (
    *("id", "at", "actor_kind", "user_id", "actor_name", "post_id", "unit_id", "unit_name", "role", "verb"),
    *(
        "object_label",
        "object_id",
        "object_title",
        "fields",
        "purpose",
        "basis",
        "result",
        "note",
        "request_id",
    ),
)
SEAL_COLUMNS = ("position", "algorithm", "entry_digest", "chain_digest")


def moment(at: datetime) -> str:
    """Both databases keep microseconds; the zone of the reader must not matter."""
    return at.astimezone(UTC).isoformat()


def entry_line(row: tuple[Any, ...]) -> dict[str, Any]:
    """The content of an entry from its values in the order of ``CONTENT_COLUMNS``."""
    content = dict(zip(CONTENT_COLUMNS, row, strict=True))
    content["at"] = moment(content["at"])
    return content


def sealed_line(row: tuple[Any, ...]) -> dict[str, Any]:
    """A sealed entry from its values in the order of ``CONTENT_COLUMNS + SEAL_COLUMNS``."""
    count = len(CONTENT_COLUMNS)
    return {**entry_line(row[:count]), **dict(zip(SEAL_COLUMNS, row[count:], strict=True)), "kind": "entry"}


def unsealed_line(row: tuple[Any, ...]) -> dict[str, Any]:
    return {**entry_line(row), "position": None, "kind": "unsealed"}


def head_line(head: Head) -> dict[str, Any]:
    """A head with its signature."""
    return {
        "kind": "head",
        "number": head.number,
        "first_position": head.first_position,
        "last_position": head.last_position,
        "algorithm": head.algorithm,
        "merkle_root": head.merkle_root,
        "chain_digest": head.chain_digest,
        "previous": head.previous,
        "sealed_at": moment(head.sealed_at),
        "key_id": head.key_id,
        "public_key": head.public_key,
        "signature": head.signature,
    }


SEALED_COLUMNS = CONTENT_COLUMNS + SEAL_COLUMNS
ENTRY_TABLE = Entry._meta.db_table
