"""Somebody with the whole database in hand, and without the key of the house."""

from __future__ import annotations

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection

from tuoyu.foundation.audit.chain import canonical_fast, chain_batch
from tuoyu.foundation.audit.lines import CONTENT_COLUMNS, entry_line, head_line
from tuoyu.foundation.audit.models import Entry, Head
from tuoyu.foundation.audit.verifier.digests import ZERO, head_link, head_message, merkle_root

KEY = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


def rewrite_tail(first: int, *, note: str) -> None:
    """Give every entry of the batches from ``first`` on another note, and all that follows from it."""
    heads = list(Head.objects.unscoped("forger").order_by("number"))
    entries = Entry.objects.unscoped("forger")
    entries.filter(position__gte=heads[first - 1].first_position).update(note=note)
    last = heads[first - 2] if first > 1 else None
    chain = last.chain_digest if last else ZERO
    for head in heads[first - 1 :]:
        covered = entries.filter(position__range=(head.first_position, head.last_position)).order_by(
            "position"
        )
        rows = list(covered.values_list(*CONTENT_COLUMNS))
        contents = [
            canonical_fast({**entry_line(row), "position": position, "algorithm": head.algorithm})
            for position, row in enumerate(rows, start=head.first_position)
        ]
        links = chain_batch(head.algorithm, chain, contents)
        for row, (own, chained) in zip(rows, links, strict=True):
            entries.filter(pk=row[0]).update(entry_digest=own, chain_digest=chained)
        chain = links[-1][1]
        _sign(head, last, chain, merkle_root(head.algorithm, [own for own, _ in links]))
        last = head


def _sign(head: Head, before: Head | None, chain: str, root: str) -> None:
    head.chain_digest, head.merkle_root = chain, root
    head.previous = head_link(head_line(before)) if before else ZERO
    head.public_key = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    head.signature = KEY.sign(head_message(orjson.loads(orjson.dumps(head_line(head))))).hex()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_head SET chain_digest=%s, merkle_root=%s, previous=%s, public_key=%s, signature=%s"
            " WHERE id=%s",
            [head.chain_digest, head.merkle_root, head.previous, head.public_key, head.signature, head.pk],
        )
