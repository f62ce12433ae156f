"""The clock is handed in: only entry points, the worker and the maker of row keys look at it."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import SOURCE, calls, parsed, python_files, shown

READS = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now", "timezone.localdate",
    "timezone.localtime", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "dt.date.today", "dt.datetime.now",
}  # fmt: skip
# Who may, below the entry points, and why.
MAY_LOOK = {
    "foundation/jobs/worker.py": "the worker hands its clock to the jobs it runs",
    "foundation/vault/rows.py": "a row key grows with time; nothing else is read from it",
    "foundation/people/session_store.py": "Django's session store asks which sessions have expired before anybody is known",
    "foundation/people/lockout.py": "axes cleans up old failures by itself, outside any request",
}


def readers(path: Path) -> list[str]:
    return [f"{shown(path)}:{call.lineno} {name}()" for name, call in calls(parsed(path)) if name in READS]


def test_nobody_below_the_entry_points_looks_at_the_clock() -> None:
    below = [
        path for path in python_files() if path.relative_to(SOURCE).parts[0] not in {"entrypoints", "config"}
    ]
    found = [
        line
        for path in below
        if path.relative_to(SOURCE).as_posix() not in MAY_LOOK
        for line in readers(path)
    ]
    assert not found, "take ctx.now or ctx.today instead of looking at the clock:\n" + "\n".join(found)


def test_a_look_is_noticed(tmp_path: Path) -> None:
    tree = ast.parse("from django.utils import timezone\nx = timezone.now()")
    assert [name for name, _ in calls(tree) if name in READS] == ["timezone.now"]


def test_who_may_look_still_exists() -> None:
    assert not [name for name in MAY_LOOK if not (SOURCE / name).exists()]
