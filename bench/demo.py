"""The demonstration stopped and started again: seconds to the first page, and what its two processes hold in memory."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from statistics import median

from bench.district import demo_command, environment, fresh_copy
from bench.lines import Line, limited
from bench.processes import (
    HOST,
    command_line,
    cpu_seconds,
    family,
    free_port,
    resident_megabytes,
    running,
    wait_for_port,
)
from bench.timing import Effort

_PAGES = ("/sign-in/", "/api/docs", "/api/errors/", "/api/v1/openapi.json")


def run(effort: Effort) -> Iterator[Line]:
    folder = fresh_copy("demo")
    starts: list[tuple[float, float]] = []
    sizes: dict[str, float] = {}
    for _ in range(min(effort.rounds, 3)):
        port, begun = free_port(), time.monotonic()
        with running(demo_command("--port", str(port)), environment(folder)) as pid:
            wait_for_port(port)
            _read(port, _PAGES[0])
            starts.append((time.monotonic() - begun, cpu_seconds(family(pid))))
            for path in _PAGES:
                _read(port, path)
            sizes = _sizes(pid)
    wall, cpu = (median(each[at] for each in starts) for at in (0, 1))
    yield limited(
        "make demo again, to the first page", wall, "s wall", 3, note=f"{cpu:.1f} CPU s, all processes"
    )
    for name, size in sizes.items():
        yield limited(f"resident memory, {name}", size, "MB", 250)


def _sizes(pid: int) -> dict[str, float]:
    """Megabytes of the web process (the largest of granian's) and of the worker."""
    lines = {member: command_line(member) for member in family(pid)}
    web = [resident_megabytes(member) for member, line in lines.items() if "granian" in line]
    worker = [resident_megabytes(member) for member, line in lines.items() if line.rstrip().endswith(" work")]
    return {"web": max(web), "worker": max(worker)}


def _read(port: int, path: str) -> None:
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as response:
        response.read()
