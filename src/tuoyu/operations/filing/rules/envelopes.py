"""The envelope of a push, byte by byte: what is signed, how a signature is checked, how old a message may be.

Signed is this text in UTF-8, five lines joined by one line feed (0x0A), none after the last::

    TUOYU-PUSH-V1
    <X-Tuoyu-Sender as sent>
    <X-Tuoyu-Message as sent>
    <X-Tuoyu-Sent-At as sent>
    <SM3 of the raw body, 64 lower-case hexadecimal digits>

* ``hmac-sha256``: the key is the secret as it was shown (64 ASCII characters, not decoded); the signature is the
  HMAC-SHA256 (RFC 2104) in hexadecimal.
* ``sm2``: GB/T 32918.2 with SM3 and the default user id; the signature is r ‖ s in hexadecimal (128 digits), or the
  DER sequence of r and s in hexadecimal or Base64, as libraries write it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from datetime import datetime, timedelta

from tuoyu.foundation.vault import sm2
from tuoyu.foundation.vault.sm3 import sm3
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.kernel.words import LabelledEnum

FIRST_LINE = "TUOYU-PUSH-V1"
# No blank, no line feed: what is signed can be cut into its lines in one way only.
NAME = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_POINT = 64
# SubjectPublicKeyInfo of a key on the SM2 curve: 26 bytes that never differ, 04, x, y.
_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


class Algorithm(LabelledEnum):
    HMAC = "hmac-sha256", "HMAC-SHA256"
    SM2 = "sm2", "SM2（SM3 摘要）"


def digest_of(body: bytes) -> str:
    """SM3 of the raw body, as it stands in the text that is signed."""
    return sm3(body).hex()


def canonical(sender: str, message: str, sent_at: str, digest: str) -> bytes:
    """The bytes that are signed."""
    return "\n".join((FIRST_LINE, sender, message, sent_at, digest)).encode()


def is_genuine(
    algorithm: Algorithm, signed: bytes, signature: str, *, secret: str = "", public_key: str = ""
) -> bool:
    """Did the holder of the key sign these bytes? Anything malformed is a plain no."""
    if algorithm is Algorithm.HMAC:
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(expected.encode(), signature.strip().lower().encode())
    raw = raw_signature(signature)
    return raw is not None and sm2.is_valid(bytes.fromhex(public_key), signed, raw)


def raw_signature(text: str) -> bytes | None:
    """r ‖ s of a signature as written; None where it is none."""
    found = _bytes_of(text)
    if found is None or len(found) == _POINT:
        return found
    return _from_der(found)


def read_public_key(text: str) -> str | None:
    """x ‖ y in hexadecimal of an SM2 key pasted as hexadecimal (with or without 04), Base64 or PEM; None: no such key."""
    pem = "".join(line for line in text.strip().splitlines() if not line.startswith("-----"))
    found = _bytes_of(pem)
    if found is None:
        return None
    point = found.removeprefix(_SPKI_HEAD)
    if len(point) == _POINT + 1 and point[0] == 4:
        point = point[1:]
    return point.hex() if sm2.is_public_key(point) else None


def is_fresh(sent_at: datetime, now: datetime, minutes: int) -> Verdict:
    """Written and received within ``minutes`` of each other, either way (clocks differ)."""
    if abs(now - sent_at) <= timedelta(minutes=minutes):
        return PASSED
    return Verdict.refuse(
        "filing.push.stale",
        f"报文写的发送时间是 {sent_at.isoformat()}，与收到时间相差超过 {minutes} 分钟，没有收下。",
        next_step="请核对服务器的时钟；换新的报文编号、写现在的时间，重新签名后再发。",
    )


def _bytes_of(text: str) -> bytes | None:
    plain = "".join(text.split())
    try:
        if len(plain) % 2 == 0 and _HEX.fullmatch(plain):
            return bytes.fromhex(plain)
        return base64.b64decode(plain, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _from_der(found: bytes) -> bytes | None:
    """SEQUENCE { INTEGER r, INTEGER s } of at most 72 bytes, so every length is one byte."""
    if len(found) < 8 or found[0] != 0x30 or found[1] != len(found) - 2:
        return None
    numbers, at = b"", 2
    for _ in range(2):
        if at + 2 > len(found) or found[at] != 0x02:
            return None
        end = at + 2 + found[at + 1]
        number = found[at + 2 : end].lstrip(b"\0")
        if end > len(found) or len(number) > _POINT // 2:
            return None
        numbers, at = numbers + number.rjust(_POINT // 2, b"\0"), end
    return numbers if at == len(found) else None
