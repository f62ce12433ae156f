"""Making a statement: pack, digest, sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from tuoyu.foundation.vault.provider import SM2
from tuoyu.foundation.vault.sealing import provider
from tuoyu.foundation.vault.statements.tokens import (
    VERSION,
    digest_of,
    encoded,
    message_of,
    packed,
    taken_apart,
)


def issue_statement(purpose: str, kind: str, content: Mapping[str, Any]) -> str:
    """A token signed with this installation's key for ``purpose``.

    ``content``: texts, whole numbers, lists and tables of those, as they shall be read (labels are not carried, so
    values are words, not codes). It says ``issued_on`` (a revocation list: ``as_of``), may say ``valid_until``, and its
    ``number`` is what a revocation names. Raises ``ValueError``.
    """
    crypto = provider()
    key_id = crypto.active_signing_key(purpose, SM2)
    return issue(kind, content, key_id, partial(crypto.sign, key_id))


def issue(kind: str, content: Mapping[str, Any], key_id: str, sign: Callable[[bytes], bytes]) -> str:
    """The token, signed by whatever ``sign`` does to a message. Raises ``ValueError``."""
    for name in ("issued_on", "as_of", "valid_until"):
        if content.get(name):
            date.fromisoformat(str(content[name]))  # A day that is in no calendar is not signed.
    payload = packed(kind, content)
    digest = digest_of(payload)
    token = f"{VERSION}.{payload}.{digest}.{key_id}.{encoded(sign(message_of(key_id, digest)))}"
    taken_apart(token)
    return token
