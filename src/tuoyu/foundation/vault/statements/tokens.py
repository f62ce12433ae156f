"""The token: ``TY1.<payload>.<digest>.<key id>.<signature>``, short enough for a QR code. Standard library only.

payload    base64url (no padding) of the raw deflate (RFC 1951) of the canonical JSON ``{"content": …, "kind": …}``
digest     base64url of SM3 over the *characters* of the payload part
key id     letters, digits, - and _
signature  base64url of the SM2 signature (r ‖ s) over ``message_of(key id, digest)``

The digest is of what is carried, not of what it unpacks to: deflate and base64 know several spellings of one content,
and nothing of a stranger's is unpacked before its signature held (docs/adr/0013). docs/recipes/verify-a-receipt.md
says the same to an outsider, byte by byte.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuoyu.foundation.vault.sm3 import sm3

VERSION = "TY1"
MOST_CHARACTERS = 256 * 1024
MOST_CONTENT = 1 << 20  # bytes of JSON; a list of ten thousand revocations fits
DEEPEST = 6
# Whole numbers that JavaScript keeps exactly.
_LARGEST = 2**53 - 1
_TOKEN = re.compile(
    r"TY1\.(?P<payload>[A-Za-z0-9_-]+)\.(?P<digest>[A-Za-z0-9_-]{43})"
    r"\.(?P<key_id>[A-Za-z0-9_-]{1,64})\.(?P<signature>[A-Za-z0-9_-]{86})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotAStatement(ValueError):
    """The text is no token, or unpacks to no statement."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A token taken apart; nothing is unpacked or believed yet."""

    payload: str
    digest: str
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a token says. ``issued_on`` is the day it was made (of a list: its ``as_of``)."""

    kind: str
    content: Mapping[str, Any]
    key_id: str
    digest: str

    @property
    def issued_on(self) -> str:
        return str(self.content.get("issued_on") or self.content.get("as_of"))

    @property
    def valid_until(self) -> str:
        """The last day of validity; empty when there is no end."""
        return str(self.content.get("valid_until") or "")

    @property
    def number(self) -> str:
        return str(self.content.get("number", ""))


def taken_apart(token: str) -> Parts:
    """The parts. Raises ``NotAStatement`` unless the token is complete and in form."""
    found = _TOKEN.fullmatch(token) if len(token) <= MOST_CHARACTERS else None
    if found is None:
        raise NotAStatement("not a complete token")
    return Parts(**found.groupdict())


def message_of(key_id: str, digest: str) -> bytes:
    """What is signed. The first line keeps other uses of the same key apart; kind and content are under the digest."""
    return f"tuoyu.statement.1\n{key_id}\n{digest}".encode("ascii")


def digest_of(payload: str) -> str:
    return encoded(sm3(payload.encode("ascii")))


def packed(kind: str, content: Mapping[str, Any]) -> str:
    """The payload part. Raises ``ValueError`` for what a statement cannot carry."""
    plain = json.dumps(
        {"content": content, "kind": kind}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")
    _checked(json.loads(plain))
    if len(plain) > MOST_CONTENT:
        raise ValueError(f"a statement holds at most {MOST_CONTENT} bytes, this one {len(plain)}")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return encoded(deflate.compress(plain) + deflate.flush())


def read(token: str) -> Statement:
    """What the token *claims*: nothing is verified. Raises ``NotAStatement``."""
    return unpacked(taken_apart(token))


def unpacked(parts: Parts) -> Statement:
    """The claim of a token in parts, unpacked within ``MOST_CONTENT``. Raises ``NotAStatement``."""
    try:
        inflate = zlib.decompressobj(-15)
        plain = inflate.decompress(decoded(parts.payload), MOST_CONTENT + 1)
        if len(plain) > MOST_CONTENT or not inflate.eof or inflate.unused_data:
            raise NotAStatement("the payload is too large, cut short, or followed by something")
        claimed = _checked(json.loads(plain.decode("utf-8")))
    except (zlib.error, ValueError, RecursionError) as wrong:
        raise NotAStatement(str(wrong)) from wrong
    return Statement(claimed["kind"], claimed["content"], parts.key_id, parts.digest)


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding; ``ValueError`` when the length cannot be."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_day(value: object) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _checked(claimed: Any) -> dict[str, Any]:
    """The claim, when it is of the form of a statement."""
    if not (
        isinstance(claimed, dict)
        and isinstance(claimed.get("kind"), str)
        and set(claimed) == {"content", "kind"}
    ):
        raise NotAStatement("kind and content are wanted, nothing else")
    content = claimed["content"]
    if not isinstance(content, dict) or not _is_plain(content, DEEPEST):
        raise NotAStatement("a content is a table of texts, whole numbers, lists and tables")
    if not is_day(content.get("issued_on") or content.get("as_of")):
        raise NotAStatement("a statement says issued_on (a list: as_of) as YYYY-MM-DD")
    if content.get("valid_until") and not is_day(content["valid_until"]):
        raise NotAStatement("valid_until is YYYY-MM-DD; leave it out where there is no end")
    if not isinstance(content.get("number", ""), str):
        raise NotAStatement("number is a text")
    return claimed


def _is_plain(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    return isinstance(value, str) or (type(value) is int and abs(value) <= _LARGEST)
