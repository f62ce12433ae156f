"""An import killed at any moment and run again loses nothing and doubles nothing (``import_house.py`` does the killing)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.killing import Killing, killing

HOUSE = "tests.entrypoints.cli.import_house"


@pytest.fixture
def kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    with killing(HOUSE, tmp_path, capsys) as run:
        yield run


def assert_whole(numbers: dict[str, Any], kills: int) -> None:
    assert numbers["kills"] >= kills
    assert numbers["rows_changed"] > 0
    assert (numbers["torn"], numbers["lost"], numbers["doubled"]) == (0, 0, 0)


KINDS = ["registrations", "practitioners"]


@pytest.mark.parametrize("kind", KINDS)
def test_five_kills_lose_and_double_nothing(kill: Killing, kind: str) -> None:
    database = "postgresql" if os.environ.get("TUOYU_TEST_DATABASE_URL") else "sqlite"
    assert_whole(kill(database, 5, what=(kind,)), 5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_kills_lose_and_double_nothing(kill: Killing, kind: str, database: str) -> None:
    numbers = kill(database, 200, what=(kind,))
    assert_whole(numbers, 200)
    assert numbers["died"]["while rows were written"] > 50


@pytest.mark.slow
def test_the_same_kills_tear_an_import_that_commits_as_it_goes(kill: Killing) -> None:
    """The control: the test can fail."""
    assert kill("sqlite", 20, "careless", what=("registrations",))["torn"] > 0
