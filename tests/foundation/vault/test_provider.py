from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuoyu.foundation.vault.provider import AES, HMAC_SM3, SM4, Forged, SoftwareProvider, offers_sm4


@pytest.fixture(scope="module", params=[AES, SM4])
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SoftwareProvider:
    if request.param == SM4 and not offers_sm4():
        pytest.skip("the OpenSSL at hand has no SM4-GCM")
    return SoftwareProvider(tmp_path_factory.mktemp("keys") / "keys.json", cipher=request.param)


@settings(max_examples=100, deadline=None)
@given(plain=st.binary(max_size=200), place=st.binary(max_size=40), flip=st.integers(0, 10_000))
def test_opens_only_whole_and_in_its_place(
    provider: SoftwareProvider, plain: bytes, place: bytes, flip: int
) -> None:
    key_id = provider.active_key("personal")
    sealed = provider.encrypt(key_id, plain, place)
    assert provider.decrypt(key_id, sealed, place) == plain
    with pytest.raises(Forged):
        provider.decrypt(key_id, sealed, place + b"!")
    bit = flip % (len(sealed) * 8)
    flipped = bytearray(sealed)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Forged):
        provider.decrypt(key_id, bytes(flipped), place)


@pytest.mark.parametrize("length", [0, 1, 12, 27])
def test_a_stump_is_forged(provider: SoftwareProvider, length: int) -> None:
    with pytest.raises(Forged):
        provider.decrypt(provider.active_key("personal"), bytes(length), b"")


def test_another_key_does_not_open(provider: SoftwareProvider) -> None:
    sealed = provider.encrypt(provider.active_key("personal"), b"text", b"")
    with pytest.raises(Forged):
        provider.decrypt(provider.active_key("child"), sealed, b"")


def test_the_cipher_of_a_key_is_kept_when_new_keys_get_another(keys: Path) -> None:
    old = SoftwareProvider(keys, cipher=AES)
    key_id = old.active_key("personal")
    sealed = old.encrypt(key_id, b"text", b"")
    assert SoftwareProvider(keys, cipher=SM4).decrypt(key_id, sealed, b"") == b"text"


def test_an_index_is_keyed_by_column(keys: Path) -> None:
    provider = SoftwareProvider(keys)
    one, other = provider.index("a.b.mobile", b"138"), provider.index("a.b.ident", b"138")
    assert one != other
    assert one == SoftwareProvider(keys).index("a.b.mobile", b"138")
    assert len(one) == len(SoftwareProvider(keys, mac=HMAC_SM3).index("a.b.other", b"138")) == 64


def test_signatures_verify_with_the_public_key_alone(keys: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    provider = SoftwareProvider(keys)
    key_id = provider.active_signing_key("audit")
    Ed25519PublicKey.from_public_bytes(provider.public_key(key_id)).verify(
        provider.sign(key_id, b"head"), b"head"
    )
