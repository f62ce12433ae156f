"""An import killed at any moment and run again loses nothing and doubles nothing (``import_house.py`` does the killing)."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import databases

REPOSITORY = Path(__file__).parents[3]
Killing = Callable[..., dict[str, Any]]


@pytest.fixture
def kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    """``kill("registrations", "sqlite", 8)``: on a database of its own; the numbers are printed, whatever is captured."""
    with ExitStack() as leftovers:

        def run(kind: str, database: str, kills: int, *control: str) -> dict[str, Any]:
            url = _sqlite(tmp_path) if database == "sqlite" else _postgresql(leftovers)
            numbers = _murder(url, tmp_path, kind, str(kills), "7", *control)
            with capsys.disabled():
                print(f"\n{numbers}")
            return numbers

        yield run


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'killed.sqlite3'}"


def _postgresql(leftovers: ExitStack) -> str:
    server = (os.environ.get("TUOYU_TEST_DATABASE_URL") or databases.start()).rpartition("/")[0]
    name = f"killed_{secrets.token_hex(4)}"
    _administer(server, f"CREATE DATABASE {name}")
    leftovers.callback(_administer, server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return f"{server}/{name}"


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def _murder(url: str, folder: Path, *arguments: str) -> dict[str, Any]:
    environment = os.environ | {
        "TUOYU_DATABASE_URL": url,
        "TUOYU_DATA_DIR": str(folder),
        "TUOYU_SECRET_KEY": "only-for-killing",
        "TUOYU_DISTRICT": "330302",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.entrypoints.cli.import_house", *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    numbers: dict[str, Any] = json.loads(ended.stdout)
    return numbers


def assert_whole(numbers: dict[str, Any], kills: int) -> None:
    assert numbers["kills"] >= kills
    assert numbers["rows_changed"] > 0
    assert (numbers["torn"], numbers["lost"], numbers["doubled"]) == (0, 0, 0)


KINDS = ["registrations", "practitioners"]


@pytest.mark.parametrize("kind", KINDS)
def test_five_kills_lose_and_double_nothing(kill: Killing, kind: str) -> None:
    database = "postgresql" if os.environ.get("TUOYU_TEST_DATABASE_URL") else "sqlite"
    assert_whole(kill(kind, database, 5), 5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_kills_lose_and_double_nothing(kill: Killing, kind: str, database: str) -> None:
    numbers = kill(kind, database, 200)
    assert_whole(numbers, 200)
    assert numbers["died"]["while rows were written"] > 50


@pytest.mark.slow
def test_the_same_kills_tear_an_import_that_commits_as_it_goes(kill: Killing) -> None:
    """The control: the test can fail."""
    assert kill("registrations", "sqlite", 20, "careless")["torn"] > 0
