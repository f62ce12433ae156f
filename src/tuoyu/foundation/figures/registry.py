"""Figures computed from the systems of record: a number always leads to its definition and to the rows behind it.

An app declares its figures once, when its room opens; its ``queries`` do the counting. Targets and reports draw the
number from here and never copy the counting. Pure: the registry knows shapes, not databases.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from tuoyu.kernel.context import Ctx

_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted. Without a denominator the figure is a plain number; a denominator of zero gives no value."""

    numerator: Decimal | int
    denominator: Decimal | int | None = None

    @property
    def value(self) -> Decimal | None:
        """Numerator over denominator, unscaled (0.936, not 93.6); None where nothing could be counted against."""
        if self.denominator is None:
            return Decimal(self.numerator)
        return Decimal(self.numerator) / Decimal(self.denominator) if self.denominator else None


# Counted as things stand at the end of a day; ``area`` None is the whole district that the installation serves.
Compute: TypeAlias = Callable[[Ctx, date, str | None], Count]
# The list behind the number, narrowed to an area (empty: the whole district).
RowsUrl: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One figure. ``key`` is app.figure (``sites.street_count``); the words are shown beside the number."""

    key: str
    label: str
    definition: str
    unit: str
    numerator_label: str
    denominator_label: str
    owner_app: str
    compute: Compute
    rows_url: RowsUrl | None = None

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"figure key {self.key!r}: write app.figure in lower case")


_figures: dict[str, FigureSource] = {}


def declare_figure(source: FigureSource) -> None:
    """Bring a figure to the house; two definitions under one key are refused."""
    if _figures.setdefault(source.key, source) != source:
        raise ValueError(f"figure {source.key} is declared twice")


def figure(key: str) -> FigureSource | None:
    """The figure of that key; None where the app that would count it is not installed (yet)."""
    return _figures.get(key)


def all_figures() -> dict[str, FigureSource]:
    return dict(sorted(_figures.items()))


def displayed(source: FigureSource, count: Count) -> Decimal | None:
    """The value in the figure's own unit: a share is shown in per cent. None where there is nothing to divide by."""
    if count.value is None:
        return None
    return count.value * 100 if source.unit == "%" else count.value
