"""What takes long to make and many tests begin with: made once in a run, copied for whoever asks.

A run is all of ``scripts/test`` (its folder is ``TUOYU_TEST_RUN``), or one pytest with its workers, or one without.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

REPOSITORY = Path(__file__).parents[1]
DATABASE = "tuoyu.sqlite3"
# What a script on a data folder needs, that sets up Django itself.
SCRIPTS = {
    "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
    "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path]),
}
# Names the database on the PostgreSQL server that the workers of one pytest copy; unset where one process works alone.
TEMPLATE = "TUOYU_TEST_TEMPLATE"
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


def begin_workers() -> None:
    """Before the workers start: from here on they share what is made once."""
    os.environ.setdefault("TUOYU_TEST_RUN", os.environ["TUOYU_DATA_DIR"])
    os.environ[TEMPLATE] = f"prepared_tuoyu_{os.getpid()}"


def end_workers() -> None:
    """After the last worker: a server that is not ours keeps nothing."""
    if url := os.environ.get("TUOYU_TEST_DATABASE_URL"):
        on_server(url, f"DROP DATABASE IF EXISTS {os.environ[TEMPLATE]} WITH (FORCE)")


@contextmanager
def test_database(settings: dict[str, Any]) -> Iterator[None]:
    """The test database of a worker, with the ``settings`` of its connection: a copy, at ``settings["TEST"]["NAME"]``."""
    name, url = settings["TEST"]["NAME"], os.environ.get("TUOYU_TEST_DATABASE_URL")
    if url:
        on_server(url, copying(url, name))
    else:
        migrated(Path(name))
    settings["NAME"] = name
    yield
    if url:
        on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def copying(url: str, name: str) -> str:
    """The statement that makes a database with all tables; an empty one where one process works alone."""
    template = os.environ.get(TEMPLATE)
    if template is None:
        return f"CREATE DATABASE {name}"

    def make(folder: Path) -> None:
        on_server(url, f"DROP DATABASE IF EXISTS {template}")
        on_server(url, f"CREATE DATABASE {template}")
        _migrate(folder, TUOYU_DATABASE_URL=f"{url.rpartition('/')[0]}/{template}")

    _once(template, make)
    return f"CREATE DATABASE {name} TEMPLATE {template}"


def on_server(url: str, statement: str) -> None:
    """Make or drop a database on the server of ``url``."""
    with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """That of an installation whose data lie in ``folder``: nothing of the test's own settings reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUOYU_", "DJANGO_"))}
    return {**kept, "TUOYU_DATA_DIR": str(folder), **settings}


def _migrate(folder: Path, **settings: str) -> None:
    subprocess.run(
        [sys.executable, "-c", _MIGRATE], env=environment(folder, **SCRIPTS, **settings), check=True
    )


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
