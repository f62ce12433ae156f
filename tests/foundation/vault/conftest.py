"""A provider with its own key file for every test, so that no test meets the keys of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tuoyu.foundation.vault import sealing
from tuoyu.foundation.vault.provider import SoftwareProvider


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def software(keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftwareProvider]:
    """The provider of the process, on fresh keys."""
    provider = SoftwareProvider(keys)
    monkeypatch.setattr(sealing, "_source", [lambda: provider])
    sealing.provider.cache_clear()
    yield provider
    sealing.provider.cache_clear()
