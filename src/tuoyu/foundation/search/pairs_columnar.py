"""``pairs_of`` over columns, for writers of a million rows: the same values (a property test compares them)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tuoyu.foundation.search.pairs import BETWEEN, CODES, LETTERS

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
# Rows at a time: their pieces are sorted in the cache's reach, and (row, piece) fits 63 bits.
_CHUNK: Final = 20_000
_LF: Final = ord(BETWEEN)


def pairs_of_columns(columns: Sequence[Sequence[str | None]]) -> list[str]:
    """One value a row. ``columns`` are lists (or polars Series) of equal length; None counts as empty."""
    rows = len(columns[0]) if columns else 0
    values: list[str] = []
    for start in range(0, rows, _CHUNK):
        values += _chunk([list(column[start : start + _CHUNK]) for column in columns])
    return values


def _chunk(columns: list[list[str | None]]) -> list[str]:
    joined = ["".join([(text or "") + BETWEEN for text in texts]) for texts in zip(*columns, strict=True)]
    codes = np.frombuffer("".join(joined).encode("utf-32-le"), dtype=np.uint32)
    row_of = np.repeat(np.arange(len(joined)), [len(text) for text in joined])
    is_kept = codes != 0
    codes, row_of = _folded(codes[is_kept]), row_of[is_kept]
    ends = np.searchsorted(row_of, np.arange(len(joined)), side="right")
    text = codes.tobytes().decode("utf-32-le")
    words, word_ends = _written(*_distinct(codes, row_of), len(joined))
    values, at, word_at = [], 0, 0
    for end, word_end in zip(ends.tolist(), word_ends.tolist(), strict=True):
        values.append(words[word_at : max(word_end - 1, word_at)] + BETWEEN + text[at:end])
        at, word_at = end, word_end
    return values


def _folded(codes: Codes) -> Codes:
    codes = np.where((codes > 0xFF00) & (codes < 0xFF5F), codes - 0xFEE0, codes)
    codes = np.where(codes == 0x3000, 0x20, codes)
    return np.where((codes > 0x40) & (codes < 0x5B), codes + 32, codes).astype(np.uint32)


def _distinct(codes: Codes, row_of: Numbers) -> tuple[Numbers, Numbers]:
    """(row, piece) of every piece once, in order. A piece is three digits to the base CODES + 1, the last 0 for none."""
    if not len(codes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    is_alnum = ((codes > 0x2F) & (codes < 0x3A)) | ((codes > 0x60) & (codes < 0x7B))
    number = codes.astype(np.int64) % CODES
    is_three = np.zeros(len(codes), bool)
    is_three[:-2] = is_alnum[:-2] & is_alnum[1:-1] & is_alnum[2:]
    second, third = np.roll(number, -1), np.roll(number, -2)
    base = CODES + 1
    piece = (number * base + second) * base + np.where(is_three, third + 1, 0)
    # A row ends with a break, so no piece that begins with a character runs over into the next row.
    begins = (codes != _LF) & (codes != 0x20)
    key = np.unique(row_of[begins] * base**3 + piece[begins])
    return np.divmod(key, base**3)


def _written(row_of: Numbers, pieces: Numbers, rows: int) -> tuple[str, Numbers]:
    """All words, each with a blank behind it, and where those of each row end."""
    base = CODES + 1
    firsts, third = np.divmod(pieces, base)
    first, second = np.divmod(firsts, base)
    letters: npt.NDArray[Any] = np.full((len(pieces), 10), ord(" "), dtype=np.uint8)
    table = _three_letters()
    letters[:, 0:3], letters[:, 3:6] = table[first], table[second]
    letters[:, 6:9] = table[np.maximum(third - 1, 0)]
    is_shown = np.ones(letters.shape, bool)
    is_shown[:, 6:9] = (third > 0)[:, None]
    lengths = np.where(third > 0, 10, 7)
    ends = np.cumsum(np.bincount(row_of, weights=lengths, minlength=rows)).astype(np.int64)
    return letters[is_shown].tobytes().decode("ascii"), ends


def _three_letters() -> npt.NDArray[np.uint8]:
    number = np.arange(CODES)
    digits = [number // LETTERS**2, number // LETTERS % LETTERS, number % LETTERS]
    return (np.stack(digits, axis=1) + 65).astype(np.uint8)
