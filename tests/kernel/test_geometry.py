from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from tuoyu.kernel.geometry import Outline

SHARED = Path(__file__).parents[3] / "shared" / "data" / "divisions"
SQUARE_WITH_HOLE = {
    "type": "Polygon",
    "coordinates": [
        [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]],
        [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]],
    ],
}


def test_holes_and_parts() -> None:
    outline = Outline.of_geojson(SQUARE_WITH_HOLE)
    assert outline.bounds == (0, 0, 10, 10)
    assert [outline.contains(point) for point in [(1, 1), (5, 5), (11, 5), (5, 3)]] == [
        True,
        False,
        False,
        True,
    ]
    both = {
        "type": "MultiPolygon",
        "coordinates": [SQUARE_WITH_HOLE["coordinates"], [[[20, 0], [22, 0], [21, 2]]]],
    }
    assert Outline.of_geojson(both).contains((21, 1))


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=8, unique=True),
    st.data(),
)
def test_as_shapely_for_simple_rings(ring: list[tuple[int, int]], data: st.DataObject) -> None:
    theirs = Polygon(ring)
    # Halves: never on a corner; points on an edge may fall on either side.
    point = (data.draw(st.integers(0, 39)) + 0.5, data.draw(st.integers(0, 39)) + 0.25)
    if theirs.is_valid and not theirs.touches(ShapelyPoint(point)):
        outline = Outline.of_geojson({"type": "Polygon", "coordinates": [ring]})
        assert outline.contains(point) == theirs.contains(ShapelyPoint(point))


@pytest.mark.parametrize("geometry", [{}, {"type": "Point", "coordinates": [1, 2]}])
def test_other_shapes_are_refused(geometry: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Polygon"):
        Outline.of_geojson(geometry)
    with pytest.raises(ValueError, match="3个点"):
        Outline.of_geojson({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]})


@pytest.mark.skipif(not SHARED.exists(), reason="the shared outline is not at hand")
def test_points_in_the_district() -> None:
    content = json.loads((SHARED / "330302_boundary_gcj02.geojson").read_text(encoding="utf-8"))
    outline = Outline.of_geojson(
        content["features"][0]["geometry"] if "features" in content else content["geometry"]
    )
    cases = json.loads((SHARED / "point_in_district_cases.json").read_text(encoding="utf-8"))
    assert [case for case in cases if outline.contains(tuple(case["gcj02"])) != case["in_330302"]] == []
