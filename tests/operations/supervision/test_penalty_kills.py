"""A decision about a penalty killed at any moment is whole — number, paper, credit, event, clocks — or never was."""

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
    """``kill("sqlite", 8)``: on a database of its own; the numbers are printed, whatever is captured."""
    with ExitStack() as leftovers:

        def run(database: str, kills: int, *control: str) -> dict[str, Any]:
            url = (
                f"sqlite:///{tmp_path / 'killed.sqlite3'}" if database == "sqlite" else _postgresql(leftovers)
            )
            numbers = _murder(url, tmp_path, str(kills), "7", *control)
            with capsys.disabled():
                print(f"\n{numbers}")
            return numbers

        yield run


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
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TUOYU_")},
        "TUOYU_DATABASE_URL": url,
        "TUOYU_DATA_DIR": str(folder),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.operations.supervision.penalty_kill_house", *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    numbers: dict[str, Any] = json.loads(ended.stdout)
    return numbers


def assert_whole(numbers: dict[str, Any], kills: int) -> None:
    """Nothing is torn; every decision has its number; the numbers run on without a gap, none twice."""
    assert numbers["kills"] >= kills
    assert (numbers["torn"], numbers["gaps"], numbers["doubled"]) == ([], [], 0)
    assert numbers["numbers"] == numbers["decisions"]


def test_a_decision_that_was_killed_is_whole_or_was_never_made(kill: Killing) -> None:
    kind = "postgresql" if os.environ.get("TUOYU_TEST_DATABASE_URL") else "sqlite"
    assert_whole(kill(kind, 8), 8)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_decision_is_killed_at_every_step(kill: Killing, kind: str) -> None:
    numbers = kill(kind, 80)
    assert_whole(numbers, 80)
    assert {"before _commit", "after _commit", "after take_number", "after advance"} <= set(numbers["died"])


@pytest.mark.slow
def test_the_same_kills_tear_decisions_that_commit_half_way(kill: Killing) -> None:
    """The control: the test can fail."""
    numbers = kill("sqlite", 30, "careless")
    assert numbers["torn"] or numbers["gaps"]
