"""The product and the raw peer, each in a server process of its own with the same command and the same data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.district import environment, fresh_copy, workshop
from bench.processes import cpu_seconds, family, free_port, running, wait_for_port
from bench.web.scene import Scene
from tuoyu.entrypoints.cli.serve import command

_SCENE = "scene.json"
_PEER = "bench.web.raw:application"


@dataclass(frozen=True)
class Server:
    """One server: where it listens, and its processes."""

    port: int
    pids: tuple[int, ...]

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pids)


@cache
def stage() -> tuple[Path, Scene]:
    """A folder of the product with the scene played in it."""
    folder = fresh_copy("product")
    path = folder / _SCENE
    subprocess.run(
        [sys.executable, "-m", "bench.web.stage", str(path)],
        env={**os.environ, **environment(folder)},
        check=True,
    )
    return folder, Scene.load(path)


@contextmanager
def both() -> Iterator[tuple[Server, Server, Scene]]:
    """The product and the peer, running over equal databases."""
    folder, scene = stage()
    copy = workshop() / "peer"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    given = {"TUOYU_BENCH_PEER": str(copy)}
    with _serving(None, environment(folder)) as product, _serving(_PEER, given) as peer:
        yield product, peer, scene


@contextmanager
def _serving(application: str | None, given: dict[str, str]) -> Iterator[Server]:
    """The product's own command line, one worker; for the peer with another application at its end."""
    port = free_port()
    words = command("127.0.0.1", port, 1)
    with running([*words[:-1], application or words[-1]], given) as pid:
        wait_for_port(port)
        yield Server(port, tuple(family(pid)))
