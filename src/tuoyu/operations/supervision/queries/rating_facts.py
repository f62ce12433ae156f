"""Where a rating takes its facts from: one function a source, declared by name, so that rooms above or beside can add theirs.

A source is asked with an ``Asked`` and answers with a frame of ``columnar.ratings.FACTS``: what was known at ``known_at``
of the day ``on``. Staff and certificates are kept by their days alone (no row says when it was recorded): for a day of the
past they are read as we know them now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.columnar.ratings import FACTS, no_facts
from tuoyu.operations.supervision.rules.ratings import RatingLaw


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which institutions (None: all), for which day, as known at its end, by which law."""

    ids: tuple[int, ...] | None
    on: date
    area: str
    law: RatingLaw

    @property
    def known_at(self) -> datetime:
        """The moment at which all of the day is known."""
        return datetime.combine(self.on + timedelta(days=1), time.min, CHINA)

    def of(self, rows: QuerySet[Any, Any], field: str = "institution") -> QuerySet[Any, Any]:
        """Only rows of the institutions asked about."""
        return rows if self.ids is None else rows.filter(**{f"{field}__in": self.ids})


Source = Callable[[Asked], pl.DataFrame]
_sources: dict[str, Source] = {}
Row = tuple[int, str, str, str, int, date, date | None, int]


def declare_rating_source(name: str, source: Source) -> None:
    """``declare_rating_source("credit", …)`` in the room that wires it; a name stands for one source."""
    if _sources.setdefault(name, source) is not source:
        raise ValueError(f"rating source {name} is declared twice")


def rating_facts(asked: Asked) -> pl.DataFrame:
    """All facts of all sources."""
    return pl.concat([no_facts(), *(source(asked).select(list(FACTS)) for source in _sources.values())])


def frame_of(rows: Iterable[Row]) -> pl.DataFrame:
    """A frame of (institution, kind, grade, row label, row id, since, ended, measure)."""
    return pl.DataFrame(list(rows), schema=FACTS, orient="row")


def constant(**values: str | int | date | None) -> list[pl.Expr]:
    """Columns with one value for all rows."""
    return [pl.lit(value, dtype=FACTS[name]).alias(name) for name, value in values.items()]


def held_on(day: date) -> Q:
    """Rows with from–to days that hold on a day."""
    return Q(valid_from_on__lte=day) & (Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day))
