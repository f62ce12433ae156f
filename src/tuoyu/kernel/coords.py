"""Three coordinate systems of maps in China: WGS-84 (satellites), GCJ-02 (state maps, AMap), BD-09 (Baidu).

The forward formulas are the published ones, agreed on by npm ``coordtransform`` and ``gcoord``; the way back is found by
iteration, since the usual one-step inverse is off by metres. Outside the frame around China nothing is shifted.
Points are (longitude, latitude) in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from tuoyu.kernel.words import LabelledEnum

Point = tuple[float, float]

_FRAME_LON = (72.004, 137.8347)
_FRAME_LAT = (0.8293, 55.8271)
# Krasovsky 1940 ellipsoid: semi-major axis in metres, squared eccentricity.
_AXIS = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
_BD_TURN = math.pi * 3000 / 180
# The shifts change by under 2 % of a step, so each round gains nearly two digits; ten reach the last bit.
_ROUNDS = 10


class Datum(LabelledEnum):
    WGS84 = "wgs84", "WGS-84"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


def convert(point: Point, source: Datum, target: Datum) -> Point:
    """The same place in another system. ``ValueError`` for a point that is not on earth."""
    check_point(point)
    if source == target or not is_in_frame(point):
        return point
    gcj02 = _TO_GCJ02[source](point)
    return _FROM_GCJ02[target](gcj02)


def check_point(point: Point) -> None:
    """``ValueError`` with a Chinese sentence unless longitude is within ±180 and latitude within ±90."""
    lon, lat = point
    if abs(lon) <= 180 and abs(lat) <= 90:
        return
    hint = "经度和纬度是不是写反了？" if abs(lon) <= 90 and abs(lat) <= 180 else ""
    raise ValueError(f"经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间，现在是 {lon},{lat}。{hint}")


def is_in_frame(point: Point) -> bool:
    """Inside the rectangle around China within which the systems differ?"""
    lon, lat = point
    return _FRAME_LON[0] <= lon <= _FRAME_LON[1] and _FRAME_LAT[0] <= lat <= _FRAME_LAT[1]


def _wgs84_to_gcj02(point: Point) -> Point:
    lon, lat = point
    x, y = lon - 105.0, lat - 35.0
    sine = math.sin(math.radians(lat))
    magic = 1 - _ECCENTRICITY_SQUARED * sine * sine
    meridian = _AXIS * (1 - _ECCENTRICITY_SQUARED) / (magic * math.sqrt(magic))
    parallel = _AXIS / math.sqrt(magic) * math.cos(math.radians(lat))
    return lon + math.degrees(_shift_east(x, y) / parallel), lat + math.degrees(_shift_north(x, y) / meridian)


def _shift_north(x: float, y: float) -> float:
    """Metres."""
    return (
        -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * math.sqrt(abs(x))
        + _waves(x, (20.0, 6.0), (20.0, 2.0))
        + _waves(y, (20.0, 1.0), (40.0, 1 / 3))
        + _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))
    )


def _shift_east(x: float, y: float) -> float:
    """Metres."""
    return (
        300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * math.sqrt(abs(x))
        + _waves(x, (20.0, 6.0), (20.0, 2.0))
        + _waves(x, (20.0, 1.0), (40.0, 1 / 3))
        + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    )


def _waves(value: float, *waves: tuple[float, float]) -> float:
    return sum(height * math.sin(value * math.pi * frequency) for height, frequency in waves) * 2 / 3


def _gcj02_to_bd09(point: Point) -> Point:
    lon, lat = point
    distance = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_TURN)
    return distance * math.cos(angle) + 0.0065, distance * math.sin(angle) + 0.006


def _inverse(forward: Callable[[Point], Point]) -> Callable[[Point], Point]:
    """The way back: move the guess by what its image misses, until it misses nothing."""

    def back(point: Point) -> Point:
        lon, lat = point
        for _ in range(_ROUNDS):
            image = forward((lon, lat))
            lon, lat = lon + point[0] - image[0], lat + point[1] - image[1]
        return lon, lat

    return back


def _same(point: Point) -> Point:
    return point


_TO_GCJ02 = {Datum.WGS84: _wgs84_to_gcj02, Datum.GCJ02: _same, Datum.BD09: _inverse(_gcj02_to_bd09)}
_FROM_GCJ02 = {Datum.WGS84: _inverse(_wgs84_to_gcj02), Datum.GCJ02: _same, Datum.BD09: _gcj02_to_bd09}
