"""How many carers the classes of an institution need by the ratios of the law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Ratio(Protocol):
    """What ``limits.BandLimit`` of the register of institutions answers."""

    def carers_for(self, children: int) -> int: ...


def carers_wanted(classes: Iterable[tuple[str, int]], ratios: Mapping[str, Ratio]) -> int:
    """Sum over (band, places); a band that the law does not know asks for nobody."""
    return sum(ratios[band].carers_for(places) for band, places in classes if band in ratios)


def classes_said(text: str | None) -> list[tuple[str, int]]:
    """Band and places of each class in the JSON of a fact; nothing where nothing was told."""
    told: Any = json.loads(text) if text else []
    return [(str(each["band"]), int(each["places"])) for each in told or ()]
