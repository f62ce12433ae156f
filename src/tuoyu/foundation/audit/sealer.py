"""Seals committed entries into the chain, signs the head of each batch and keeps it outside.

Writers never wait for the sealer: they insert rows without a place, in whatever order they commit. The sealer gives
places to what it finds committed, in the order of ids; a row that commits later gets a later place. One sealer at a
time: an advisory lock on PostgreSQL, the write lock of the transaction (IMMEDIATE) on SQLite.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from tuoyu.foundation.audit.anchor import Anchor, anchor_for
from tuoyu.foundation.audit.chain import ALGORITHMS, canonical_fast, chain_batch
from tuoyu.foundation.audit.lines import CONTENT_COLUMNS, ENTRY_TABLE, entry_line, head_line
from tuoyu.foundation.audit.models import Entry, Head
from tuoyu.foundation.audit.verifier.digests import ZERO, head_link, head_message, merkle_root
from tuoyu.foundation.vault.keyring import KeyMissing
from tuoyu.foundation.vault.sealing import provider

BATCH = 2000
SIGNING_PURPOSE = "audit"
# Any number that no other advisory lock of this database uses.
_LOCK = 0x7475_6F79
_GIVE_PLACE = (
    f"UPDATE {ENTRY_TABLE} SET position = %s, algorithm = %s, entry_digest = %s, chain_digest = %s "  # noqa: S608 - constants
    "WHERE id = %s AND position IS NULL"
)


def seal(now: datetime) -> int:
    """Seal all committed entries and anchor the new heads; how many entries were sealed.

    Raises ``OSError`` when the anchor cannot be reached: the seal stands, the next run anchors what is missing.
    """
    sealed = 0
    while _has_unsealed():
        count = _seal_batch(now)
        sealed += count
        if count < BATCH:
            break
    anchor_heads(now, anchor_for(Path(settings.DATA_DIR)))
    return sealed


def anchor_heads(now: datetime, anchor: Anchor) -> int:
    """Keep outside the heads that are not there yet, in order; how many."""
    if not _unanchored().exists():
        return 0
    with transaction.atomic():
        if not _is_only_sealer():
            return 0
        heads = list(_unanchored())
        for head in heads:
            anchor.publish(orjson.dumps(head_line(head)).decode("utf-8"))
        _unanchored().filter(number__lte=heads[-1].number if heads else 0).update(anchored_at=now)
    return len(heads)


def own_keys() -> dict[str, str]:
    """Key id → public key (hex) of what signed here; the verifier takes a head signed with any other key for forged."""
    named = Head.objects.unscoped("which keys signed").order_by("key_id").values_list("key_id", flat=True)
    found = {}
    for key_id in named.distinct():
        with suppress(KeyMissing):
            found[key_id] = provider().public_key(key_id).hex()
    return found


def chosen_algorithm() -> str:
    """The digest of new entries: ``TUOYU_DIGEST`` (sha256 unless told sm3)."""
    named = os.environ.get("TUOYU_DIGEST", ALGORITHMS[0])
    if named not in ALGORITHMS:
        raise ValueError(f"TUOYU_DIGEST={named}：只能是 {'、'.join(ALGORITHMS)}。")
    return named


def _unanchored() -> QuerySet[Head]:
    heads: QuerySet[Head] = (
        Head.objects.unscoped("anchoring").filter(anchored_at__isnull=True).order_by("number")
    )
    return heads


def _has_unsealed() -> bool:
    return bool(Entry.objects.unscoped("sealing the journal").filter(position__isnull=True).exists())


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    if not _is_only_sealer():
        return 0
    waiting = Entry.objects.unscoped("sealing the journal").filter(position__isnull=True).order_by("pk")
    rows = list(waiting.values_list(*CONTENT_COLUMNS)[:BATCH])
    if not rows:
        return 0
    last = Head.objects.unscoped("sealing the journal").order_by("-number").first()
    first = last.last_position + 1 if last else 1
    algorithm = chosen_algorithm()
    contents = [
        canonical_fast({**entry_line(row), "position": position, "algorithm": algorithm})
        for position, row in enumerate(rows, start=first)
    ]
    links = chain_batch(algorithm, last.chain_digest if last else ZERO, contents)
    _give_places(first, algorithm, links, [row[0] for row in rows])
    _add_head(now, last, first, algorithm, links)
    return len(rows)


def _give_places(first: int, algorithm: str, links: list[tuple[str, str]], ids: list[int]) -> None:
    values = [
        (position, algorithm, *link, row_id)
        for position, (link, row_id) in enumerate(zip(links, ids, strict=True), start=first)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_GIVE_PLACE, values)


def _add_head(
    now: datetime, last: Head | None, first: int, algorithm: str, links: list[tuple[str, str]]
) -> None:
    head = Head(
        number=last.number + 1 if last else 1,
        first_position=first,
        last_position=first + len(links) - 1,
        algorithm=algorithm,
        merkle_root=merkle_root(algorithm, [entry_digest for entry_digest, _ in links]),
        chain_digest=links[-1][1],
        previous=head_link(head_line(last)) if last else ZERO,
        sealed_at=now,
    )
    head.key_id = provider().active_signing_key(SIGNING_PURPOSE)
    head.public_key = provider().public_key(head.key_id).hex()
    head.signature = provider().sign(head.key_id, head_message(head_line(head))).hex()
    head.save(force_insert=True)


def _is_only_sealer() -> bool:
    """Held to the end of the transaction. SQLite holds the write lock already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row: tuple[Any, ...] = cursor.fetchone()
    return bool(row[0])
