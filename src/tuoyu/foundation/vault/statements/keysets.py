"""The public keys that an installation publishes, and how they are read back from anybody's file.

``{"issuer": "…", "keys": [{"id", "algorithm": "SM2-SM3", "public": x ‖ y as 128 hex digits, "from", "to"}]}``; ``from``
and ``to`` are days, both included, null without bound.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuoyu.foundation.vault.provider import SM2, PublicKey
from tuoyu.foundation.vault.sealing import provider
from tuoyu.foundation.vault.statements.tokens import is_day
from tuoyu.foundation.vault.words import NOBODY_NAMED

_PUBLIC = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class KeySet:
    issuer: str
    keys: Mapping[str, PublicKey]


def public_key_file(data_dir: Path) -> Path:
    """Where an installation keeps what it published: ``TUOYU_PUBLIC_KEYS``, else ``public_keys.json`` in the data folder."""
    named = os.environ.get("TUOYU_PUBLIC_KEYS")
    return Path(named) if named else data_dir / "public_keys.json"


def published_keys(issuer: str, purposes: Iterable[str]) -> dict[str, Any]:
    """The key set of this installation for ``purposes``; a purpose without a key gets its first one."""
    crypto = provider()
    keys: list[PublicKey] = []
    for purpose in purposes:
        crypto.active_signing_key(purpose, SM2)
        keys += crypto.public_keys(purpose)
    return key_set(issuer, keys)


def key_set(issuer: str, keys: Iterable[PublicKey]) -> dict[str, Any]:
    """The published form of the SM2 keys among ``keys``."""
    return {
        "issuer": issuer,
        "keys": [
            {
                "id": key.key_id,
                "algorithm": key.algorithm,
                "public": key.public.hex(),
                "from": key.first_on or None,
                "to": key.last_on or None,
            }
            for key in keys
            if key.algorithm == SM2
        ],
    }


def read_key_set(published: object) -> KeySet:
    """The usable keys of a published set; entries not in form are left out, of two with one id the first counts."""
    content = published if isinstance(published, Mapping) else {}
    issuer, entries = content.get("issuer"), content.get("keys")
    keys: dict[str, PublicKey] = {}
    for entry in entries if isinstance(entries, list) else []:
        key = _key(entry)
        if key is not None:
            keys.setdefault(key.key_id, key)
    return KeySet(issuer if isinstance(issuer, str) and issuer else NOBODY_NAMED, keys)


def _key(entry: object) -> PublicKey | None:
    if not isinstance(entry, Mapping) or entry.get("algorithm") != SM2:
        return None
    key_id, public, first_on, last_on = (entry.get(name) for name in ("id", "public", "from", "to"))
    if not isinstance(key_id, str) or not isinstance(public, str) or not _PUBLIC.fullmatch(public):
        return None
    if any(day and not is_day(day) for day in (first_on, last_on)):
        return None
    return PublicKey(key_id, SM2, bytes.fromhex(public), str(first_on or ""), str(last_on or ""))
