"""Acts that begin at once: threads with a connection each on PostgreSQL; on SQLite, as it is deployed, processes on one file."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from tests import prepared

REPOSITORY = Path(__file__).resolve().parents[3]
_OPEN = """
import json, sys
import django
django.setup()
"""


def at_once(acts: list[Callable[[], str]]) -> list[str]:
    """What each act said; all begin together, each with a connection of its own."""
    said: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        start.wait()
        try:
            said.append(act())
        except Exception as error:  # noqa: BLE001 - told by the assertion
            said.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


class Processes:
    """Scripts that run on one database file in ``folder``, with all tables; each prints one line of JSON."""

    def __init__(self, folder: Path, imports: str) -> None:
        prepared.migrated(folder / prepared.DATABASE)
        self._head = _OPEN + imports
        self._environment = prepared.environment(folder, **prepared.SCRIPTS)

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", self._head + script, *arguments]
        return subprocess.Popen(
            command, env=self._environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )

    def run(self, script: str, *arguments: str) -> Any:
        return answer(self.start(script, *arguments))


def answer(process: subprocess.Popen[str]) -> Any:
    """What it printed; it must have ended well."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(said)
