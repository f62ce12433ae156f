"""``matching(rows, text)``: the rows in which every word of the text stands, at the same price in a large table.

Rows are wanted in some order and few at a time. A word in every second row is found soonest by walking that order and
looking at each row; a rare one by asking the index and sorting what it names. A planner guesses which; a wrong guess
costs a walk through the whole table, or a sort of it. So the index is asked first, for at most ``FEW`` + 1 keys: when
it knows no more, the rows are those keys; when it does, the order is walked. Either way each row is looked at itself
(``holds``), so the answer is that of a search without an index (docs/adr/0015).
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.sql.where import WhereNode

from tuoyu.foundation.search.fields import SearchColumn
from tuoyu.foundation.search.indexes import FUNCTION, index_name
from tuoyu.foundation.search.pairs import Piece, pieces_of, words_of

M = TypeVar("M", bound=QuerySet[Any])
# So many rows are sorted in about two milliseconds; a word in more rows of 130,000 fills a page within as many looked at.
FEW: Final = 2_000
# PostgreSQL reads all keys of a word before it gives the first. A word that stands in so many of the last rows is
# frequent, and its keys are not asked for.
_SAMPLE: Final = 300
_FREQUENT: Final = 9


def matching(rows: M, text: str, column: str = "search_pairs") -> M:
    """``rows`` narrowed to those where every word of ``text`` (the first six) stands in one of the searched fields.

    Case of A–Z and full-width forms are the same to it. ``column`` is the search column, also over keys
    (``institution__search_pairs``). One statement now (only keys, no row's content); scope and order of ``rows`` stay.
    """
    words = words_of(text)
    if not words:
        return rows
    path, _, name = column.rpartition("__")
    field = _column_at(rows.model, path, name)
    keys = _candidates(field, words)
    for word in words:
        rows = rows.filter(**{f"{column}__holds": word})
    if keys is None:
        return rows
    if not keys:
        return rows.none()
    rows.query.where = WhereNode([_Afterwards.create(rows.query.where.children)])
    return rows.filter(**{f"{path}__pk__among" if path else "pk__among": keys})


class _Afterwards(WhereNode):
    """Conditions for rows that were found already. SQLite keeps no statistics by itself, and would rather walk a fourth of
    the table along the index of a state than look up twenty keys; a sign before a condition takes it out of the running."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        return (f"+({sql})" if sql and connection.vendor == "sqlite" else sql), params


def _column_at(model: type[models.Model], path: str, name: str) -> SearchColumn:
    for step in path.split("__") if path else ():
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    field = model._meta.get_field(name)
    if not isinstance(field, SearchColumn):
        raise TypeError(f"{model._meta.label}.{name} is not a search column")
    return field


def _candidates(field: SearchColumn, words: list[str]) -> list[int] | None:
    """The keys of all rows that can hold the words; None when they are more than a few."""
    pieces = pieces_of(words)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_postgresql(field, len(words)), [*words, _tsquery(pieces)])
        else:
            cursor.execute(_sqlite(field), [_match(pieces)])
        keys = [row[0] for row in cursor.fetchall()]
    return None if len(keys) > FEW or None in keys else keys


def _sqlite(field: SearchColumn) -> str:
    index = connection.ops.quote_name(index_name(field))
    return f"SELECT rowid FROM {index} WHERE {index} MATCH %s LIMIT {FEW + 1}"  # noqa: S608 names are ours


def _postgresql(field: SearchColumn, words: int) -> str:
    """A single empty key when the words are frequent in the sample, else the keys."""
    quote = connection.ops.quote_name
    table, key, text = (
        quote(name) for name in (field.model._meta.db_table, field.model._meta.pk.column, field.column)
    )
    holds = " AND ".join([f"strpos({text}, %s) > 0"] * words)
    return f"""
        WITH sample AS MATERIALIZED (
            SELECT count(*) AS hits FROM (SELECT {text} FROM {table} ORDER BY {key} DESC LIMIT {_SAMPLE}) AS seen
            WHERE {holds})
        SELECT NULL::bigint FROM sample WHERE hits >= {_FREQUENT}
        UNION ALL (
            SELECT {key} FROM {table}
            WHERE (SELECT hits FROM sample) < {_FREQUENT} AND {FUNCTION}({text}) @@ %s::tsquery LIMIT {FEW + 1})"""  # noqa: S608 names are ours


def _match(pieces: list[Piece]) -> str:
    return " AND ".join(f"{piece.word}*" if piece.is_prefix else piece.word for piece in pieces)


def _tsquery(pieces: list[Piece]) -> str:
    return " & ".join(f"{piece.word}:*" if piece.is_prefix else piece.word for piece in pieces)
