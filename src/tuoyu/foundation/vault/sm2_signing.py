"""Signing with SM2: the library gmssl computes r ‖ s. What we do not leave to it, and why:

* the random k: gmssl would draw it from ``random``, which can be predicted, and a known k gives the key away;
* the message digest: gmssl strips *every* leading 0 and 4 of a public key that begins with 04;
* the last look: ``sm2.is_valid`` shares no line with gmssl, and what it does not accept is not handed out.
"""

from __future__ import annotations

import secrets

from gmssl.sm2 import CryptSM2

from tuoyu.foundation.vault import sm2


def fresh_private_key() -> bytes:
    """32 bytes, evenly from 1 … n-2."""
    return (1 + secrets.randbelow(sm2.N - 2)).to_bytes(32, "big")


def sign(private: bytes, message: bytes) -> bytes:
    """r ‖ s, 64 bytes, over SM3(Z_A ‖ message) with the default user id. Raises ``ArithmeticError`` (see above)."""
    public = sm2.public_of(int.from_bytes(private, "big"))
    digest = sm2.message_digest(public, message)
    signature = sign_digest(private, digest)
    if not sm2.is_valid(public, message, signature):
        raise ArithmeticError("a signature just made does not verify: it is not handed out")
    return signature


def sign_digest(private: bytes, digest: bytes) -> bytes:
    """r ‖ s of an e that is computed already; draws another k where the standard says so (r = 0, r + k = n, s = 0)."""
    machine = CryptSM2(private.hex(), "")
    while True:
        k = 1 + secrets.randbelow(sm2.N - 1)
        signature: str | None = machine.sign(digest, f"{k:064x}")
        if signature is not None:
            return bytes.fromhex(signature)
