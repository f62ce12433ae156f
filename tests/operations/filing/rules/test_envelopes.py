"""The envelope of a push: what is signed, whose signature it is, how old it may be."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.vault import sm2, sm2_signing
from tuoyu.kernel.context import CHINA
from tuoyu.operations.filing.rules.envelopes import (
    NAME,
    Algorithm,
    canonical,
    digest_of,
    is_fresh,
    is_genuine,
    raw_signature,
    read_public_key,
)

NOW = datetime(2021, 6, 15, 9, 30, tzinfo=CHINA)
PRIVATE = (12345).to_bytes(32, "big")
PUBLIC = sm2.public_of(12345)
SIGNED = canonical("sjj", "m-1", "2021-06-15T09:30:00+08:00", digest_of(b"abc"))
NUMBERS = st.integers(1, 2**256 - 1)


def der(r: int, s: int) -> bytes:
    """ITU-T X.690: two integers, the shortest, with a nought before a high bit."""
    parts = b""
    for number in (r, s):
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts += bytes([0x02, len(content)]) + content
    return bytes([0x30, len(parts)]) + parts


def test_five_lines_are_signed_and_the_digest_is_sm3() -> None:
    """GB/T 32905-2016, appendix A.1: the digest of “abc”."""
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert f"TUOYU-PUSH-V1\nsjj\nm-1\n2021-06-15T09:30:00+08:00\n{digest}".encode() == SIGNED


def test_hmac_of_rfc_4231() -> None:
    """RFC 4231, test case 2."""
    signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    said = b"what do ya want for nothing?"
    assert is_genuine(Algorithm.HMAC, said, signature, secret="Jefe")
    assert is_genuine(Algorithm.HMAC, said, f" {signature.upper()}\n", secret="Jefe")
    assert not is_genuine(Algorithm.HMAC, said, signature, secret="Jeff")
    assert not is_genuine(Algorithm.HMAC, said + b"?", signature, secret="Jefe")


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not is_genuine(Algorithm.HMAC, b"x", hmac.new(b"", b"x", hashlib.sha256).hexdigest(), secret="")


def test_sm2_in_every_form_a_library_writes() -> None:
    raw = sm2_signing.sign(PRIVATE, SIGNED)
    as_der = der(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    for written in (raw.hex(), raw.hex().upper(), as_der.hex(), base64.b64encode(as_der).decode()):
        assert is_genuine(Algorithm.SM2, SIGNED, written, public_key=PUBLIC.hex())
        assert not is_genuine(Algorithm.SM2, SIGNED + b"x", written, public_key=PUBLIC.hex())


@given(NUMBERS, NUMBERS)
def test_der_and_raw_are_one_signature(r: int, s: int) -> None:
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert raw_signature(der(r, s).hex()) == raw_signature(raw.hex()) == raw


@given(st.text(max_size=200) | st.binary(max_size=100).map(bytes.hex))
def test_a_malformed_signature_is_a_plain_no(text: str) -> None:
    for algorithm in Algorithm:
        assert not is_genuine(algorithm, SIGNED, text, secret="s", public_key=PUBLIC.hex())


@given(NUMBERS, NUMBERS, st.integers(0, 71), st.integers(0, 255))
def test_a_der_with_one_byte_changed_is_never_longer_than_two_numbers(
    r: int, s: int, at: int, byte: int
) -> None:
    broken = bytearray(der(r, s))
    broken[at % len(broken)] = byte
    found = raw_signature(bytes(broken).hex())
    assert found is None or len(found) == 64


def test_a_public_key_pasted_in_any_form() -> None:
    spki = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + b"\x04" + PUBLIC
    pem = "-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(spki).decode() + "-----END PUBLIC KEY-----\n"
    for written in (PUBLIC.hex(), "04" + PUBLIC.hex(), base64.b64encode(spki).decode(), spki.hex(), pem):
        assert read_public_key(written) == PUBLIC.hex()
    for wrong in ("", "x", "04" + "00" * 64, PUBLIC.hex()[:-2], "ff" * 64):
        assert read_public_key(wrong) is None


@pytest.mark.parametrize(
    ("seconds", "is_ok"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_clocks_may_differ_by_the_minutes_of_the_policy_either_way(seconds: int, is_ok: bool) -> None:
    assert is_fresh(NOW + timedelta(seconds=seconds), NOW, 5).is_ok == is_ok


@given(st.text(max_size=70))
def test_a_name_can_be_cut_out_of_what_is_signed(text: str) -> None:
    if NAME.fullmatch(text):
        assert text.isascii()
        assert len(text.split()) == 1
        assert len(canonical(text, text, "t", "d").split(b"\n")) == 5
