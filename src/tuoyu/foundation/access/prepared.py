"""A read that every request makes, built and compiled once: a call binds its values and runs the statement.

Building and compiling a query costs the ORM ten times what a small indexed read costs the database. The query itself
stays an ordinary one, with its scope and its rules in one place::

    _POSTS = Prepared(lambda day, user: Post.objects.unscoped("who am I").filter(counts_on(day), user_id=user)
                      .values_list("pk", "role"), day=date, user=int)
    _POSTS.rows(day=ctx.today, user=7)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from tuoyu.foundation.access.scoping import ScopedQuerySet

# Stand for the values while the query is compiled: of the right type, and never met in a query of ours.
_SAMPLES: Mapping[type, Callable[[int], Any]] = {
    int: lambda at: 4_503_599_627_370_496 + at,
    str: lambda at: f"\x02sample {at}\x03",
    date: lambda at: date(9000 + at, 7, 13),
    datetime: lambda at: datetime(9000 + at, 7, 13, 11, 17, 23, tzinfo=UTC),
}


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``order`` names the value of each parameter, or holds the parameter itself; no ``sql``: nothing can be found."""

    sql: str = ""
    order: tuple[tuple[str, Any], ...] = ()
    convert: Callable[[list[tuple[Any, ...]]], Iterator[Any]] = iter


class Prepared:
    """``build`` gets a value for each name and returns a ``values_list``; ``kinds`` are their types."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values (each of its declared type, never None)."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile()
        if not compiled.sql:
            return []
        bound = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, [bound[name] if name else known for name, known in compiled.order])
            found = cursor.fetchall()
        return [tuple(row) for row in compiled.convert(found)]

    def _compile(self) -> _Compiled:
        samples = {name: _SAMPLES[kind](at) for at, (name, kind) in enumerate(self._kinds.items())}
        rows = self._build(**samples)
        if isinstance(rows, ScopedQuerySet):
            rows._demand_scope()
        if rows.query.distinct:
            raise TypeError("a prepared read is not distinct: its columns would not be those asked for")
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return _Compiled()
        names = {_adapted(sample): name for name, sample in samples.items()}
        order = tuple((names.get(param, ""), param) for param in params)
        if missing := set(samples) - {name for name, _ in order}:
            raise TypeError(f"the query does not use {', '.join(sorted(missing))} as a plain parameter")
        converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
        if not converters:
            return _Compiled(sql, order)
        return _Compiled(sql, order, lambda found: compiler.apply_converters(found, converters))


def _adapted(value: Any) -> Any:
    """As the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
