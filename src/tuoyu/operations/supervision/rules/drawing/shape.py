"""The shape of the published file: which keys, of which kind. Whatever is not named here has no place in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_HEX = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9A-Za-z._-]{1,64}")
# One way to write a moment, so that the order of texts is the order of time.
_MOMENT = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\+08:00")
# Control characters and halves of surrogate pairs are spelt differently by different languages.
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST = 400


class ShapeWrong(Exception):
    """The file is not of the shape; the sentence names the place."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose members are all of one shape."""

    of: Any


@dataclass(frozen=True, slots=True)
class Maybe:
    """``null``, or the shape."""

    of: Any


TEXT, CODE, HEX, MOMENT, COUNT = "text", "code", "hex", "moment", "count"

DRAW: Mapping[str, Any] = {
    "format": TEXT,
    "rules": {
        "draw": CODE,
        "title": TEXT,
        "area": CODE,
        "frozen_at": MOMENT,
        "open_by": MOMENT,
        "quorum": COUNT,
        "strata": Listed({"name": CODE, "share": COUNT}),
        "crews": Listed({"department": CODE, "name": TEXT, "size": COUNT}),
        "beacon": Maybe({"name": TEXT, "round": COUNT}),
    },
    "objects": Listed({"id": CODE, "name": TEXT, "stratum": CODE}),
    "inspectors": Listed({"id": CODE, "name": TEXT, "department": CODE}),
    "recusals": Listed({"inspector": CODE, "object": CODE, "reason": TEXT}),
    "left_out": Listed({"id": CODE, "name": TEXT, "reason": TEXT}),
    "frozen": HEX,
    "commitments": Listed({"department": CODE, "digest": HEX, "at": MOMENT}),
    "openings": Listed({"department": CODE, "secret": HEX, "at": MOMENT}),
    "beacon": Maybe(HEX),
    "absent": Listed(CODE),
    "seed": HEX,
    "result": Listed({"object": CODE, "inspectors": Listed(CODE)}),
    "digest": HEX,
}
# What is fixed, and hashed, before anybody seals a secret.
FROZEN = ("format", "rules", "objects", "inspectors", "recusals", "left_out")


def demand_shape(value: Any, shape: Any = DRAW, place: str = "") -> None:
    """Raise ``ShapeWrong`` at the first place that is not as ``shape`` says."""
    match shape:
        case Maybe():
            if value is not None:
                demand_shape(value, shape.of, place)
        case Listed():
            if not isinstance(value, list):
                raise ShapeWrong(f"“{place}”应当是一列。")
            for number, member in enumerate(value, 1):
                demand_shape(member, shape.of, f"{place} 第 {number} 项")
        case Mapping():
            _demand_keys(value, shape, place)
            for key, inner in shape.items():
                demand_shape(value[key], inner, f"{place} {key}".strip())
        case _:
            if not _is_plain(value, shape):
                raise ShapeWrong(f"“{place}”的写法不对。")


def _demand_keys(value: Any, shape: Mapping[str, Any], place: str) -> None:
    if not isinstance(value, dict):
        raise ShapeWrong(f"“{place or '文件'}”应当是一组带名称的值。")
    if missing := [key for key in shape if key not in value]:
        raise ShapeWrong(f"“{place or '文件'}”缺少 {missing[0]}。")
    if added := [key for key in value if key not in shape]:
        raise ShapeWrong(f"“{place or '文件'}”多出了 {added[0][:40]!r}。")


def _is_plain(value: Any, kind: str) -> bool:
    if kind == COUNT:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    if not isinstance(value, str):
        return False
    if kind == TEXT:
        return 0 < len(value) <= _LONGEST and _UNSPEAKABLE.search(value) is None
    pattern = {CODE: _CODE, HEX: _HEX, MOMENT: _MOMENT}[kind]
    return pattern.fullmatch(value) is not None
