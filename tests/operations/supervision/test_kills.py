"""Handing in and closing a finding, killed at any moment, are whole or never were (``kill_house.py``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]


def murder(folder: Path, *arguments: str) -> dict[str, Any]:
    """On a SQLite file of its own; the numbers are printed by pytest where something fails."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TUOYU_")},
        "TUOYU_DATABASE_URL": f"sqlite:///{folder / 'killed.sqlite3'}",
        "TUOYU_DATA_DIR": str(folder),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.operations.supervision.kill_house", *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    numbers: dict[str, Any] = json.loads(ended.stdout)
    print(numbers)
    return numbers


def test_a_finding_that_was_killed_is_whole_or_was_never_moved(tmp_path: Path) -> None:
    numbers = murder(tmp_path, "6", "7")
    assert numbers["kills"] >= 6
    assert numbers["torn"] == []


@pytest.mark.slow
def test_a_finding_is_killed_at_every_step(tmp_path: Path) -> None:
    numbers = murder(tmp_path, "120", "7")
    assert numbers["kills"] >= 120
    assert numbers["torn"] == []
    assert {f"{act} {when} _commit" for act in ("submit", "close") for when in ("before", "after")} < set(
        numbers["died"]
    )


@pytest.mark.slow
def test_the_same_kills_tear_findings_that_are_saved_row_by_row(tmp_path: Path) -> None:
    """The control: the test can fail."""
    assert murder(tmp_path, "40", "7", "careless")["torn"]
