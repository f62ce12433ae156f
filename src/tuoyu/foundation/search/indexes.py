"""The text index behind a search column: GIN on PostgreSQL; on SQLite a contentless FTS5 table kept by triggers.

SQLite forgets the triggers of a table when a later migration makes the table anew, and says nothing. ``mend`` runs
after every ``migrate``: what lost a trigger is built again from its column.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.apps import AppConfig
from django.db import connections

from tuoyu.foundation.search import counts
from tuoyu.foundation.search.fields import CellColumn, SearchColumn, cell_columns, search_columns
from tuoyu.foundation.search.pairs import BETWEEN

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

FUNCTION: Final = "search_words"
_LF: Final = f"CHR({ord(BETWEEN)})"
# Dear on purpose: the planner shall ask the index before it calls this for every row. Not in parallel: starting workers
# takes longer than the answer.
_MAKE_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
BEGIN RETURN pg_catalog.array_to_tsvector(pg_catalog.string_to_array(pg_catalog.split_part($1, {_LF}, 1), ' ')); END $$
"""
# For the words of some hundred thousand rows, as long as the transaction lasts.
_ROOM: Final = (
    "SET LOCAL gin_pending_list_limit = '192MB'",
    "SET LOCAL work_mem = '128MB'",
    "SET LOCAL maintenance_work_mem = '128MB'",
)
# Kibibytes, as SQLite wants them written.
_ROOM_SQLITE: Final = -131_072
_FILL_ROWS: Final = 5_000
_BEFORE_ALL: Final = -(2**63)


def index_name(column: SearchColumn) -> str:
    return f"{column.model._meta.db_table}_{column.column}_text"


def make_index(connection: BaseDatabaseWrapper, column: SearchColumn) -> None:
    """Make the index, or make it whole again."""
    table, key = column.model._meta.db_table, column.model._meta.pk.column
    if connection.vendor == "postgresql":
        _run(connection, _MAKE_FUNCTION, _gin(connection, index_name(column), table, column.column))
    else:
        _run(connection, *_fts(connection, index_name(column), table, key, column.column))


def drop_index(connection: BaseDatabaseWrapper, column: SearchColumn) -> None:
    quote, name = connection.ops.quote_name, index_name(column)
    if connection.vendor == "postgresql":
        _run(connection, f"DROP INDEX IF EXISTS {quote(name)}")
        return
    triggers = [f"DROP TRIGGER IF EXISTS {quote(trigger)}" for trigger in _trigger_names(name)]
    _run(connection, *triggers, f"DROP TABLE IF EXISTS {quote(name)}")


def is_whole(connection: BaseDatabaseWrapper, column: SearchColumn) -> bool:
    name, table = index_name(column), column.model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s)", [connection.ops.quote_name(name)])
            return cursor.fetchone()[0] is not None
        wanted = {name, *_trigger_names(name)}
        cursor.execute("SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s)", [name, table])
        return wanted <= {row[0] for row in cursor.fetchall()}


def fill(connection: BaseDatabaseWrapper, column: SearchColumn | CellColumn) -> None:
    """Write the column of every row, in the order of keys: the rows were there before it."""
    meta, quote = column.model._meta, connection.ops.quote_name
    sources: list[Any] = [meta.get_field(name) for name in column.from_fields]
    table, key, kept = (quote(name) for name in (meta.db_table, meta.pk.column, column.column))
    read = (
        f"SELECT {', '.join([key, *(quote(source.column) for source in sources)])} FROM {table} "  # noqa: S608 names are ours
        f"WHERE {key} > %s ORDER BY {key} LIMIT {_FILL_ROWS}"
    )
    write = f"UPDATE {table} SET {kept} = %s WHERE {key} = %s"  # noqa: S608
    last = _BEFORE_ALL
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.executemany(write, [(column.made_of(values), row) for row, *values in rows])
            last = rows[-1][0]


@contextmanager
def many_rows(model: type[Model]) -> Iterator[None]:
    """Around very many new rows in one transaction. PostgreSQL gathers their words and sorts them in one go, a third of the
    work of row by row; SQLite keeps more of the indexes in memory. Nobody is locked out, and a transaction that falls takes
    all of it back."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(index_name(column)) for column in search_columns(model)]
        _run(connection, *_ROOM, *(f"ALTER INDEX {name} SET (fastupdate = on)" for name in names))
        yield
        _run(connection, *(f"SELECT gin_clean_pending_list('{name}')" for name in names))
        _run(connection, *(f"ALTER INDEX {name} SET (fastupdate = off)" for name in names))
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {_ROOM_SQLITE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def mend(app_config: AppConfig, using: str = "default", **_said: Any) -> None:
    """After ``migrate``, app by app: every such column that stands in the database has what belongs to it, whole."""
    connection = connections[using]
    for model in app_config.get_models():
        for text in search_columns(model):
            if _stands(connection, text) and not is_whole(connection, text):
                make_index(connection, text)
        for cell in cell_columns(model):
            counted = counts.Counted.of(cell)
            if _stands(connection, cell) and not counts.are_kept(connection, counted):
                counts.make_counts(connection, counted)


def _stands(connection: BaseDatabaseWrapper, column: SearchColumn | CellColumn) -> bool:
    table = column.model._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        described = connection.introspection.get_table_description(cursor, table)
    return column.column in {found.name for found in described}


def _gin(connection: BaseDatabaseWrapper, name: str, table: str, column: str) -> str:
    quote = connection.ops.quote_name
    # Without a list of pending entries: reading stays as quick after many writes as before.
    return (
        f"CREATE INDEX IF NOT EXISTS {quote(name)} ON {quote(table)} "
        f"USING gin ({FUNCTION}({quote(column)})) WITH (fastupdate = off)"
    )


def _fts(connection: BaseDatabaseWrapper, name: str, table: str, key: str, column: str) -> Iterator[str]:
    quote = connection.ops.quote_name
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
