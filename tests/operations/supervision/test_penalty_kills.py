"""A decision about a penalty killed at any moment is whole — number, paper, credit, event, clocks — or never was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.killing import Killing, killing

HOUSE = "tests.operations.supervision.penalty_kill_house"


@pytest.fixture
def kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    with killing(HOUSE, tmp_path, capsys) as run:
        yield run


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
