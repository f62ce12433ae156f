"""Places as whole numbers whose order keeps neighbours together, so that an index on one column answers for a map.

Longitude and latitude (WGS-84, degrees) become two numbers of 24 bits, counted in steps of 360 / 2^24 degrees (2.4 metres
on a meridian), and their bits are interleaved (Morton's order). A cell shifted right by ``2 n`` bits is the square of
2^n steps that holds it; all cells of a square are one run of numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from tuoyu.kernel.coords import Point, check_point

BITS: Final = 24
STEP: Final = 360 / 2**BITS
_LAST: Final = 2**BITS - 1
# A view is covered by at most so many squares of four heaps: 160, about as many circles as stand apart on a screen.
_MOST_SQUARES: Final = 40
_FINER: Final = 1
_SPREAD: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees, WGS-84. ``ValueError`` with a Chinese sentence unless west ≤ east and south ≤ north, on earth."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        check_point((self.west, self.south))
        check_point((self.east, self.north))
        if not (self.west <= self.east and self.south <= self.north):
            raise ValueError("地图范围应写成“西,南,东,北”，西不大于东，南不大于北。")


@dataclass(frozen=True, slots=True)
class Cover:
    """The squares that cover a view: ``runs`` of cells (first, last), and by how many bits a cell is shifted to its heap."""

    runs: tuple[tuple[int, int], ...]
    shift: int


def cell_of(lon: float, lat: float) -> int:
    """The cell of a place, 0 ≤ cell < 2^48. ``ValueError`` for a place that is not on earth."""
    check_point((lon, lat))
    return _interleaved(_steps(lon + 180), _steps(lat + 90))


def place_of(cell: int, shift: int = 0) -> Point:
    """The middle of a cell, or of the square with number ``cell`` after a shift by ``shift`` bits."""
    box = box_of(cell, shift)
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def box_of(cell: int, shift: int = 0) -> Box:
    """The square itself (at the edge of the earth cut to it)."""
    size = 2 ** (shift // 2)
    x, y = _gathered(cell) * size, _gathered(cell >> 1) * size
    west, south = x * STEP - 180, y * STEP - 90
    return Box(west, south, min(west + size * STEP, 180), min(south + size * STEP, 90))


def read_box(text: str) -> Box:
    """``120.5,27.9,120.8,28.1`` (west, south, east, north), as a browser asks. ``ValueError`` with a sentence."""
    try:
        edges = [float(part) for part in text.split(",")]
    except ValueError:
        edges = []
    if len(edges) != 4 or not all(map(math.isfinite, edges)):
        raise ValueError("地图范围应写成“西,南,东,北”四个数，例如 120.5,27.9,120.8,28.1。")
    return Box(*edges)


def cover(box: Box) -> Cover:
    """The smallest squares of which at most 40 cover the box. Views that differ little are covered alike."""
    left, right = _steps(box.west + 180), _steps(box.east + 180)
    low, high = _steps(box.south + 90), _steps(box.north + 90)
    size = 0
    while ((right >> size) - (left >> size) + 1) * ((high >> size) - (low >> size) + 1) > _MOST_SQUARES:
        size += 1
    size = max(size, _FINER)
    squares = sorted(
        _interleaved(x, y)
        for x in range(left >> size, (right >> size) + 1)
        for y in range(low >> size, (high >> size) + 1)
    )
    return Cover(_runs(squares, 2 * size), 2 * (size - _FINER))


def _runs(squares: list[int], shift: int) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for square in squares:
        first, last = square << shift, ((square + 1) << shift) - 1
        if runs and runs[-1][1] == first - 1:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return tuple(runs)


def _steps(degrees: float) -> int:
    return min(int(degrees / STEP), _LAST)


def _interleaved(x: int, y: int) -> int:
    return _spread(x) | _spread(y) << 1


def _spread(number: int) -> int:
    """Bit n goes to bit 2n."""
    for by, mask in _SPREAD:
        number = (number | number << by) & mask
    return number


def _gathered(number: int) -> int:
    """Bit 2n comes back to bit n."""
    number &= _SPREAD[-1][1]
    for at, (by, _) in enumerate(reversed(_SPREAD)):
        mask = _SPREAD[-2 - at][1] if at + 1 < len(_SPREAD) else 0x00000000FFFFFFFF
        number = (number | number >> by) & mask
    return number
