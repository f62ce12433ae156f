"""How much is measured, and how: CPU seconds of this process, ours and the peer by turns, medians."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Effort:
    """Sizes of a run. ``rows`` for columns, ``peer_rows`` for peers that go row by row; ``seconds`` and ``requests``
    bound each round of the load client, whichever comes first."""

    rows: int = 1_000_000
    peer_rows: int = 20_000
    rounds: int = 5
    seconds: float = 1.5
    requests: int = 3_000


FULL = Effort()
# Enough to see that a benchmark still runs and that its answers are equal.
TINY = Effort(rows=200, peer_rows=20, rounds=1, seconds=0.2, requests=12)


def cpu_rate(rows: int, call: Callable[[], object]) -> float:
    """Rows per CPU second of one call."""
    start = time.process_time()
    call()
    return rows / max(time.process_time() - start, 1e-9)


def by_turns(
    effort: Effort, ours: tuple[int, Callable[[], object]], theirs: tuple[int, Callable[[], object]]
) -> tuple[float, float]:
    """Median rates of (rows, call) for us and for the peer, measured by turns so that a busy machine slows both."""
    rounds = [(cpu_rate(*ours), cpu_rate(*theirs)) for _ in range(effort.rounds)]
    return median(each[0] for each in rounds), median(each[1] for each in rounds)
