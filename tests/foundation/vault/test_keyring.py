from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path

import pytest

from tuoyu.foundation.vault.keyring import KeyMissing, Keyring, key_file
from tuoyu.foundation.vault.provider import AES, SoftwareProvider


def _use(path: str, purposes: list[str]) -> list[str]:
    provider = SoftwareProvider(Path(path))
    return [provider.active_key(purpose) for purpose in purposes] + [provider.index("a.b.c", b"x")]


def test_is_made_on_first_use_and_readable_by_its_owner_alone(keys: Path) -> None:
    SoftwareProvider(keys).active_key("personal")
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert json.loads(keys.read_text())["data"]["personal"]["active"].startswith("personal-1-")


def test_processes_that_start_together_agree_on_the_keys(keys: Path) -> None:
    purposes = ["personal", "child", "case"]
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        answers = pool.starmap(_use, [(str(keys), purposes)] * 8)
    assert len({tuple(answer) for answer in answers}) == 1


def test_sees_a_key_that_another_process_made(keys: Path) -> None:
    one, other = SoftwareProvider(keys), SoftwareProvider(keys)
    old = one.active_key("personal")
    other.active_key("personal")
    new = one.renew("personal")
    sealed = one.encrypt(new, b"text", b"")
    assert (old[:11], new[:11]) == ("personal-1-", "personal-2-")
    assert other.active_key("personal") == new
    assert other.decrypt(new, sealed, b"") == b"text"


def test_a_missing_key_is_named_and_not_replaced(keys: Path) -> None:
    ring = Keyring(keys, lambda _algorithm: bytes(32))
    with pytest.raises(KeyMissing, match="personal-7"):
        ring.key("data", "personal-7")
    assert not keys.exists()


def test_material_stays_out_of_repr(keys: Path) -> None:
    key = Keyring(keys, lambda _algorithm: b"\x41" * 32).active("data", "personal", AES)
    assert "AAA" not in repr(key)


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert key_file(tmp_path) == tmp_path / "keys.json"
    monkeypatch.setenv("TUOYU_KEYS_FILE", str(tmp_path / "elsewhere.json"))
    assert key_file(tmp_path) == tmp_path / "elsewhere.json"
