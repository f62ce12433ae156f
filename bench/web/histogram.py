"""A histogram of times with a fixed relative error: each power of two of microseconds is cut into equal parts."""

from __future__ import annotations

from collections import Counter

# 64 parts an octave: a percentile is told to within 1.6 %.
_PARTS = 64


class Histogram:
    """Counts by bucket; memory does not grow with the number of values."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self.total = 0

    def add(self, seconds: float) -> None:
        self._counts[_bucket(max(int(seconds * 1e6), 0))] += 1
        self.total += 1

    def percentile(self, share: float) -> float:
        """Seconds below which ``share`` (0 to 1) of the values lie, as the upper edge of their bucket."""
        if not self.total:
            raise ValueError("no values")
        wanted, seen = share * self.total, 0
        for bucket in sorted(self._counts):
            seen += self._counts[bucket]
            if seen >= wanted:
                return _upper(bucket) / 1e6
        raise AssertionError("the counts do not add up")


def _bucket(micros: int) -> int:
    """Below two octaves of parts the value itself; above, (octave, part) as one number that keeps the order."""
    if micros < 2 * _PARTS:
        return micros
    octave = micros.bit_length() - _PARTS.bit_length()
    return octave * _PARTS + (micros >> octave)


def _upper(bucket: int) -> int:
    if bucket < 2 * _PARTS:
        return bucket
    octave, part = bucket // _PARTS - 1, bucket % _PARTS + _PARTS
    return ((part + 1) << octave) - 1
