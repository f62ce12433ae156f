"""A worker killed at any point loses nothing and doubles nothing (``kill_house.py`` does the killing)."""

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
NewDatabase = Callable[[str], str]
Killing = Callable[..., dict[str, Any]]


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[NewDatabase]:
    """The address of a fresh database of the kind asked for; the killers cannot live inside a test's transaction."""
    with ExitStack() as leftovers:

        def make(kind: str) -> str:
            if kind == "sqlite":
                return f"sqlite:///{tmp_path / 'killed.sqlite3'}"
            server = (os.environ.get("TUOYU_TEST_DATABASE_URL") or databases.start()).rpartition("/")[0]
            name = f"killed_{secrets.token_hex(4)}"
            administer(server, f"CREATE DATABASE {name}")
            leftovers.callback(administer, server, f"DROP DATABASE {name} WITH (FORCE)")
            return f"{server}/{name}"

        yield make


def administer(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def kill(new_database: NewDatabase, capsys: pytest.CaptureFixture[str]) -> Killing:
    """``kill("sqlite", 8)`` → what became of the payments; the numbers are printed, whatever is captured."""

    def run(database: str, kills: int, *kind: str) -> dict[str, Any]:
        numbers = murder(new_database(database), kills, *kind)
        with capsys.disabled():
            print(f"\n{numbers}")
        return numbers

    return run


def murder(url: str, kills: int, *kind: str) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.foundation.jobs.kill_house", str(kills), "7", *kind]
    environment = os.environ | {"TUOYU_DATABASE_URL": url}
    ended = subprocess.run(
        program, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    numbers: dict[str, Any] = json.loads(ended.stdout)
    return numbers


def assert_each_effect_once(numbers: dict[str, Any], kills: int) -> None:
    assert numbers["kills"] >= kills
    assert numbers["effects"] == 3 * numbers["payments"]
    assert (numbers["lost"], numbers["doubled"], numbers["balance_off_by"]) == (0, 0, 0)
    assert numbers["unfinished_jobs"] == 0
    assert numbers["jobs"] == 2 * numbers["payments"]


def test_eight_kills_lose_and_double_nothing(kill: Killing) -> None:
    kind = "postgresql" if os.environ.get("TUOYU_TEST_DATABASE_URL") else "sqlite"
    assert_each_effect_once(kill(kind, 8), 8)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_kills_lose_and_double_nothing(kill: Killing, kind: str) -> None:
    numbers = kill(kind, 200)
    assert_each_effect_once(numbers, 200)
    assert len(numbers["died_at"]) == 11, "each point of death was met"


@pytest.mark.slow
def test_the_same_kills_double_payments_of_a_naive_worker(kill: Killing) -> None:
    """The control: the test can fail."""
    assert kill("sqlite", 60, "naive")["doubled"] > 0
