"""SM2 and SM3 against the examples of the standards, a second implementation, and hostile signatures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gmssl.sm2 import CryptSM2
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.vault import sm2, sm2_signing
from tuoyu.foundation.vault.provider import ED25519, SM2, SoftwareProvider
from tuoyu.foundation.vault.sm3 import sm3, sm3_in_python

# Made here: (private, public, message, k, signature) with a fixed k. The last key begins with 04, which gmssl misreads.
OWN = json.loads(Path(__file__).with_name("sm2_vectors.json").read_text(encoding="ascii"))
NAMED = "shared/data/vectors/sm234.json"
SHARED = next((up / NAMED for up in Path(__file__).resolve().parents[4:] if (up / NAMED).exists()), None)
private_keys = st.integers(1, sm2.N - 2).map(lambda number: number.to_bytes(32, "big"))

# GB/T 32918.5-2017, appendix A.2.
STANDARD = {
    "private": 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8,
    "public": "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    "signature": "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
}


def test_the_example_of_the_standard() -> None:
    public, signature = bytes.fromhex(STANDARD["public"]), bytes.fromhex(STANDARD["signature"])
    assert sm2.public_of(STANDARD["private"]) == public
    assert sm2.is_valid(public, b"message digest", signature)
    assert not sm2.is_valid(public, b"message digest", signature, b"another user")


@pytest.mark.parametrize(
    ("message", "digest"),
    [  # GB/T 32905-2016, appendix A.
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_of_the_standard(message: bytes, digest: str) -> None:
    assert sm3(message).hex() == sm3_in_python(message).hex() == digest


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_sm3_is_the_same_with_and_without_openssl(message: bytes) -> None:
    assert sm3(message) == sm3_in_python(message)


@pytest.mark.parametrize("vector", OWN)
def test_own_vectors(vector: dict[str, str]) -> None:
    public, message = bytes.fromhex(vector["public"]), bytes.fromhex(vector["message"])
    assert sm2.public_of(int(vector["private"], 16)) == public
    made = CryptSM2(vector["private"], "").sign(sm2.message_digest(public, message), vector["k"])
    assert made == vector["signature"]
    assert sm2.is_valid(public, message, bytes.fromhex(vector["signature"]))


@pytest.mark.skipif(SHARED is None, reason="the shared vectors are not on this machine")
def test_shared_vectors() -> None:
    assert SHARED is not None
    vectors: dict[str, list[dict[str, Any]]] = json.loads(SHARED.read_text(encoding="utf-8"))
    for each in vectors["sm3"]:
        assert sm3(bytes.fromhex(each["msg_hex"])).hex() == each["digest"]
    for each in vectors["sm2_sign"]:
        public, message = bytes.fromhex(each["px"] + each["py"]), bytes.fromhex(each["msg_hex"])
        signature, user_id = bytes.fromhex(each["r"] + each["s"]), bytes.fromhex(each["id_hex"])
        assert sm2.is_valid(public, message, signature, user_id) is each["valid"], each
        if each["valid"]:
            assert sm2.message_digest(public, message, user_id).hex() == each["e"]


@settings(max_examples=25, deadline=None)
@given(private=private_keys, other=private_keys, message=st.binary(max_size=100), flip=st.integers(0, 511))
def test_a_signature_holds_for_its_key_and_message_alone(
    private: bytes, other: bytes, message: bytes, flip: int
) -> None:
    public, signature = sm2.public_of(int.from_bytes(private, "big")), sm2_signing.sign(private, message)
    assert sm2.is_valid(public, message, signature)
    if public.hex()[0] not in "04":  # gmssl misreads such keys.
        digest = sm2.message_digest(public, message)
        assert CryptSM2("", "04" + public.hex()).verify(signature.hex(), digest)
    assert not sm2.is_valid(public, message + b"!", signature)
    if other != private:
        assert not sm2.is_valid(sm2.public_of(int.from_bytes(other, "big")), message, signature)
    flipped = (int.from_bytes(signature, "big") ^ 1 << flip).to_bytes(64, "big")
    assert not sm2.is_valid(public, message, flipped)


def _numbers(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize(
    "signature",
    [
        *(b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64),
        *(_numbers(0, 1), _numbers(1, 0), _numbers(sm2.N, 1), _numbers(1, sm2.N)),
        *(_numbers(1, sm2.N - 1), _numbers(sm2.N + 1, 1)),  # r + s = 0; r out of range but 1 modulo n
    ],
)
def test_numbers_out_of_range_are_refused(signature: bytes) -> None:
    assert not sm2.is_valid(bytes.fromhex(STANDARD["public"]), b"", signature)


@pytest.mark.parametrize(
    "public", [b"", bytes(64), b"\x04" + bytes(64), b"\xff" * 64, (1).to_bytes(64, "big")]
)
def test_a_key_that_is_no_point_signs_nothing(public: bytes) -> None:
    assert not sm2.is_valid(public, b"message digest", bytes.fromhex(STANDARD["signature"]))


@pytest.mark.parametrize("private", [0, sm2.N - 1, sm2.N, -1])
def test_a_private_key_out_of_range_has_no_public_key(private: int) -> None:
    with pytest.raises(ValueError, match="n-2"):
        sm2.public_of(private % 2**256)


def test_k_comes_from_secrets_and_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With e = n - x(k·G) the first k gives r = 0: another one must be drawn."""
    private = int(OWN[0]["private"], 16).to_bytes(32, "big")
    bad = 12345
    x = int.from_bytes(sm2.public_of(bad)[:32], "big")
    drawn = iter([bad - 1, 99])
    monkeypatch.setattr(sm2_signing.secrets, "randbelow", lambda _below: next(drawn))
    signature = sm2_signing.sign_digest(private, (-x % sm2.N).to_bytes(32, "big"))
    assert next(drawn, None) is None
    assert any(signature[:32])


def test_two_signatures_of_one_message_differ() -> None:
    private = sm2_signing.fresh_private_key()
    assert sm2_signing.sign(private, b"x")[:32] != sm2_signing.sign(private, b"x")[:32]


def test_what_does_not_verify_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sm2_signing, "sign_digest", lambda _private, _digest: bytes(63) + b"\1")
    with pytest.raises(ArithmeticError):
        sm2_signing.sign(sm2_signing.fresh_private_key(), b"x")


def test_the_provider_signs_with_the_algorithm_of_the_purpose(keys: Path) -> None:
    provider = SoftwareProvider(keys)
    key_id = provider.active_signing_key("receipt", SM2)
    assert sm2.is_valid(provider.public_key(key_id), b"head", provider.sign(key_id, b"head"))
    assert SoftwareProvider(keys).active_signing_key("receipt", SM2) == key_id
    provider.active_signing_key("audit", ED25519)
    with pytest.raises(ValueError, match="Ed25519"):
        provider.active_signing_key("audit", SM2)
    assert len(provider.public_keys("receipt")[0].public) == 64


def test_a_renewed_key_begins_when_the_one_before_ends(keys: Path) -> None:
    from datetime import date

    provider = SoftwareProvider(keys)
    old = provider.active_signing_key("receipt", SM2)
    new = provider.renew_signing("receipt", SM2, date(2027, 1, 1))
    assert provider.active_signing_key("receipt", SM2) == new
    assert [(key.key_id, key.first_on, key.last_on) for key in provider.public_keys("receipt")] == [
        (old, "", "2027-01-01"),
        (new, "2027-01-01", ""),
    ]
