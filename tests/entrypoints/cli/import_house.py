"""A house in which imports are murdered: ``python -m tests.entrypoints.cli.import_house KIND KILLS SEED [careless]``.

Runs as a program of its own (``test_import_kills.py`` starts it) on the empty database of ``TUOYU_DATABASE_URL``. A file of new, changed
and known rows is imported over rows that are there already; the command is killed by SIGKILL at random moments, looked at,
and at last let through. Printed as JSON: what was lost or doubled against an import that nobody disturbed, and how often a
dead import had left a part of itself behind. ``careless`` commits chunk by chunk, as simple imports do: the control.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "tuoyu.config.settings"
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.conftest import NOW  # noqa: E402
from tests.entrypoints.cli.import_worlds import WORLDS, World  # noqa: E402
from tuoyu.entrypoints.cli import importing  # noqa: E402
from tuoyu.foundation.exchange import bigfiles, blocks, columnar  # noqa: E402

# Small enough that a file of some thousand rows has dozens of chunks.
_BLOCK, _ROWS = 40_000, 100
# An import that nobody kills is over long before.
_LONGEST = 120.0


class House:
    """The database as it was before the file, kept beside it and brought back."""

    def __init__(self) -> None:
        self.is_postgresql = connection.vendor == "postgresql"
        self.name = str(connection.settings_dict["NAME"])
        self._kept = f"{self.name}_before"

    def keep(self) -> None:
        self._copy(self.name, self._kept)

    def restore(self) -> None:
        self._copy(self._kept, self.name)

    def clear(self) -> None:
        if self.is_postgresql:
            self._run(f"DROP DATABASE IF EXISTS {self._kept} WITH (FORCE)")

    def _copy(self, old: str, new: str) -> None:
        connection.close()
        if self.is_postgresql:
            self._run(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)", f"CREATE DATABASE {new} TEMPLATE {old}")
            return
        for end in ("", "-wal", "-shm"):
            Path(f"{new}{end}").unlink(missing_ok=True)
        with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(new)) as target:
            source.backup(target)

    def _run(self, *statements: str) -> None:
        server = os.environ["TUOYU_DATABASE_URL"].rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as server_connection:
            for statement in statements:
                server_connection.execute(statement.encode())


class Killer:
    """Imports in forked children; ``chunks`` says how many chunks the child at work has handed on."""

    def __init__(self, arguments: list[str], *, is_careless: bool) -> None:
        self._arguments, self._is_careless = arguments, is_careless
        self._shared = mmap.mmap(-1, 2)

    def let_through(self) -> float:
        """How long it took."""
        start = time.monotonic()
        if self._end(self._fork(), start + _LONGEST) != 0:
            raise RuntimeError("an import that nobody disturbed failed")
        return time.monotonic() - start

    def kill_after(self, seconds: float) -> int | None:
        """Chunks that the dead import had handed on; None when it was over before."""
        start = time.monotonic()
        child = self._fork()
        while time.monotonic() < start + seconds:
            if os.waitpid(child, os.WNOHANG)[0]:
                return None
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        is_killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        return self._shared[0] if is_killed else None

    def _end(self, child: int, until: float) -> int:
        while time.monotonic() < until:
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                return status
            time.sleep(0.005)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise RuntimeError("the import stands still")

    def _fork(self) -> int:
        connection.close()
        self._shared[0] = 0
        child = os.fork()
        if child:
            return child
        try:
            code = self._import()
        except BaseException as error:  # noqa: BLE001 a forked child must never return into its parent's code
            print(f"child: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(3)
        os._exit(code)

    def _import(self) -> int:
        with ExitStack() as patches:
            patches.enter_context(mock.patch.object(blocks, "_BLOCK", _BLOCK))
            patches.enter_context(mock.patch.object(columnar, "ROWS", _ROWS))
            patches.enter_context(mock.patch("django.utils.timezone.now", return_value=NOW))
            patches.enter_context(mock.patch.object(bigfiles, "read_chunks", self._read_chunks))
            return importing.run(self._arguments)

    def _read_chunks(self, *arguments: Any) -> Any:
        for chunk in columnar.read_chunks(*arguments):
            yield chunk
            if connection.in_atomic_block:
                self._shared[0] = min(255, self._shared[0] + 1)
                if self._is_careless:
                    connection.cursor().execute("COMMIT")
                    connection.cursor().execute("BEGIN")


def main(kind: str, kills: int, seed: int, *control: str) -> dict[str, Any]:
    call_command("migrate", interactive=False, verbosity=0)
    house = House()
    with tempfile.TemporaryDirectory(prefix="tuoyu-kills-") as folder:
        world = WORLDS[kind](Path(folder))
        Killer(world.earlier, is_careless=False).let_through()
        house.keep()
        try:
            return _murder(house, world, kills, random.Random(seed), is_careless="careless" in control)
        finally:
            house.clear()


def _murder(
    house: House, world: World, kills: int, dice: random.Random, *, is_careless: bool
) -> dict[str, Any]:
    before, entries = world.state(), world.entries()
    wall = Killer(world.later, is_careless=False).let_through()
    wanted, killer = world.state(), Killer(world.later, is_careless=is_careless)
    died, torn, reruns, lost, doubled = Counter[str](), 0, 0, 0, 0
    while died.total() < kills:
        house.restore()
        for _ in range(dice.randint(1, 3)):
            chunks = killer.kill_after(dice.uniform(0.0, 1.05 * wall))
            now, is_told = world.state(), world.entries() > entries
            # All of it and its entry in the journal, or nothing.
            torn += (now, is_told) not in ((before, False), (wanted, True))
            if chunks is not None:
                died[_where(chunks, is_told=is_told)] += 1
        killer.let_through()
        reruns += 1
        found = world.state()
        lost += (wanted - found).total()
        doubled += (found - wanted).total()
    return {
        "database": connection.vendor, "kills": died.total(), "died": dict(died), "reruns": reruns,
        "rows": wanted.total(), "rows_changed": (wanted - before).total(), "seconds_each": round(wall, 2),
        "torn": torn, "lost": lost, "doubled": doubled,
    }  # fmt: skip


def _where(chunks: int, *, is_told: bool) -> str:
    if is_told:
        return "after the commit"
    return "while rows were written" if chunks else "before the first row"


if __name__ == "__main__":
    kind, kills, seed, *control = sys.argv[1:]
    print(json.dumps(main(kind, int(kills), int(seed), *control), ensure_ascii=False))
