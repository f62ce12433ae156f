"""What takes long to make and many tests begin with: made once in a run, copied for whoever asks.

A run is all of ``scripts/test`` (its folder is ``TUOYU_TEST_RUN``), or one process of pytest.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
DATABASE = "tuoyu.sqlite3"
# What a script on a data folder needs, that sets up Django itself.
SCRIPTS = {
    "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
    "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path]),
}
_MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
"""


def migrated(path: Path) -> Path:
    """An empty database file at ``path``, with all tables."""
    shutil.copyfile(_once("migrated", _migrate) / DATABASE, path)
    return path


def demonstration(folder: Path) -> Path:
    """The data folder of a demonstration district, made through the command that a visitor runs."""
    shutil.copytree(_once("demonstration", _demonstrate), folder)
    return folder


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """That of an installation whose data lie in ``folder``: nothing of the test's own settings reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUOYU_", "DJANGO_"))}
    return {**kept, "TUOYU_DATA_DIR": str(folder), **settings}


def _migrate(folder: Path) -> None:
    subprocess.run([sys.executable, "-c", _MIGRATE], env=environment(folder, **SCRIPTS), check=True)


def _demonstrate(folder: Path) -> None:
    run = [sys.executable, "-m", "tuoyu.entrypoints.cli.main", "demo", "--prepare-only"]
    subprocess.run(run, env=environment(folder, TUOYU_DEMO="1"), check=True, stdout=subprocess.DEVNULL)


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name; whoever comes first makes it, the others wait. What failed is made anew by the next."""
    shelf = Path(os.environ.get("TUOYU_TEST_RUN") or os.environ["TUOYU_DATA_DIR"]) / "prepared"
    shelf.mkdir(parents=True, exist_ok=True)
    made, making = shelf / name, shelf / f"{name}.making"
    with (shelf / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(made)
    return made
