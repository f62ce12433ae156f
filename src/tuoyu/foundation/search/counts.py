"""How many rows stand in each square of a map, by state: counted when rows change, because counting 130,000 takes longer
than the page that shows them.

A table beside the rows keeps (place, state, total) for squares of ``COARSE`` bits, about 1.2 kilometres, kept true by
triggers inside the transaction that changes the rows. On PostgreSQL writers only ever add lines (+1, −1), so that
nobody waits for anybody; ``tidy`` adds them up at night. Reading sums in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tuoyu.foundation.search.fields import CellColumn

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# Bits of a cell below a counted square.
COARSE: Final = 18


@dataclass(frozen=True, slots=True)
class Counted:
    """The names of the rows' table and of what is counted in it, as the database knows them; ``state`` may be empty."""

    table: str
    cell: str
    state: str

    @classmethod
    def of(cls, column: CellColumn) -> Counted:
        meta = column.model._meta
        state: Any = meta.get_field(column.state) if column.state else None
        return cls(meta.db_table, column.column, state.column if state else "")

    @property
    def name(self) -> str:
        return f"{self.table}_{self.cell}_counts"

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{event}" for event in ("inserted", "updated", "deleted"))


def make_counts(connection: BaseDatabaseWrapper, counted: Counted) -> None:
    """Make table and triggers and count, or do it over."""
    drop_counts(connection, counted)
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    _run(connection, make(connection, counted))


def drop_counts(connection: BaseDatabaseWrapper, counted: Counted) -> None:
    quote = connection.ops.quote_name
    is_postgresql = connection.vendor == "postgresql"
    where = f" ON {quote(counted.table)}" if is_postgresql else ""
    names = [*counted.triggers, f"{counted.name}_emptied"]
    statements = [f"DROP TRIGGER IF EXISTS {quote(name)}{where}" for name in names]
    if is_postgresql:
        statements.append(f"DROP FUNCTION IF EXISTS {quote(counted.name)}()")
    _run(connection, [*statements, f"DROP TABLE IF EXISTS {quote(counted.name)}"])


def are_kept(connection: BaseDatabaseWrapper, counted: Counted) -> bool:
    """Are table and triggers there?"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s)",
                [connection.ops.quote_name(counted.table)],
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [counted.table]
            )
        return set(counted.triggers) <= {row[0] for row in cursor.fetchall()}


def tidy(connection: BaseDatabaseWrapper, counted: Counted) -> None:
    """One line for each place and state again. What others write meanwhile is neither seen nor lost."""
    name = connection.ops.quote_name(counted.name)
    if connection.vendor == "postgresql":
        summed = "SELECT place, state, sum(total) FROM gone GROUP BY place, state HAVING sum(total) <> 0"
        _run(connection, [f"WITH gone AS (DELETE FROM {name} RETURNING *) INSERT INTO {name} {summed}"])  # noqa: S608 names are ours
    else:
        _run(connection, [f"DELETE FROM {name} WHERE total = 0"])  # noqa: S608


def _of(counted: Counted, connection: BaseDatabaseWrapper, row: str = "") -> tuple[str, str]:
    """SQL of (place, state) of a row (``new``, ``old``, or the one read)."""
    quote, before = connection.ops.quote_name, f"{row}." if row else ""
    state = f"COALESCE({before}{quote(counted.state)}, '')" if counted.state else "''"
    return f"({before}{quote(counted.cell)} >> {COARSE})", state


def _sqlite(connection: BaseDatabaseWrapper, counted: Counted) -> Iterator[str]:
    quote = connection.ops.quote_name
    name, table, cell = quote(counted.name), quote(counted.table), quote(counted.cell)
    inserted, updated, deleted = (quote(trigger) for trigger in counted.triggers)

    def add(row: str, by: int) -> str:
        place, state = _of(counted, connection, row)
        return (
            f"INSERT INTO {name}(place, state, total) SELECT {place}, {state}, {by} WHERE {row}.{cell} IS NOT NULL "
            f"ON CONFLICT(place, state) DO UPDATE SET total = total + {by};"
        )

    place, state = _of(counted, connection)
    watched = ", ".join([cell, *([quote(counted.state)] if counted.state else [])])
    yield (
        f"CREATE TABLE {name} (place INTEGER NOT NULL, state TEXT NOT NULL, total INTEGER NOT NULL, "
        "PRIMARY KEY (place, state)) WITHOUT ROWID"
    )
    yield (
        f"INSERT INTO {name} SELECT {place}, {state}, count(*) FROM {table} "  # noqa: S608
        f"WHERE {cell} IS NOT NULL GROUP BY 1, 2"
    )
    yield f"CREATE TRIGGER {inserted} AFTER INSERT ON {table} BEGIN {add('new', 1)} END"
    yield f"CREATE TRIGGER {updated} AFTER UPDATE OF {watched} ON {table} BEGIN {add('old', -1)} {add('new', 1)} END"
    yield f"CREATE TRIGGER {deleted} AFTER DELETE ON {table} BEGIN {add('old', -1)} END"


def _postgresql(connection: BaseDatabaseWrapper, counted: Counted) -> Iterator[str]:
    quote = connection.ops.quote_name
    name, table, cell = quote(counted.name), quote(counted.table), quote(counted.cell)
    inserted, updated, deleted = (quote(trigger) for trigger in counted.triggers)
    place, state = _of(counted, connection)

    def lines(rows: str, by: int) -> str:
        return (
            f"SELECT {place} AS place, {state} AS state, {by} AS total FROM {rows} WHERE {cell} IS NOT NULL"  # noqa: S608 names are ours
        )

    def add(rows: str) -> str:
        return (
            f"INSERT INTO {name} SELECT place, state, sum(total) FROM ({rows}) AS changed "  # noqa: S608
            "GROUP BY place, state HAVING sum(total) <> 0;"
        )

    yield f"CREATE TABLE {name} (place bigint NOT NULL, state text NOT NULL, total bigint NOT NULL)"
    yield add(lines(table, 1))
    yield f"CREATE INDEX ON {name} (place)"
    yield f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'INSERT' THEN {add(lines("added", 1))}
            ELSIF TG_OP = 'DELETE' THEN {add(lines("removed", -1))}
            ELSIF TG_OP = 'UPDATE' THEN {add(lines("removed", -1) + " UNION ALL " + lines("added", 1))}
            ELSE DELETE FROM {name};
            END IF;
            RETURN NULL;
        END $$"""  # noqa: S608
    each = f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    old, new = "OLD TABLE AS removed", "NEW TABLE AS added"
    yield f"CREATE TRIGGER {inserted} AFTER INSERT ON {table} REFERENCING {new} {each}"
    yield f"CREATE TRIGGER {updated} AFTER UPDATE ON {table} REFERENCING {old} {new} {each}"
    yield f"CREATE TRIGGER {deleted} AFTER DELETE ON {table} REFERENCING {old} {each}"
    yield f"CREATE TRIGGER {quote(counted.name + '_emptied')} AFTER TRUNCATE ON {table} {each}"


def _run(connection: BaseDatabaseWrapper, statements: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
