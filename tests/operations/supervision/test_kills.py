"""Handing in and closing a finding, killed at any moment, are whole or never were (``kill_house.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.killing import Killing, killing

HOUSE = "tests.operations.supervision.kill_house"


@pytest.fixture
def kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Killing]:
    with killing(HOUSE, tmp_path, capsys) as run:
        yield run


def test_a_finding_that_was_killed_is_whole_or_was_never_moved(kill: Killing) -> None:
    numbers = kill("sqlite", 6)
    assert numbers["kills"] >= 6
    assert numbers["torn"] == []


@pytest.mark.slow
def test_a_finding_is_killed_at_every_step(kill: Killing) -> None:
    numbers = kill("sqlite", 120)
    assert numbers["kills"] >= 120
    assert numbers["torn"] == []
    assert {f"{act} {when} _commit" for act in ("submit", "close") for when in ("before", "after")} < set(
        numbers["died"]
    )


@pytest.mark.slow
def test_the_same_kills_tear_findings_that_are_saved_row_by_row(kill: Killing) -> None:
    """The control: the test can fail."""
    assert kill("sqlite", 40, "careless")["torn"]
