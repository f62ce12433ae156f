"""Is a point inside an outline? By the even-odd rule: a line from the point to the west crosses the edge an odd number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed rings of (longitude, latitude) points; parts and holes are told apart by the even-odd rule alone."""

    rings: tuple[tuple[Point, ...], ...]

    @classmethod
    def of_geojson(cls, geometry: Mapping[str, Any]) -> Outline:
        """From a GeoJSON ``Polygon`` or ``MultiPolygon``; ``ValueError`` for another kind."""
        kind, coordinates = geometry.get("type"), geometry.get("coordinates", ())
        if kind not in {"Polygon", "MultiPolygon"}:
            raise ValueError(f"轮廓应为 Polygon 或 MultiPolygon，现在是“{kind}”。")
        polygons = coordinates if kind == "MultiPolygon" else [coordinates]
        return cls(tuple(_ring(ring) for polygon in polygons for ring in polygon))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        points = [point for ring in self.rings for point in ring]
        longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    def contains(self, point: Point) -> bool:
        """A point on the edge may fall on either side."""
        return sum(_crosses(ring, point) for ring in self.rings) % 2 == 1


def _ring(points: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    if len(points) < 3:
        raise ValueError(f"一圈轮廓至少要3个点，现在是{len(points)}个。")
    return tuple((float(point[0]), float(point[1])) for point in points)


def _crosses(ring: tuple[Point, ...], point: Point) -> int:
    """How many edges of the ring lie west of the point at its latitude."""
    lon, lat = point
    crossings = 0
    east, north = ring[-1]
    for x, y in ring:
        if (y > lat) != (north > lat) and lon > x + (lat - y) * (east - x) / (north - y):
            crossings += 1
        east, north = x, y
    return crossings
