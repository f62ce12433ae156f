from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.kernel.coords import Datum, Point, convert, is_in_frame

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "vectors"
# The first pair is the published example of the formulas' origin; the second lies in the district.
OWN = [
    {"wgs84": (113.912316, 22.543847), "gcj02": (113.917176480836, 22.540796131695)},
    {
        "wgs84": (120.651, 28.0181),
        "gcj02": (120.654966828388, 28.014725654801),
        "bd09": (120.661553282505, 28.020377420058),
    },
]
# Well inside the frame, so that no image of a point leaves it.
IN_CHINA = st.tuples(st.floats(73, 136), st.floats(2, 55))


def metres(a: Point, b: Point) -> float:
    return math.hypot((a[0] - b[0]) * math.cos(math.radians(a[1])), a[1] - b[1]) * 111_195


def agree(places: dict[str, Point], tolerance: float) -> None:
    for source, target in product(places, places):
        image = convert(tuple(places[source]), Datum(source), Datum(target))  # type: ignore[call-arg, arg-type]
        assert metres(image, places[target]) < tolerance, (source, target)


@pytest.mark.parametrize("places", OWN)
def test_own_points(places: dict[str, Point]) -> None:
    agree(places, 0.001)


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not at hand")
def test_shared_points() -> None:
    vectors = json.loads((VECTORS / "coords_wgs_gcj_bd.json").read_text(encoding="utf-8"))
    for pair in vectors["pairs"]:
        agree({datum.value: pair[datum.value] for datum in Datum}, 0.01)


@given(IN_CHINA, st.sampled_from(list(Datum)), st.sampled_from(list(Datum)))
def test_the_way_back_leads_home(point: Point, source: Datum, target: Datum) -> None:
    back = convert(convert(point, source, target), target, source)
    assert max(abs(back[0] - point[0]), abs(back[1] - point[1])) < 1e-9


@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90)).filter(lambda point: not is_in_frame(point)))
def test_nothing_moves_outside_china(point: Point) -> None:
    assert all(convert(point, source, target) == point for source, target in product(Datum, Datum))


@pytest.mark.parametrize("point", [(28.0, 120.6), (181, 0), (math.nan, 1), (0, math.inf)])
def test_a_point_off_the_earth_is_refused(point: Point) -> None:
    with pytest.raises(ValueError, match="经度应在"):
        convert(point, Datum.WGS84, Datum.GCJ02)
