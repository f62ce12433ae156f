"""A decision killed at any moment is whole, papers and all, or never was; pressed again it is done once (``kill_house.py``)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.killing import Killing, killing

HOUSE = "tests.operations.filing.kill_house"


@pytest.fixture
def kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    with killing(HOUSE, tmp_path, capsys) as run:
        yield run


def assert_whole(numbers: dict[str, Any], kills: int) -> None:
    """Nothing is torn; every decision came to its receipt; the numbers run on without a gap, none twice."""
    assert numbers["kills"] >= kills
    assert (numbers["torn"], numbers["gaps"], numbers["doubled"]) == ([], [], 0)
    assert 2 * numbers["receipts"] == numbers["decisions"]


def test_a_decision_that_was_killed_is_whole_or_was_never_made(kill: Killing) -> None:
    kind = "postgresql" if os.environ.get("TUOYU_TEST_DATABASE_URL") else "sqlite"
    assert_whole(kill(kind, 9), 9)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_decision_is_killed_at_every_step(kill: Killing, kind: str) -> None:
    numbers = kill(kind, 90)
    assert_whole(numbers, 90)
    places = {f"{act} {when} _commit" for act in ("accept", "finish") for when in ("before", "after")}
    assert places < set(numbers["died"])
    assert len(numbers["died"]) >= 20


@pytest.mark.slow
def test_the_same_kills_tear_decisions_that_commit_half_way(kill: Killing) -> None:
    """The control: the test can fail."""
    assert kill("sqlite", 40, "careless")["torn"]
