"""Runs a house of murders (a module that kills its own children and counts) on a database of its own, whatever kind it is."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import databases, prepared

REPOSITORY = Path(__file__).parents[1]
Killing = Callable[..., dict[str, Any]]


@contextmanager
def killing(house: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    """``kill("sqlite", 8, *control)``; the numbers are printed, whatever is captured. ``what`` comes before all others."""
    with ExitStack() as leftovers:

        def run(database: str, kills: int, *control: str, what: Sequence[str] = ()) -> dict[str, Any]:
            url = sqlite_of(folder) if database == "sqlite" else postgresql_of(leftovers)
            numbers = _murder(house, url, folder, *what, str(kills), "7", *control)
            with capsys.disabled():
                print(f"\n{numbers}")
            return numbers

        yield run


def sqlite_of(folder: Path) -> str:
    """The address of a file with all tables, new for every house."""
    return f"sqlite:///{prepared.migrated(folder / 'killed.sqlite3')}"


def postgresql_of(leftovers: ExitStack) -> str:
    """The address of a database that goes with ``leftovers``; whether it has tables already is not said."""
    url = os.environ.get("TUOYU_TEST_DATABASE_URL") or databases.start()
    name = f"killed_{secrets.token_hex(4)}"
    prepared.on_server(url, prepared.copying(url, name))
    leftovers.callback(prepared.on_server, url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return f"{url.rpartition('/')[0]}/{name}"


def _murder(house: str, url: str, folder: Path, *arguments: str) -> dict[str, Any]:
    environment = prepared.environment(folder, TUOYU_DATABASE_URL=url)
    ended = subprocess.run(
        [sys.executable, "-m", house, *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    numbers: dict[str, Any] = json.loads(ended.stdout)
    return numbers
