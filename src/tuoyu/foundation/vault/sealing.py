"""From a text to what the column holds and back: ``version.key id.base64(nonce ‖ ciphertext ‖ tag)``. Pure.

The associated data is table, column and row id: a ciphertext that was moved to another row or column, or an altered
one, does not open. The provider of this process is set once by the room (``use``) and replaced only by tests.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from functools import cache

from tuoyu.foundation.vault.keyring import KeyMissing
from tuoyu.foundation.vault.provider import CryptoProvider, Forged
from tuoyu.foundation.vault.secret import Unreadable

VERSION = "v1"
_source: list[Callable[[], CryptoProvider]] = []


def use(source: Callable[[], CryptoProvider]) -> None:
    """Say where the provider comes from; it is made on first use."""
    _source[:] = [source]
    provider.cache_clear()


@cache
def provider() -> CryptoProvider:
    """The cryptographic provider of this process."""
    if not _source:
        raise RuntimeError("the vault is closed: no provider was set (tuoyu.foundation.vault.apps)")
    return _source[0]()


def seal(purpose: str, place: str, plain: str) -> str:
    """The stored form of ``plain`` at ``place`` (see ``place_of``), under the active key of ``purpose``."""
    crypto = provider()
    key_id = crypto.active_key(purpose)
    return _written(key_id, crypto.encrypt(key_id, plain.encode("utf-8"), _associated(key_id, place)))


def seal_each(purpose: str, places: Iterable[str], plains: Iterable[str]) -> list[str]:
    """``seal`` for many values of one act: the active key is asked for once. Empty stays empty."""
    crypto = provider()
    key_id = crypto.active_key(purpose)
    return [
        _written(key_id, crypto.encrypt(key_id, plain.encode("utf-8"), _associated(key_id, place)))
        if plain
        else ""
        for place, plain in zip(places, plains, strict=True)
    ]


def unseal(place: str, stored: str) -> str:
    """The text that ``seal`` stored at ``place``. Raises ``Unreadable`` with the reason."""
    version, _, rest = stored.partition(".")
    key_id, _, body = rest.partition(".")
    if version != VERSION or not body:
        raise Unreadable(f"{place}：存储的内容不是加密格式，可能绕过系统直接写入了数据库。")
    try:
        sealed = base64.b64decode(body, validate=True)
        if base64.b64encode(sealed).decode("ascii") != body:
            raise Forged("another spelling of the same bytes")
        return provider().decrypt(key_id, sealed, _associated(key_id, place)).decode("utf-8")
    except (Forged, binascii.Error, UnicodeDecodeError):
        raise Unreadable(f"{place}：密文校验不通过，内容被改动过，或是从别的行、列搬来的。") from None
    except KeyMissing as error:
        raise Unreadable(f"{place}：{error.args[0]}") from None


def is_sealed(text: str) -> bool:
    """Does the text have the stored form? (Says nothing about whether it opens.)"""
    version, _, rest = text.partition(".")
    key_id, _, body = rest.partition(".")
    return version == VERSION and bool(key_id) and bool(body)


def place_of(table: str, column: str, row_id: object) -> str:
    """The associated data of a value: where it belongs."""
    return f"{table}|{column}|{row_id}"


def _written(key_id: str, sealed: bytes) -> str:
    return f"{VERSION}.{key_id}.{base64.b64encode(sealed).decode('ascii')}"


def _associated(key_id: str, place: str) -> bytes:
    return f"{VERSION}|{key_id}|{place}".encode()
