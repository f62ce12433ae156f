"""Check digits over columns: the same findings as ``identity``, for codes already in normal form.

A column is a ``uint8`` array of shape (rows, 18), one ASCII code a row (``pack`` makes one). Neighbouring characters
are looked up together: nine reads from tables of 65,536 entries give the weighted sums and every flaw of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tuoyu.kernel.dates import days_in_month
from tuoyu.kernel.identity import (
    CITIZEN_WEIGHTS,
    ORGANISATION_WEIGHTS,
    PROVINCES,
    USCC_ALPHABET,
    USCC_PROVINCES,
    USCC_WEIGHTS,
    Finding,
)

Codes = NDArray[np.uint8]
Findings = NDArray[np.uint8]
Table = NDArray[np.uint32]

LENGTH = 18
_PAIRS = LENGTH // 2
# Rows at a time: their indices and sums stay in the second-level cache.
_CHUNK = 1 << 14
# Fields of a table entry, added up over the nine pairs of a row.
_SUM_BITS = 9
_INNER_UNIT = 1 << _SUM_BITS
_FLAW_UNIT = 1 << 16
_INNER_FLAW = 1 << 21
_UNLISTED_UNIT = 1 << 22
_AREA_FLAW = 1 << 24
_LOW = _FLAW_UNIT - 1
# Birth dates as places in a table: ((century * 100 + year) * 12 + month - 1) * 31 + day - 1, where the centuries are
# 1900, 2000, and one each for those still to come with and without a leap day in their year 0.
_YEAR = 12 * 31
_CENTURIES = (19, 20, 24, 21)
_NO_DATE = len(_CENTURIES) * 100 * _YEAR


def pack(codes: Iterable[str]) -> Codes:
    """Codes as rows of 18 bytes; one that is not 18 ASCII characters becomes a row of zeros, which is ``FORM``."""
    rows = [
        code.encode("ascii") if code.isascii() and len(code) == LENGTH else bytes(LENGTH) for code in codes
    ]
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, LENGTH)


def check_usccs(codes: Codes, kinds: Mapping[str, str] | None = None) -> Findings:
    """``Finding`` numbers, one a row, as ``check_uscc`` finds them."""
    tables = _uscc_tables(None if kinds is None else frozenset(kinds))
    verdicts = _uscc_verdicts()

    def judge(sums: Table, _: NDArray[np.intp]) -> Findings:
        found: Findings = verdicts.take(sums & _LOW)
        if sums.max() >= _FLAW_UNIT:
            found[(sums & _INNER_FLAW > 0) & (found == Finding.OK)] = Finding.INNER_CHECK_DIGIT
            found[(sums >= _UNLISTED_UNIT) & (found == Finding.OK)] = Finding.UNLISTED
            found[sums & (_INNER_FLAW - _FLAW_UNIT) > 0] = Finding.FORM
        return found

    return _judged(codes, tables, judge)


def check_citizen_ids(codes: Codes, today: date) -> Findings:
    """``Finding`` numbers, one a row, as ``check_citizen_id`` finds them on ``today`` (before 2100)."""
    births, dates = _birth_tables(), _date_findings(today)
    verdicts = np.where(np.arange(1 << _SUM_BITS) % 11 == 1, Finding.OK, Finding.CHECK_DIGIT).astype(np.uint8)

    def judge(sums: Table, pairs: NDArray[np.intp]) -> Findings:
        found: Findings = verdicts.take(sums & _LOW)
        place = births[0].take(pairs[3])
        for table, pair in zip(births[1:], pairs[4:7], strict=True):
            place += table.take(pair)
        dated = dates.take(place, mode="clip")
        np.copyto(found, dated, where=dated > 0)
        if sums.max() >= _FLAW_UNIT:
            found[sums >= _AREA_FLAW] = Finding.AREA
            found[sums & (_AREA_FLAW - _FLAW_UNIT) > 0] = Finding.FORM
        return found

    return _judged(codes, _citizen_tables(), judge)


def _judged(
    codes: Codes, tables: list[Table], judge: Callable[[Table, NDArray[np.intp]], Findings]
) -> Findings:
    if codes.dtype != np.uint8 or codes.ndim != 2 or codes.shape[1] != LENGTH:
        raise ValueError(f"codes are uint8 of shape (rows, {LENGTH}), got {codes.dtype} of {codes.shape}")
    pairs = np.ascontiguousarray(codes).view("<u2")
    answer = np.empty(len(codes), dtype=np.uint8)
    for start in range(0, len(codes), _CHUNK):
        places = np.ascontiguousarray(pairs[start : start + _CHUNK].T, dtype=np.intp)
        sums = tables[0].take(places[0])
        term = np.empty_like(sums)
        for table, place in zip(tables[1:], places[1:], strict=True):
            sums += table.take(place, mode="clip", out=term)
        answer[start : start + _CHUNK] = judge(sums, places)
    return answer


def _values(alphabet: str) -> NDArray[np.int64]:
    """Value of each byte: its place in the alphabet, -1 outside."""
    values = np.full(256, -1, dtype=np.int64)
    values[np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)] = np.arange(len(alphabet))
    return values


def _pair_bytes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and second byte of every pair, in the order of the tables."""
    pairs = np.arange(1 << 16)
    return pairs & 0xFF, pairs >> 8


def _pair_table(alphabets: tuple[str, str], weights: tuple[int, int], modulus: int) -> Table:
    """Weighted sums of the pairs, reduced; a pair outside the alphabets is flawed."""
    first, second = (_values(alphabet)[byte] for alphabet, byte in zip(alphabets, _pair_bytes(), strict=True))
    sums = (first * weights[0] + second * weights[1]) % modulus
    return np.where((first < 0) | (second < 0), _FLAW_UNIT, sums).astype(np.uint32)


def _unlisted(listed: Iterable[str], flag: int) -> Table:
    """The flag on every pair but the listed ones."""
    table = np.full(1 << 16, flag, dtype=np.uint32)
    table[[ord(pair[0]) | ord(pair[1]) << 8 for pair in listed]] = 0
    return table


@cache
def _uscc_tables(kinds: frozenset[str] | None) -> list[Table]:
    weights = (*USCC_WEIGHTS, 1)
    alphabets = [USCC_ALPHABET[:10] if 2 <= place < 8 else USCC_ALPHABET for place in range(LENGTH)]
    tables = [
        _pair_table((alphabets[at], alphabets[at + 1]), (weights[at], weights[at + 1]), 31)
        for at in range(0, LENGTH, 2)
    ]
    if kinds is not None:
        tables[0] += _unlisted(kinds, _UNLISTED_UNIT)
    tables[1] += _unlisted(USCC_PROVINCES, _UNLISTED_UNIT)
    capitals = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    first, second = (np.maximum(capitals[byte], 0) for byte in _pair_bytes())
    for pair in range(4, 8):
        at = (pair - 4) * 2
        inner = (first * ORGANISATION_WEIGHTS[at] + second * ORGANISATION_WEIGHTS[at + 1]) % 11
        tables[pair] += (inner * _INNER_UNIT).astype(np.uint32)
    check = _values("0123456789X")[_pair_bytes()[0]]
    tables[8] += np.where(check < 0, _INNER_FLAW, check * _INNER_UNIT).astype(np.uint32)
    return tables


@cache
def _uscc_verdicts() -> Findings:
    """By the low bits of a row: both sums come out at nought for a right code."""
    low = np.arange(1 << 16)
    outer, inner = low % _INNER_UNIT % 31, low // _INNER_UNIT % 11
    found = np.where(inner == 0, Finding.OK, Finding.INNER_CHECK_DIGIT)
    return np.where(outer == 0, found, Finding.CHECK_DIGIT).astype(np.uint8)


@cache
def _citizen_tables() -> list[Table]:
    weights = (*CITIZEN_WEIGHTS, 1)
    digits = "0123456789"
    tables = [
        _pair_table((digits, digits + "X" * (at == 16)), (weights[at], weights[at + 1]), 11)
        for at in range(0, LENGTH, 2)
    ]
    tables[0] += _unlisted(PROVINCES, _AREA_FLAW)
    return tables


@cache
def _birth_tables() -> tuple[NDArray[np.intp], ...]:
    """What century, year, month and day add to the place of a date."""
    first, second = (_values("0123456789")[byte] for byte in _pair_bytes())
    number = np.where((first < 0) | (second < 0), 0, first * 10 + second)
    century = np.select(
        [number < 19, number < 21, number % 4 == 0],
        [np.full_like(number, 4), number - 19, np.full_like(number, 2)],
        3,
    )
    month = np.where((number >= 1) & (number <= 12), (number - 1) * 31, _NO_DATE)
    day = np.where((number >= 1) & (number <= 31), number - 1, _NO_DATE)
    return century * 100 * _YEAR, number * _YEAR, month, day


@cache
def _real_dates() -> NDArray[np.bool_]:
    """Which places are days of the calendar; the last place stands for all that are none."""
    is_real = np.zeros((len(_CENTURIES) * 100, 12, 31), dtype=bool)
    for row in range(len(is_real)):
        year = _CENTURIES[row // 100] * 100 + row % 100
        for month in range(12):
            is_real[row, month, : days_in_month(year, month + 1)] = True
    return np.append(is_real.reshape(-1), False)


def _date_findings(today: date) -> Findings:
    found = np.where(_real_dates(), Finding.OK, Finding.DATE).astype(np.uint8)
    tomorrow = ((today.year - 1900) * 12 + today.month - 1) * 31 + today.day
    later = found[tomorrow:]
    later[later == Finding.OK] = Finding.FUTURE
    return found
