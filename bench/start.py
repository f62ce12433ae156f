"""How long the pure commands take to start: a person waits for each of them."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench.lines import Line, limited
from bench.timing import Effort

_LIMIT = 0.4
_MAIN = "tuoyu.entrypoints.cli.main"
_PLAN = "（一）试读。开展试读工作。（牵头单位：区卫生健康局）\n"
# Command line → what it reads from stdin.
_COMMANDS = {
    "workday is 2026-10-01": "",
    "check uscc": "91330302MA2856XL1B\n",
    "coords wgs84 gcj02": "120.65,28.02\n",
    "locate": "温州市鹿城区五马街道\n",
    "plan parse -": _PLAN,
    "policy show people.idle_minutes --on 2026-11-23 --area 330302": "",
}


def run(effort: Effort) -> Iterator[Line]:
    for words, given in _COMMANDS.items():
        seconds = median(_cpu_seconds(words.split(), given) for _ in range(effort.rounds))
        yield limited(f"tuoyu {' '.join(words.split()[:3])}", seconds, "CPU s", _LIMIT)


def _cpu_seconds(arguments: list[str], given: str) -> float:
    """Of one run. Code 1 is an answer too (a code may be wrong); anything above is not."""
    before = _spent()
    done = subprocess.run(
        [sys.executable, "-m", _MAIN, *arguments], input=given.encode(), capture_output=True, check=False
    )
    assert done.returncode <= 1, (arguments, done.stderr.decode())
    return _spent() - before


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
