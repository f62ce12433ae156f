"""Check digits: our columns and scalars against python-stdnum.

    python bench/bench_identity.py [ROWS]

Answers are compared before anything is timed; times are CPU seconds of this process.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from stdnum.cn import ric, uscc

from tuoyu.kernel.identity import (
    USCC_ALPHABET,
    Grade,
    check_citizen_id,
    check_uscc,
    citizen_check_character,
    organisation_check_character,
    uscc_check_character,
)
from tuoyu.kernel.identity_columnar import Codes, check_citizen_ids, check_usccs, pack

PEER_ROWS = 20_000
TODAY = date(2026, 11, 23)
# The smallest finding that is a warning and no fault.
WARNING = 6


def cpu_rate(rows: int, call: Callable[[], object], repeats: int = 5) -> float:
    """Rows per CPU second, the best of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return rows / max(best, 1e-9)


def some_usccs(rows: int) -> list[str]:
    """Nine in ten valid; digits first, since stdnum refuses letters there."""
    chance = random.Random(64)
    codes = []
    for _ in range(rows):
        code = "91330302" + "".join(chance.choices(USCC_ALPHABET, k=8))
        code += organisation_check_character(code[8:])
        codes.append(code + (uscc_check_character(code) if chance.random() < 0.9 else "0"))
    return codes


def some_citizen_ids(rows: int) -> list[str]:
    """Nine in ten valid, born after 2000 (serials kept for centenarians: they name nobody)."""
    chance = random.Random(64)
    codes = []
    for _ in range(rows):
        birth = date(2000, 1, 1) + timedelta(days=chance.randrange(9_000))
        code = f"330302{birth:%Y%m%d}{chance.randrange(995, 999)}"
        codes.append(code + (citizen_check_character(code) if chance.random() < 0.9 else "0"))
    return codes


def repeat(codes: Codes, rows: int) -> Codes:
    """The codes over and over; nothing is remembered from row to row."""
    return np.tile(codes, (rows // len(codes) + 1, 1))[:rows]


def main(rows: int) -> None:
    """Print the table of rates and ratios."""
    organisations, people = some_usccs(PEER_ROWS), some_citizen_ids(PEER_ROWS)
    theirs = [uscc.is_valid(code) for code in organisations]
    assert (
        (check_usccs(pack(organisations)) == 0) | (check_usccs(pack(organisations)) >= WARNING)
    ).tolist() == theirs
    assert [check_uscc(code).status is not Grade.BAD for code in organisations] == theirs
    theirs = [ric.is_valid(code) for code in people]
    assert (check_citizen_ids(pack(people), TODAY) == 0).tolist() == theirs
    assert [check_citizen_id(code, TODAY).status is Grade.OK for code in people] == theirs

    many_organisations, many_people = repeat(pack(organisations), rows), repeat(pack(people), rows)
    stdnum_uscc = cpu_rate(PEER_ROWS, lambda: [uscc.is_valid(code) for code in organisations], 2)
    stdnum_ric = cpu_rate(PEER_ROWS, lambda: [ric.is_valid(code) for code in people], 2)
    table = [
        ("uscc, columnar", cpu_rate(rows, lambda: check_usccs(many_organisations)), stdnum_uscc),
        ("citizen id, columnar", cpu_rate(rows, lambda: check_citizen_ids(many_people, TODAY)), stdnum_ric),
        (
            "uscc, pack + columnar",
            cpu_rate(PEER_ROWS, lambda: check_usccs(pack(organisations))),
            stdnum_uscc,
        ),
        (
            "uscc, one at a time",
            cpu_rate(PEER_ROWS, lambda: [check_uscc(c) for c in organisations], 2),
            stdnum_uscc,
        ),
        (
            "citizen id, one at a time",
            cpu_rate(PEER_ROWS, lambda: [check_citizen_id(c, TODAY) for c in people], 2),
            stdnum_ric,
        ),
    ]
    print(f"{'check digits':28}{'ours, rows/CPU s':>18}{'python-stdnum':>16}{'ratio':>10}")
    for name, ours, peer in table:
        print(f"{name:28}{ours:>18,.0f}{peer:>16,.0f}{ours / peer:>9,.1f}×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
