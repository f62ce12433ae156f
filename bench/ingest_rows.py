"""Takes a file of registrations in four ways and prints what each cost, as JSON for ``bench/ingest.py``.

python -m bench.ingest_rows ROWS PEER_ROWS       (in an environment that names a database of its own)

The bare writers are given finished rows (codes checked, keys made, telephones sealed, search columns made) and write them into
the same table with the same indexes and triggers; ``plain`` is the same table with its key alone.
"""

from __future__ import annotations

import csv
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import django

_CHUNK = 20_000
_TABLE = "filing_registration"
_PLAIN = "bench_plain"


def main(rows: int, peer_rows: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    from tuoyu.foundation.people.models import Unit

    call_command("migrate", interactive=False, verbosity=0)
    unit = Unit.objects.create(
        code="sjj",
        name="区市场监管局",
        short_name="市监局",
        kind="department",
        area="330302",
        valid_from_on=date(2000, 1, 1),
    )
    with tempfile.TemporaryDirectory(prefix="tuoyu-bench-") as folder:
        path = Path(folder) / "registrations.csv"
        _write_file(path, rows)
        told: dict[str, Any] = {"vendor": connection.vendor, "megabytes": path.stat().st_size / 1e6}
        told["clean_fields"] = _timed(lambda: _by_instances(path, unit, peer_rows))
        _empty()
        told["dry"] = _by_command(path, "--dry-run")
        told["ours"] = _by_command(path)
        finished = _keep_rows(Path(folder))
        told["stored"] = sum(count for count, _ in finished)
        told["again"] = _by_command(path)
        _empty()
        told["bare"] = _bare(_TABLE, finished)
        _make_plain()
        told["plain"] = _bare(_PLAIN, finished)
    return told


def _write_file(path: Path, rows: int) -> None:
    from tests.operations.filing import registration_rows

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(registration_rows.HEAD)
        writer.writerows(registration_rows.rows(rows))


def _by_command(path: Path, *options: str) -> dict[str, float]:
    """The command in a process of its own: wall and CPU seconds, and the most memory it held (MB)."""
    command = [
        sys.executable,
        "-m",
        "tuoyu.entrypoints.cli.main",
        "import",
        "registrations",
        str(path),
        "--unit",
        "sjj",
        *options,
    ]
    start = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    cpu = used.ru_utime + used.ru_stime
    return {"wall": time.perf_counter() - start, "cpu": cpu, "megabytes": used.ru_maxrss / 1024}


def _by_instances(path: Path, unit: Any, most: int) -> None:
    """How one writes it with Django: an instance a row, ``clean_fields``, ``bulk_create``."""
    from django.db import transaction
    from django.utils import timezone

    from tuoyu.operations.filing.models import Registration

    now = timezone.now()
    with transaction.atomic(), path.open(encoding="utf-8", newline="") as file:
        reader = islice(csv.reader(file), 1, most + 1)
        while batch := list(islice(reader, 1_000)):
            made = []
            for name, uscc, day, _, kind, person, phone, address, scope, _ in batch:
                row = Registration(
                    door="market", unit=unit, source_system="sjj", source_id=uscc, event_at=now, change="registered",
                    uscc=uscc, name=name, kind_name=kind, legal_person=person, phone=phone, address=address, scope=scope,
                    registered_on=date.fromisoformat(day), received_at=now, channel="file", relevance="no",
                    progress="not_care",
                )  # fmt: skip
                row.clean_fields(exclude=["phone"])
                made.append(row)
            Registration.objects.bulk_create(made)


def _timed(call: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def _empty() -> None:
    """The table as it was made, its indexes too."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {_TABLE} CASCADE")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{_TABLE}_search_pairs_text"])
        (index,) = cursor.fetchone()
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TABLE]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"DROP TABLE {_TABLE}_search_pairs_text")
        cursor.execute(f"DELETE FROM {_TABLE}")
        cursor.execute(index)
        for _, statement in triggers:
            cursor.execute(statement)


def _keep_rows(folder: Path) -> list[tuple[int, Path]]:
    """The finished rows on disk, chunk by chunk: as the bytes of COPY, or as tuples."""
    from django.db import connection

    kept = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            path = folder / "rows.copy"
            with path.open("wb") as out, cursor.copy(f"COPY {_TABLE} TO STDOUT") as copy:
                out.writelines(bytes(block) for block in copy)
            cursor.execute(f"SELECT count(*) FROM {_TABLE}")
            return [(cursor.fetchone()[0], path)]
        stored = connection.connection.execute(f"SELECT * FROM {_TABLE} ORDER BY rowid")
        while rows := [tuple(row) for row in stored.fetchmany(_CHUNK)]:
            path = folder / f"rows.{len(kept)}"
            path.write_bytes(pickle.dumps(rows))
            kept.append((len(rows), path))
    return kept


def _make_plain() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {_PLAIN} (LIKE {_TABLE}, PRIMARY KEY (id))")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [_TABLE])
            cursor.execute(cursor.fetchone()[0].replace(f'"{_TABLE}"', _PLAIN, 1))


def _bare(table: str, finished: list[tuple[int, Path]]) -> dict[str, float]:
    """COPY or ``executemany`` in one transaction; reading the finished rows is not counted on SQLite."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return _timed(lambda: _bare_copy(table, finished[0][1]))
    wall = cpu = 0.0
    raw = connection.connection
    # As much memory for the indexes as ours takes.
    raw.execute("PRAGMA cache_size = -131072")
    raw.execute("BEGIN IMMEDIATE")
    for rows in _unpickled(finished):
        marks = ",".join("?" * len(rows[0]))
        took = _timed(
            lambda rows=rows, marks=marks: raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        )
        wall, cpu = wall + took["wall"], cpu + took["cpu"]
    took = _timed(lambda: raw.execute("COMMIT"))
    return {"wall": wall + took["wall"], "cpu": cpu + took["cpu"]}


def _unpickled(finished: list[tuple[int, Path]]) -> Iterator[list[Any]]:
    for _, path in finished:
        yield pickle.loads(path.read_bytes())


def _bare_copy(table: str, path: Path) -> None:
    from django.db import connection

    with (
        connection.cursor() as cursor,
        path.open("rb") as file,
        cursor.copy(f"COPY {table} FROM STDIN") as copy,
    ):
        while block := file.read(1 << 20):
            copy.write(block)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")
    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:]))))
