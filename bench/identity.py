"""Check digits: our columns and scalars against python-stdnum."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from stdnum.cn import ric, uscc

from bench.lines import Line, against
from bench.timing import Effort, by_turns
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

TODAY = date(2026, 11, 23)
# The smallest finding that is a warning and no fault.
WARNING = 6
_PEER = "python-stdnum"


def run(effort: Effort) -> Iterator[Line]:
    yield from _organisations(effort)
    yield from _people(effort)


def _organisations(effort: Effort) -> Iterator[Line]:
    codes = _some_usccs(effort.peer_rows)
    theirs = [uscc.is_valid(code) for code in codes]
    found = check_usccs(pack(codes))
    assert ((found == 0) | (found >= WARNING)).tolist() == theirs
    assert [check_uscc(code).status is not Grade.BAD for code in codes] == theirs
    rows, many = len(codes), _repeat(pack(codes), effort.rows)
    peer = (rows, lambda: [uscc.is_valid(code) for code in codes])
    whole = by_turns(effort, (effort.rows, lambda: check_usccs(many)), peer)
    yield against("uscc, columns", whole, _PEER, at_least=400)
    packed = by_turns(effort, (rows, lambda: check_usccs(pack(codes))), peer)
    yield against("uscc, from strings", packed, _PEER)
    yield against(
        "uscc, one at a time", by_turns(effort, (rows, lambda: [check_uscc(c) for c in codes]), peer), _PEER
    )


def _people(effort: Effort) -> Iterator[Line]:
    codes = _some_citizen_ids(effort.peer_rows)
    theirs = [ric.is_valid(code) for code in codes]
    assert (check_citizen_ids(pack(codes), TODAY) == 0).tolist() == theirs
    assert [check_citizen_id(code, TODAY).status is Grade.OK for code in codes] == theirs
    rows, many = len(codes), _repeat(pack(codes), effort.rows)
    peer = (rows, lambda: [ric.is_valid(code) for code in codes])
    whole = by_turns(effort, (effort.rows, lambda: check_citizen_ids(many, TODAY)), peer)
    yield against("citizen id, columns", whole, _PEER, at_least=400)
    alone = (rows, lambda: [check_citizen_id(c, TODAY) for c in codes])
    yield against("citizen id, one at a time", by_turns(effort, alone, peer), _PEER)


def _some_usccs(rows: int) -> list[str]:
    """Nine in ten valid; digits first, since stdnum refuses letters there."""
    chance = random.Random(64)
    codes = []
    for _ in range(rows):
        code = "91330302" + "".join(chance.choices(USCC_ALPHABET, k=8))
        code += organisation_check_character(code[8:])
        codes.append(code + (uscc_check_character(code) if chance.random() < 0.9 else "0"))
    return codes


def _some_citizen_ids(rows: int) -> list[str]:
    """Nine in ten valid, born after 2000 (serials kept for centenarians: they name nobody)."""
    chance = random.Random(64)
    codes = []
    for _ in range(rows):
        birth = date(2000, 1, 1) + timedelta(days=chance.randrange(9_000))
        code = f"330302{birth:%Y%m%d}{chance.randrange(995, 999)}"
        codes.append(code + (citizen_check_character(code) if chance.random() < 0.9 else "0"))
    return codes


def _repeat(codes: Codes, rows: int) -> Codes:
    """The codes over and over; nothing is remembered from row to row."""
    return np.tile(codes, (rows // len(codes) + 1, 1))[:rows]
