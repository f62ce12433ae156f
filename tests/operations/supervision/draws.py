"""Invented draws for tests: three departments, a pool with names that are awkward to spell, the ceremony played to its end."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from tuoyu.operations.supervision.rules.drawing.file import finished, frozen_digest
from tuoyu.operations.supervision.rules.drawing.lottery import FORMAT, commitment

DEPARTMENTS = {"health": "区卫生健康局", "market": "区市场监管局", "fire": "区消防救援大队"}
STRATA = {"A": 500, "B": 2500, "C": 10_000}


def frozen_part(
    objects: int = 40,
    inspectors: int = 9,
    beacon: Mapping[str, Any] | None = None,
    crews: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The pool and the rules; every seventh object has an inspector who must stay away."""
    names, sizes = list(DEPARTMENTS), crews or {"health": 2, "market": 1, "fire": 1}
    staff = [
        {"id": f"P{number:04}", "name": f"检查员{number}", "department": names[number % 3]}
        for number in range(inspectors)
    ]
    pool = [
        {"id": f"J{number:06}", "name": f"“青禾”\\第{number}托育园👶", "stratum": list(STRATA)[number % 3]}
        for number in range(objects)
    ]
    return {
        "format": FORMAT,
        "rules": {
            "draw": "330302-2026-11",
            "title": "2026年第四季度托育机构联合抽查",
            "area": "330302",
            "frozen_at": "2026-11-02T09:00:00+08:00",
            "open_by": "2026-11-03T17:00:00+08:00",
            "quorum": 1,
            "strata": [{"name": name, "share": share} for name, share in STRATA.items()],
            "crews": [
                {"department": code, "name": DEPARTMENTS[code], "size": size} for code, size in sizes.items()
            ],
            "beacon": beacon,
        },
        "objects": pool,
        "inspectors": staff,
        "recusals": [
            {
                "inspector": staff[number % inspectors]["id"],
                "object": pool[number]["id"],
                "reason": "原任职单位",
            }
            for number in range(0, objects, 7)
        ],
        "left_out": [{"id": "J900001", "name": "停业的托育园", "reason": "暂停服务"}],
    }


def secret_of(department: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}/{department}".encode()).hexdigest()


def sound_draw(
    objects: int = 40,
    inspectors: int = 9,
    seed: str = "x",
    absent: Collection[str] = (),
    beacon: Mapping[str, Any] | None = None,
    crews: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """A finished file whose every step holds; ``absent`` departments sealed a secret and never opened it."""
    frozen = frozen_part(objects, inspectors, beacon, crews)
    mark = frozen_digest(frozen)
    secrets = {row["department"]: secret_of(row["department"], seed) for row in frozen["rules"]["crews"]}
    return finished(
        {
            **frozen,
            "frozen": mark,
            "commitments": [
                {
                    "department": code,
                    "digest": commitment(mark, code, secret),
                    "at": f"2026-11-02T1{n}:30:00+08:00",
                }
                for n, (code, secret) in enumerate(secrets.items())
            ],
            "openings": [
                {"department": code, "secret": secret, "at": f"2026-11-03T1{n}:00:00+08:00"}
                for n, (code, secret) in enumerate(secrets.items())
                if code not in absent
            ],
            "beacon": secret_of("beacon", seed) if beacon else None,
        }
    )
