"""Statements as frames. What a whole province answers is read past Django's rows, its days as whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Func, IntegerField, QuerySet

from tuoyu.kernel.context import CHINA

# A name of each column, which is a lookup of the statement, and its type.
Schema = Mapping[str, pl.DataType]
_FIRST, _FIRST_JULIAN, _AHEAD = date(1970, 1, 1), 2440587.5, "+8 hours"


class DayNumber(Func):
    """A day, or the day in China of a moment, as days since 1970: what both databases hand out quickest."""

    arity = 1
    output_field = IntegerField()

    @property
    def is_of_moment(self) -> bool:
        return isinstance(self.get_source_expressions()[0].output_field, DateTimeField)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        # Without the fraction of a second, which SQLite would round up into the next day.
        day = f"substr(%(expressions)s, 1, 19), '{_AHEAD}'" if self.is_of_moment else "%(expressions)s"
        template = f"CAST(julianday({day}) - {_FIRST_JULIAN} AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        day = f"(%(expressions)s AT TIME ZONE '{CHINA.key}')" if self.is_of_moment else "(%(expressions)s)"
        return self.as_sql(compiler, connection, template=f"({day}::date - DATE '{_FIRST}')", **more)


def columns_of(rows: QuerySet[Any, Any], schema: Schema) -> pl.DataFrame:
    """The columns named by ``schema``, in its order; moments as days of China."""
    try:
        return _fetched(*_compiled(rows, schema), schema)
    except EmptyResultSet:
        return pl.DataFrame(schema=schema)


def grouped_of(
    rows: tuple[QuerySet[Any, Any], Schema],
    groups: tuple[QuerySet[Any, Any], Schema],
    until: Mapping[str, date],
) -> pl.DataFrame:
    """Rows beside the group each belongs to by the one column both have, where a day of the group is ``until`` a day or before.

    Django can neither join to a group nor name what was summed in a condition: it writes the sum out again, and SQLite
    makes it again.
    """
    (key,) = set(rows[1]) & set(groups[1])
    schema = {**rows[1], **groups[1]}
    try:
        (left, first), (right, then) = _compiled(*rows), _compiled(*groups)
    except EmptyResultSet:
        return pl.DataFrame(schema=schema)
    name = connection.ops.quote_name
    columns = ", ".join(
        f"{'a' if each in rows[1] else 'b'}.{name(_as(each, kind))}" for each, kind in schema.items()
    )
    early = " OR ".join(f"b.{name(_as(day, groups[1][day]))} <= %s" for day in until)
    statement = (
        f"SELECT {columns} FROM ({left}) a JOIN ({right}) b ON a.{name(key)} = b.{name(key)} WHERE {early}"  # noqa: S608 Django wrote both
    )
    return _fetched(statement, (*first, *then, *((day - _FIRST).days for day in until.values())), schema)


def _compiled(rows: QuerySet[Any, Any], schema: Schema) -> tuple[str, tuple[Any, ...]]:
    days = {_as(name, kind): DayNumber(name) for name, kind in schema.items() if kind.is_temporal()}
    lookups = [_as(name, kind) for name, kind in schema.items()]
    statement: tuple[str, tuple[Any, ...]] = (
        rows.order_by().annotate(**days).values_list(*lookups).query.sql_with_params()
    )
    return statement


def _as(name: str, kind: pl.DataType) -> str:
    return f"{name}_number" if kind.is_temporal() else name


def _fetched(statement: str, values: tuple[Any, ...], schema: Schema) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    read = {name: pl.Int32() if kind.is_temporal() else kind for name, kind in schema.items()}
    return pl.DataFrame(rows, schema=read, orient="row").cast(pl.Schema(schema))
