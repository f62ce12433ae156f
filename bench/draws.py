"""The double-random draw over a province: 130,000 objects, 5,000 inspectors, every object with two who must stay away.

The limit is 2 s for the draw. The peer is a draw that nobody can repeat: ``random.sample`` over the same pool.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from bench.lines import Line, against, limited
from bench.timing import Effort, by_turns, cpu_rate
from tuoyu.operations.supervision.rules.drawing.checking import check_file, check_pool
from tuoyu.operations.supervision.rules.drawing.file import finished, frozen_digest, pool_of, written
from tuoyu.operations.supervision.rules.drawing.lottery import FORMAT, Pool, commitment, draw, quota

OBJECTS, INSPECTORS, RECUSALS = 130_000, 5_000, 2
LIMIT, CHECK_LIMIT = 2.0, 10.0
_CREWS = {"health": 2, "market": 1, "fire": 1}
_STRATA = {"A": 500, "B": 2_000, "C": 5_000}
_SECRET = "5f" * 32


def run(effort: Effort) -> Iterator[Line]:
    size = min(OBJECTS, effort.rows)
    document = _document(size, max(30, size * INSPECTORS // OBJECTS))
    pool, seed = pool_of(document), document["seed"]
    content = written(document)
    verdict = check_file(content)
    assert verdict.is_ok, verdict.failures
    assert len(draw(pool, seed)) == len(_sampled(pool))
    drawing = 1 / cpu_rate(1, lambda: (check_pool(pool), draw(pool, seed)))
    checking = 1 / cpu_rate(1, lambda: check_file(content))
    note = (
        f"{len(pool.objects):,} objects, {len(pool.inspectors):,} inspectors, {len(pool.recusals):,} recusals"
    )
    yield limited("draw: pool checked and drawn", drawing, "CPU s", LIMIT, note=note)
    yield limited(
        "draw: published file checked", checking, "CPU s", CHECK_LIMIT, note=f"{len(content) / 1e6:.1f} MB"
    )
    rates = by_turns(effort, (size, lambda: draw(pool, seed)), (size, lambda: _sampled(pool)))
    yield against("draw: objects, repeatable", rates, "random.sample")


def _sampled(pool: Pool) -> list[tuple[str, list[str]]]:
    """What a system does that asks to be believed: the same shares and crews, no ticket, no deck."""
    dice = random.Random(1)
    recused: dict[str, set[str]] = {}
    for inspector, thing in pool.recusals:
        recused.setdefault(thing, set()).add(inspector)
    staff = {
        crew.department: [each.id for each in pool.inspectors if each.department == crew.department]
        for crew in pool.crews
    }
    drawn = []
    for stratum in pool.strata:
        names = [each.id for each in pool.objects if each.stratum == stratum.name]
        for name in dice.sample(names, quota(len(names), stratum.share)):
            away = recused.get(name, set())
            team: list[str] = []
            for crew in pool.crews:
                while len(chosen := dice.sample(staff[crew.department], crew.size)) and away & set(chosen):
                    pass
                team += chosen
            drawn.append((name, team))
    return drawn


def _document(objects: int, inspectors: int) -> dict[str, Any]:
    departments, strata = list(_CREWS), list(_STRATA)
    frozen: dict[str, Any] = {
        "format": FORMAT,
        "rules": {
            "draw": "bench",
            "title": "全省抽查",
            "area": "330000",
            "frozen_at": "2026-11-02T09:00:00+08:00",
            "open_by": "2026-11-03T17:00:00+08:00",
            "quorum": 1,
            "strata": [{"name": name, "share": share} for name, share in _STRATA.items()],
            "crews": [{"department": code, "name": code, "size": size} for code, size in _CREWS.items()],
            "beacon": None,
        },
        "objects": [
            {"id": f"J{n:06}", "name": f"托育园{n}", "stratum": strata[n % 3]} for n in range(objects)
        ],
        "inspectors": [
            {"id": f"P{n:05}", "name": f"检查员{n}", "department": departments[n % 3]}
            for n in range(inspectors)
        ],
        "recusals": [
            {
                "inspector": f"P{(n * 7 + turn * 11) % inspectors:05}",
                "object": f"J{n:06}",
                "reason": "原任职单位",
            }
            for n in range(objects)
            for turn in range(RECUSALS)
        ],
        "left_out": [],
    }
    mark = frozen_digest(frozen)
    return finished(
        {
            **frozen,
            "frozen": mark,
            "commitments": [
                {
                    "department": code,
                    "digest": commitment(mark, code, _SECRET),
                    "at": "2026-11-02T10:00:00+08:00",
                }
                for code in departments
            ],
            "openings": [
                {"department": code, "secret": _SECRET, "at": "2026-11-03T10:00:00+08:00"}
                for code in departments
            ],
            "beacon": None,
        }
    )
