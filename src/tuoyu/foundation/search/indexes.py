"""The text index behind a search column: GIN on PostgreSQL; on SQLite a contentless FTS5 table kept by triggers.

SQLite forgets the triggers of a table when a later migration makes the table anew, and says nothing. ``mend`` runs
after every ``migrate``: an index that lost a trigger is built again from its column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connections, models

from tuoyu.foundation.search.fields import SearchColumn, search_columns
from tuoyu.foundation.search.pairs import BETWEEN
from tuoyu.foundation.search.pairs_columnar import pairs_of_columns

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION: Final = "search_words"
_LF: Final = f"CHR({ord(BETWEEN)})"
# Dear on purpose: the planner shall ask the index before it calls this for every row. Not in parallel: starting workers
# takes longer than the answer.
_MAKE_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
BEGIN RETURN pg_catalog.array_to_tsvector(pg_catalog.string_to_array(pg_catalog.split_part($1, {_LF}, 1), ' ')); END $$
"""
_FILL_ROWS: Final = 5_000


def index_name(table: str, column: str) -> str:
    return f"{table}_{column}_text"


def make_index(connection: BaseDatabaseWrapper, table: str, key: str, column: str) -> None:
    """Make the index, or make it whole again. ``key`` is the primary key's column."""
    if connection.vendor == "postgresql":
        _run(connection, _MAKE_FUNCTION, _gin(connection, table, column))
    else:
        _run(connection, *_fts(connection, table, key, column))


def drop_index(connection: BaseDatabaseWrapper, table: str, column: str) -> None:
    quote, name = connection.ops.quote_name, index_name(table, column)
    if connection.vendor == "postgresql":
        _run(connection, f"DROP INDEX IF EXISTS {quote(name)}")
        return
    triggers = [f"DROP TRIGGER IF EXISTS {quote(trigger)}" for trigger in _trigger_names(name)]
    _run(connection, *triggers, f"DROP TABLE IF EXISTS {quote(name)}")


def is_whole(connection: BaseDatabaseWrapper, table: str, column: str) -> bool:
    name = index_name(table, column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s)", [name])
            return cursor.fetchone() is not None
        wanted = {name, *_trigger_names(name)}
        cursor.execute("SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s)", [name, table])
        return wanted <= {row[0] for row in cursor.fetchall()}


def fill(connection: BaseDatabaseWrapper, model: type[models.Model], column: SearchColumn) -> None:
    """Write the column of rows that have none yet (they were there before it)."""
    key, table = model._meta.pk, model._meta.db_table
    quote = connection.ops.quote_name
    sources = [model._meta.get_field(name).column for name in column.from_fields]  # type: ignore[union-attr]
    shown = ", ".join(quote(name) for name in (key.column, *sources))
    read = f"SELECT {shown} FROM {quote(table)} WHERE {quote(column.column)} = '' LIMIT {_FILL_ROWS}"  # noqa: S608 names are ours
    write = f"UPDATE {quote(table)} SET {quote(column.column)} = %s WHERE {quote(key.column)} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read)
            rows = cursor.fetchall()
            if not rows:
                return
            columns = list(zip(*rows, strict=True))
            texts = [[None if value is None else str(value) for value in values] for values in columns[1:]]
            cursor.executemany(write, list(zip(pairs_of_columns(texts), columns[0], strict=True)))


def mend(using: str = "default", **_said: Any) -> None:
    """After ``migrate``: every search column that stands in the database has its whole index."""
    connection = connections[using]
    for model, column in searched_models():
        table = model._meta.db_table
        if _has_column(connection, table, column.column) and not is_whole(connection, table, column.column):
            make_index(connection, table, model._meta.pk.column, column.column)


def searched_models() -> Iterator[tuple[type[models.Model], SearchColumn]]:
    for model in apps.get_models():
        for column in search_columns(model):
            yield model, column


def _has_column(connection: BaseDatabaseWrapper, table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        described = connection.introspection.get_table_description(cursor, table)
    return column in {found.name for found in described}


def _gin(connection: BaseDatabaseWrapper, table: str, column: str) -> str:
    quote = connection.ops.quote_name
    # Without a list of pending entries: reading stays as quick after many writes as before.
    return (
        f"CREATE INDEX IF NOT EXISTS {quote(index_name(table, column))} ON {quote(table)} "
        f"USING gin ({FUNCTION}({quote(column)})) WITH (fastupdate = off)"
    )


def _fts(connection: BaseDatabaseWrapper, table: str, key: str, column: str) -> Iterator[str]:
    quote = connection.ops.quote_name
    name = index_name(table, column)
    index, rows, row_key, text = quote(name), quote(table), quote(key), quote(column)
    inserted, updated, deleted = (quote(trigger) for trigger in _trigger_names(name))

    def words(of: str) -> str:
        return f"substr({of}, 1, instr({of}, char({ord(BETWEEN)})) - 1)"

    add = f"INSERT INTO {index}(rowid, words) VALUES (new.{row_key}, {words(f'new.{text}')});"  # noqa: S608
    remove = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.{row_key}, {words(f'old.{text}')});"  # noqa: S608
    yield from (f"DROP TRIGGER IF EXISTS {trigger}" for trigger in (inserted, updated, deleted))
    yield f"DROP TABLE IF EXISTS {index}"
    # Nothing but which rows hold a word (and which hold a beginning of three or six letters).
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5"
        "(words, content='', detail=none, tokenize='ascii', prefix='3 6')"
    )
    yield f"INSERT INTO {index}(rowid, words) SELECT {row_key}, {words(text)} FROM {rows}"  # noqa: S608
    yield f"CREATE TRIGGER {inserted} AFTER INSERT ON {rows} BEGIN {add} END"
    yield (
        f"CREATE TRIGGER {updated} AFTER UPDATE OF {row_key}, {text} ON {rows} "
        f"WHEN old.{text} IS NOT new.{text} OR old.{row_key} IS NOT new.{row_key} BEGIN {remove} {add} END"
    )
    yield f"CREATE TRIGGER {deleted} AFTER DELETE ON {rows} BEGIN {remove} END"


def _trigger_names(name: str) -> tuple[str, str, str]:
    return f"{name}_inserted", f"{name}_updated", f"{name}_deleted"


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
