"""Who does the cryptography: software here, a certified module (HSM, KMS) behind the same interface elsewhere. Pure.

Callers name purposes and key ids, never key material, so a module that does not let keys out can answer too.
Software keys suit development and small sites; 密评 of a production system wants a certified module (docs/security.md).
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tuoyu.foundation.vault.keyring import Key, Keyring

AES = "AES-256-GCM"
SM4 = "SM4-GCM"
HMAC_SHA256 = "HMAC-SHA256"
HMAC_SM3 = "HMAC-SM3"
ED25519 = "Ed25519"
NONCE_BYTES = 12
TAG_BYTES = 16
_DIGESTS = {HMAC_SHA256: "sha256", HMAC_SM3: "sm3"}


class Forged(Exception):
    """A ciphertext does not authenticate: it was altered, moved, or written with another key."""


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

    def active_signing_key(self, purpose: str) -> str:
        """The id of the Ed25519 key that signs for ``purpose``."""

    def sign(self, key_id: str, message: bytes) -> bytes:
        """64 bytes; raises ``KeyMissing``."""

    def public_key(self, key_id: str) -> bytes:
        """The raw public key that verifies signatures of ``key_id``."""


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

    def active_signing_key(self, purpose: str) -> str:
        return self.keyring.active("signing", purpose, ED25519).key_id

    def sign(self, key_id: str, message: bytes) -> bytes:
        return self._signing_key(key_id).sign(message)

    def public_key(self, key_id: str) -> bytes:
        return self._signing_key(key_id).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def renew(self, purpose: str) -> str:
        """Make a new active data key for ``purpose``; the caller then rotates the columns."""
        return self.keyring.renew("data", purpose, self._cipher).key_id

    def _signing_key(self, key_id: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.keyring.key("signing", key_id).material)


def offers_sm4() -> bool:
    """Does the OpenSSL at hand have SM4 in GCM?"""
    try:
        Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(NONCE_BYTES))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True


def _fresh_key(algorithm: str) -> bytes:
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
