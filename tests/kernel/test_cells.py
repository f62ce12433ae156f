"""Cells: there and back, order keeps neighbours together, and a view is covered whole by a few runs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tuoyu.kernel.cells import BITS, STEP, Box, box_of, cell_of, cover, place_of, read_box

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
TINY = 1e-9


def holds(box: Box, lon: float, lat: float) -> bool:
    return box.west - TINY <= lon <= box.east + TINY and box.south - TINY <= lat <= box.north + TINY


@given(lons, lats)
def test_a_cell_holds_its_place_and_comes_back(lon: float, lat: float) -> None:
    cell = cell_of(lon, lat)
    assert 0 <= cell < 2 ** (2 * BITS)
    assert holds(box_of(cell), lon, lat)
    back = place_of(cell)
    assert cell_of(*back) == cell
    assert abs(back[0] - lon) <= STEP
    assert abs(back[1] - lat) <= STEP


def test_bits_of_longitude_and_latitude_take_turns() -> None:
    """Against the definition, bit by bit."""
    lon, lat = 120.65, 28.0
    x, y = int((lon + 180) / STEP), int((lat + 90) / STEP)
    told = sum(((x >> bit & 1) << 2 * bit) | ((y >> bit & 1) << (2 * bit + 1)) for bit in range(BITS))
    assert cell_of(lon, lat) == told


@given(lons, lats, st.integers(0, BITS - 1))
def test_a_shifted_cell_is_the_square_around(lon: float, lat: float, size: int) -> None:
    cell = cell_of(lon, lat)
    square = box_of(cell >> 2 * size, 2 * size)
    assert holds(square, lon, lat)
    assert square.east - square.west <= STEP * 2**size + TINY


@given(lons, lons, lats, lats, lons, lats)
def test_a_view_is_covered_by_few_squares_and_wholly(
    lon1: float, lon2: float, lat1: float, lat2: float, lon: float, lat: float
) -> None:
    box = Box(min(lon1, lon2), min(lat1, lat2), max(lon1, lon2), max(lat1, lat2))
    seen = cover(box)
    cells = sum(last - first + 1 for first, last in seen.runs)
    assert cells >> seen.shift <= 160
    assert all(second[0] > first[1] + 1 for first, second in pairwise(seen.runs))
    assume(box.west <= lon <= box.east and box.south <= lat <= box.north)
    assert any(first <= cell_of(lon, lat) <= last for first, last in seen.runs)


def test_the_smallest_view_is_covered_too() -> None:
    seen = cover(Box(120.65, 28.0, 120.65, 28.0))
    assert seen.shift == 0
    assert len(seen.runs) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "120,28,121",
        "a,b,c,d",
        "nan,0,1,1",
        "inf,0,1,1",
        "121,28,120,29",
        "0,0,1,91",
        "0,0,181,1",
    ],
)
def test_a_view_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="应"):
        read_box(text)


def test_a_view_as_a_browser_asks() -> None:
    assert read_box("120.5,27.9,120.8,28.1") == Box(120.5, 27.9, 120.8, 28.1)
