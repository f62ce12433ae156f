"""The outline of a district as its folder keeps it: ``policy/districts/<code>/outline.geojson`` (WGS-84)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tuoyu.foundation.policy.paths import district_dir


def outline_of(district: str) -> dict[str, Any] | None:
    """The GeoJSON feature of the district, with ``source`` and ``caveat`` in its properties; None where it has none."""
    return _read(district_dir(district) / "outline.geojson")


@cache
def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    feature: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return feature
