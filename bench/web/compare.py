"""One worker with sign-in, permissions and journal on, against a raw WSGI application with the same SQL and bytes.

The ratio is of requests per CPU second of the server processes, by turns, medians; the 95th percentile is of answers to
a timetable at half of what our server did, counted from the moment each question was due.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from itertools import cycle
from statistics import median
from typing import TypeAlias

from bench.lines import Line, against, limited
from bench.processes import HOST
from bench.timing import Effort
from bench.web.load import Bounds, drive
from bench.web.scene import LIST, READ, WRITE, Scene, Step
from bench.web.servers import Server, both

# Name of the play, what it is called, the promised ratio.
PLAYS = (
    (READ, "API read, 50 reports", 0.5),
    (LIST, "list page of 50 rows", 0.4),
    (WRITE, "audited write", 0.3),
)
_SECRETS = re.compile(r"[A-Za-z0-9]{64}")
_HALF = 0.5
Lanes: TypeAlias = list[Iterator[bytes]]


def run(effort: Effort) -> Iterator[Line]:
    with both() as (product, peer, scene):
        for name, title, at_least in PLAYS:
            _demand_equal(product, peer, scene.plays[name])
            asked = [(server, _lanes(scene, name)) for server in (product, peer)]
            yield from _compared(effort, asked, title, at_least)


def _compared(
    effort: Effort, asked: list[tuple[Server, Lanes]], title: str, at_least: float
) -> Iterator[Line]:
    bounds = Bounds(effort.seconds, effort.requests)
    rounds = [[_measured(server, lanes, bounds) for server, lanes in asked] for _ in range(effort.rounds)]
    ours, theirs = (median(each[at][0] for each in rounds) for at in (0, 1))
    yield against(title, (ours, theirs), "raw WSGI", at_least=at_least)
    half = _HALF * median(each[0][1] for each in rounds)
    product, lanes = asked[0]
    timed = drive(product.port, lanes, Bounds(effort.seconds * 2, effort.requests, rate=half))
    note = f"at {half:,.0f} a second, median {timed.times.percentile(0.5) * 1000:.1f} ms"
    yield limited(f"{title}, 95th percentile", timed.times.percentile(0.95) * 1000, "ms wall", note=note)


def _measured(server: Server, lanes: Lanes, bounds: Bounds) -> tuple[float, float]:
    """Requests per CPU second of the server, and per second of the clock."""
    before = server.cpu_seconds()
    outcome = drive(server.port, lanes, bounds)
    return outcome.count / (server.cpu_seconds() - before), outcome.count / outcome.seconds


def _lanes(scene: Scene, name: str) -> Lanes:
    """The questions of each connection, over and over, with one token after the other: quotas are real."""
    return [
        cycle([_question(step, token) for token in lane[0].tokens or [""] for step in lane])
        for lane in scene.plays[name]
    ]


def _question(step: Step, token: str) -> bytes:
    content = step.body.encode()
    headers = {"Host": HOST, **_headers(step, token), "Content-Length": str(len(content))}
    lines = [f"{step.method} {step.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


def _headers(step: Step, token: str) -> dict[str, str]:
    return {**step.headers, "Authorization": f"Bearer {token}"} if token else step.headers


def _demand_equal(product: Server, peer: Server, lanes: list[list[Step]]) -> None:
    """Both must write the same bytes, but for form tokens and the moment a report was sent in."""
    for step in lanes[0]:
        ours, theirs = (_comparable(_read(server, step)) for server in (product, peer))
        if ours != theirs:
            raise AssertionError(f"the peer writes other bytes for {step.path}: mend bench/web/raw.py")


def _comparable(text: str) -> str:
    return re.sub(r'"submitted_at":"[^"]*"', "", _SECRETS.sub("", text))


def _read(server: Server, step: Step) -> str:
    request = urllib.request.Request(
        f"http://{HOST}:{server.port}{step.path}",
        data=step.body.encode() if step.method != "GET" else None,
        headers=_headers(step, step.tokens[0] if step.tokens else ""),
        method=step.method,
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.read().decode())
