"""A load client: bounded in time and count, this machine only, one request in flight on each connection.

Without ``rate`` it is a closed loop: a slow answer holds back the next question, so its times say what the server does
and hide what a crowd would wait (coordinated omission). With ``rate`` the questions have a timetable, and each time is
counted from the moment its question was due, whether or not a connection was free then.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.processes import HOST
from bench.web.histogram import Histogram

_MOST_SECONDS = 120.0
_HEAD_END = b"\r\n\r\n"


class WrongAnswer(RuntimeError):
    """The server answered something else than a page; a rate of refusals would say nothing."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Stop at whichever comes first; ``rate`` in requests a second makes a timetable."""

    seconds: float
    requests: int
    rate: float | None = None


@dataclass(slots=True)
class Outcome:
    count: int = 0
    seconds: float = 0.0
    times: Histogram = field(default_factory=Histogram)


@dataclass(slots=True)
class _Lane:
    """One connection, its questions, and the answer that is coming in."""

    connection: socket.socket
    questions: Iterator[bytes]
    due: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, due: float) -> None:
        self.received.clear()
        self.due = due
        self.connection.sendall(next(self.questions))

    def is_answered(self) -> bool:
        """Read what has come. Raises ``WrongAnswer``."""
        part = self.connection.recv(262_144)
        if not part:
            raise WrongAnswer("the server closed the connection")
        self.received += part
        head, found, body = self.received.partition(_HEAD_END)
        if not found:
            return False
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            raise WrongAnswer(f"{bytes(head[:60])!r} {bytes(body[:400]).decode(errors='replace')}")
        return len(body) >= _length(head)


def drive(port: int, lanes: Sequence[Iterator[bytes]], bounds: Bounds) -> Outcome:
    """Ask the questions of each lane (without end), until a bound is reached; every question asked is answered.

    Raises ``WrongAnswer``.
    """
    open_lanes = [_Lane(socket.create_connection((HOST, port), timeout=30), each) for each in lanes]
    try:
        return _drive(open_lanes, bounds)
    finally:
        for lane in open_lanes:
            lane.connection.close()


def _drive(lanes: list[_Lane], bounds: Bounds) -> Outcome:
    outcome, free, busy = Outcome(), list(lanes), 0
    begun = time.perf_counter()
    end = begun + min(bounds.seconds, _MOST_SECONDS)
    asked = 0
    with selectors.DefaultSelector() as selector:
        for lane in lanes:
            selector.register(lane.connection, selectors.EVENT_READ, lane)
        while True:
            now = time.perf_counter()
            is_open = asked < bounds.requests and now < end
            while free and is_open and (due := _due(begun, asked, now, bounds)) <= now:
                free.pop().ask(due)
                asked, busy = asked + 1, busy + 1
                is_open = asked < bounds.requests
            if not busy and not is_open:
                break
            wait = max(_due(begun, asked, now, bounds) - now, 0.0) if free and is_open else None
            for key, _ in selector.select(wait):
                if key.data.is_answered():
                    outcome.times.add(time.perf_counter() - key.data.due)
                    outcome.count, busy = outcome.count + 1, busy - 1
                    free.append(key.data)
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _due(begun: float, asked: int, now: float, bounds: Bounds) -> float:
    return now if bounds.rate is None else begun + asked / bounds.rate


def _length(head: bytearray) -> int:
    for line in bytes(head).lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise WrongAnswer("an answer without its length")
