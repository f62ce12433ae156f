"""The demonstration district that servers are measured with: made once a run in a folder of its own, copied for each use."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

DATABASE = "tuoyu.sqlite3"


def demo_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tuoyu.entrypoints.cli.main", "demo", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """What a process of the product is told to serve the demonstration in ``folder``."""
    return {
        "TUOYU_DATA_DIR": str(folder),
        "TUOYU_DEMO": "1",
        "TUOYU_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
    }


@cache
def workshop() -> Path:
    """A folder that goes away at the end of the run."""
    folder = Path(tempfile.mkdtemp(prefix="tuoyu-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _original() -> Path:
    folder = workshop() / "original"
    subprocess.run(
        demo_command("--prepare-only"),
        env={**os.environ, **environment(folder)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder


def fresh_copy(name: str) -> Path:
    """The district as it was when it was made."""
    folder = workshop() / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_original(), folder)
    # The stamp of a prepared installation names its own database.
    subprocess.run(
        demo_command("--prepare-only"),
        env={**os.environ, **environment(folder)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder
