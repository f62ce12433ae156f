"""Who does the cryptography: software here, a certified module (HSM, KMS) behind the same interface elsewhere. Pure.

Callers name purposes and key ids, never key material, so a module that does not let keys out can answer too.
Software keys suit development and small sites; 密评 of a production system wants a certified module (docs/security.md).
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tuoyu.foundation.vault import sm2, sm2_signing
from tuoyu.foundation.vault.keyring import Key, Keyring

AES = "AES-256-GCM"
SM4 = "SM4-GCM"
HMAC_SHA256 = "HMAC-SHA256"
HMAC_SM3 = "HMAC-SM3"
ED25519 = "Ed25519"
SM2 = "SM2-SM3"
NONCE_BYTES = 12
TAG_BYTES = 16
_DIGESTS = {HMAC_SHA256: "sha256", HMAC_SM3: "sm3"}


class Forged(Exception):
    """A ciphertext does not authenticate: it was altered, moved, or written with another key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What may be known of a signing key. It signs from ``first_on`` to ``last_on``, both included; empty: no bound."""

    key_id: str
    algorithm: str
    public: bytes
    first_on: str
    last_on: str


class CryptoProvider(Protocol):
    """What the vault asks of a cryptographic module."""

    def active_key(self, purpose: str) -> str:
        """The id of the key that new values of ``purpose`` are written with."""

    def encrypt(self, key_id: str, plain: bytes, associated: bytes) -> bytes:
        """nonce ‖ ciphertext ‖ tag."""

    def decrypt(self, key_id: str, sealed: bytes, associated: bytes) -> bytes:
        """The plain bytes; raises ``Forged``, or ``KeyMissing``."""

    def index(self, column: str, message: bytes) -> str:
        """A keyed digest (64 hex digits) of a normalised value, for look-up in ``column`` alone."""

    def active_signing_key(self, purpose: str, algorithm: str = ED25519) -> str:
        """The id of the key that signs for ``purpose``; ``ValueError`` where that purpose signs otherwise."""

    def sign(self, key_id: str, message: bytes) -> bytes:
        """64 bytes; raises ``KeyMissing``."""

    def public_key(self, key_id: str) -> bytes:
        """The raw public key that verifies signatures of ``key_id``: Ed25519 32 bytes, SM2 x ‖ y, 64 bytes."""

    def public_keys(self, purpose: str) -> Sequence[PublicKey]:
        """All keys that sign or ever signed for ``purpose``, oldest first."""


class SoftwareProvider:
    """Keys in a file, mathematics in OpenSSL. ``cipher`` and ``mac`` say what *new* keys are for."""

    def __init__(self, path: Path, *, cipher: str = AES, mac: str = HMAC_SHA256) -> None:
        if cipher == SM4 and not offers_sm4():
            cipher = AES
        self._cipher = cipher
        self._mac = mac
        self.keyring = Keyring(path, _fresh_key)

    def active_key(self, purpose: str) -> str:
        return self.keyring.active("data", purpose, self._cipher).key_id

    def encrypt(self, key_id: str, plain: bytes, associated: bytes) -> bytes:
        key = self.keyring.key("data", key_id)
        nonce = os.urandom(NONCE_BYTES)
        if key.algorithm == AES:
            return nonce + AESGCM(key.material).encrypt(nonce, plain, associated)
        return nonce + _sm4_encrypt(key, nonce, plain, associated)

    def decrypt(self, key_id: str, sealed: bytes, associated: bytes) -> bytes:
        key = self.keyring.key("data", key_id)
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        if len(body) < TAG_BYTES:
            raise Forged("ciphertext is too short")
        try:
            if key.algorithm == AES:
                return AESGCM(key.material).decrypt(nonce, body, associated)
            return _sm4_decrypt(key, nonce, body, associated)
        except InvalidTag:
            raise Forged("ciphertext does not authenticate") from None

    def index(self, column: str, message: bytes) -> str:
        key = self.keyring.index(column, self._mac)
        return hmac.new(key.material, message, _DIGESTS[key.algorithm]).hexdigest()

    def active_signing_key(self, purpose: str, algorithm: str = ED25519) -> str:
        key = self.keyring.active("signing", purpose, algorithm)
        if key.algorithm != algorithm:
            raise ValueError(f"“{purpose}”用 {key.algorithm} 签名，不用 {algorithm}。")
        return key.key_id

    def sign(self, key_id: str, message: bytes) -> bytes:
        key = self.keyring.key("signing", key_id)
        if key.algorithm == SM2:
            return sm2_signing.sign(key.material, message)
        return Ed25519PrivateKey.from_private_bytes(key.material).sign(message)

    def public_key(self, key_id: str) -> bytes:
        return _public(self.keyring.key("signing", key_id))

    def public_keys(self, purpose: str) -> list[PublicKey]:
        terms = self.keyring.terms("signing", purpose)
        keys = [self.keyring.key("signing", key_id) for key_id, _, _ in terms]
        return [
            PublicKey(key.key_id, key.algorithm, _public(key), first_on, last_on)
            for key, (_, first_on, last_on) in zip(keys, terms, strict=True)
        ]

    def renew_signing(self, purpose: str, algorithm: str, on: date) -> str:
        """Make a new active signing key for ``purpose``: it signs from ``on``, and the one before until that day."""
        return self.keyring.renew("signing", purpose, algorithm, since=on).key_id

    def renew(self, purpose: str) -> str:
        """Make a new active data key for ``purpose``; the caller then rotates the columns."""
        return self.keyring.renew("data", purpose, self._cipher).key_id


def offers_sm4() -> bool:
    """Does the OpenSSL at hand have SM4 in GCM?"""
    try:
        Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(NONCE_BYTES))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True


def _public(key: Key) -> bytes:
    if key.algorithm == SM2:
        return sm2.public_of(int.from_bytes(key.material, "big"))
    return (
        Ed25519PrivateKey.from_private_bytes(key.material)
        .public_key()
        .public_bytes(Encoding.Raw, PublicFormat.Raw)
    )


def _fresh_key(algorithm: str) -> bytes:
    if algorithm == SM2:
        return sm2_signing.fresh_private_key()
    if algorithm == ED25519:
        return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return os.urandom(16 if algorithm == SM4 else 32)


def _sm4_encrypt(key: Key, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key.material), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _sm4_decrypt(key: Key, nonce: bytes, body: bytes, associated: bytes) -> bytes:
    tag = body[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key.material), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(associated)
    return decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()
