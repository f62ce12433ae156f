"""Where a rating takes its facts from: one function a source, declared by name, so that rooms above or beside can add theirs.

A source is asked with an ``Asked`` and answers with a frame of ``columnar.ratings.FACTS``: what was known at ``known_at``
of the day ``on``. Staff and certificates are kept by their days alone (no row says when it was recorded): for a day of the
past they are read as we know them now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Func, IntegerField, Q, QuerySet

from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.columnar.ratings import FACTS, no_facts
from tuoyu.operations.supervision.rules.ratings import RatingLaw

_FIRST, _FIRST_JULIAN, _AHEAD = date(1970, 1, 1), 2440587.5, "+8 hours"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which institutions (None: all), for which day, as known when, by which law."""

    ids: tuple[int, ...] | None
    on: date
    known_at: datetime
    area: str
    law: RatingLaw

    def of(self, rows: QuerySet[Any, Any], field: str = "institution") -> QuerySet[Any, Any]:
        """Only rows of the institutions asked about."""
        return rows if self.ids is None else rows.filter(**{f"{field}__in": self.ids})


Source = Callable[[Asked], pl.DataFrame]
_sources: dict[str, Source] = {}
Schema = Mapping[str, pl.DataType]
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


def end_of(day: date) -> datetime:
    """The moment at which all of a day is known."""
    return datetime.combine(day + timedelta(days=1), time.min, CHINA)


class DayNumber(Func):
    """A day, or the day in China of a moment, as days since 1970: what both databases hand out quickest."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        is_moment = isinstance(self.get_source_expressions()[0].output_field, DateTimeField)
        # Without the fraction of a second, which SQLite would round up into the next day.
        day = f"substr(%(expressions)s, 1, 19), '{_AHEAD}'" if is_moment else "%(expressions)s"
        template = f"CAST(julianday({day}) - {_FIRST_JULIAN} AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        is_moment = isinstance(self.get_source_expressions()[0].output_field, DateTimeField)
        day = f"(%(expressions)s AT TIME ZONE '{CHINA.key}')::date" if is_moment else "(%(expressions)s)::date"
        return super().as_sql(compiler, connection, template=f"({day} - DATE '{_FIRST}')", **more)


def columns_of(rows: QuerySet[Any, Any], schema: Schema) -> pl.DataFrame:
    """A statement as a frame; ``schema`` names lookups in order. Moments are read as days of China."""
    found: Sequence[Any] = list(numbered(rows, schema))
    return framed(found, schema)


def numbered(rows: QuerySet[Any, Any], schema: Schema) -> QuerySet[Any, Any]:
    """The statement of ``columns_of``, its days as numbers."""
    days = {f"{name}_number": DayNumber(name) for name, kind in schema.items() if kind.is_temporal()}
    lookups = [f"{name}_number" if kind.is_temporal() else name for name, kind in schema.items()]
    return rows.order_by().annotate(**days).values_list(*lookups)


def joined(
    rows: QuerySet[Any, Any], groups: QuerySet[Any, Any], on: str, most: Mapping[str, date]
) -> list[tuple[Any, ...]]:
    """``rows`` beside the group each belongs to by ``on``, where one of the group's days (``numbered``) is at most so late.

    Django can neither join to a group nor name a sum in a condition: it writes it out again, and SQLite makes it again.
    """
    try:
        (left, first), (right, then) = rows.query.sql_with_params(), groups.query.sql_with_params()
    except EmptyResultSet:
        return []
    name = connection.ops.quote_name
    early = " OR ".join(f"b.{name(f'{day}_number')} <= %s" for day in most)
    ends = [(day - _FIRST).days for day in most.values()]
    statement = f"SELECT a.*, b.* FROM ({left}) a JOIN ({right}) b ON a.{name(on)} = b.{name(on)} WHERE {early}"  # noqa: S608 Django wrote both
    with connection.cursor() as cursor:
        cursor.execute(statement, (*first, *then, *ends))
        return cursor.fetchall()


def framed(rows: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """Rows as a database answers ``numbered``."""
    read = {name: pl.Int32() if kind.is_temporal() else kind for name, kind in schema.items()}
    return pl.DataFrame(rows, schema=read, orient="row").cast(dict(schema))


def constant(**values: str | int | date | None) -> list[pl.Expr]:
    """Columns with one value for all rows."""
    return [pl.lit(value, dtype=FACTS[name]).alias(name) for name, value in values.items()]


def held_on(day: date) -> Q:
    """Rows with from–to days that hold on a day."""
    return Q(valid_from_on__lte=day) & (Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=day))
