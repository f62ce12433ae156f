"""A demonstration made once for the tests of commands that want a whole installation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import prepared
from tests.journeys.product import environment

Tuoyu = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration. Only to be read: copy it before changing anything."""
    return prepared.demonstration(tmp_path_factory.mktemp("demonstration") / "demo")


@pytest.fixture(scope="session")
def tuoyu() -> Tuoyu:
    """``tuoyu(folder, "backup", file)`` runs a command on the data of a folder, in a process of its own."""

    def run(folder: Path, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tuoyu.entrypoints.cli.main", *map(str, arguments)]
        return subprocess.run(
            line,
            env={**environment(folder), **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    return run
