"""Many new rows at once: COPY on PostgreSQL, ``executemany`` on SQLite, in the caller's transaction.

Nothing of a model runs: no ``pre_save``, no default, no constraint but those of the database. So the caller gives every
column, search columns made (``search.pairs``), encrypted ones sealed (``seal_column``); what is not sealed is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models

from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.sealing import is_sealed, place_of, seal_each

# A column of a row each, or (``Same``) one value for all.
Column = Sequence[Any]


class Same:
    """One value for every row."""

    def __init__(self, value: Any) -> None:
        self.value = value


def insert_columns(model: type[models.Model], columns: Mapping[str, Column | Same], count: int) -> None:
    """``columns`` by attribute name (``unit_id``, not ``unit``), each ``count`` long; an automatic key may be left out.

    Raises ``TypeError`` where a column is missing or unknown, ``ValueError`` where one is too short or not sealed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("insert_columns belongs into the transaction of a service")
    fields = {field.attname: field for field in model._meta.concrete_fields}
    wanted = {
        name for name, field in fields.items() if not isinstance(field, models.AutoField) or name in columns
    }
    if wanted != set(columns):
        raise TypeError(f"{model.__name__}: columns missing or unknown: {sorted(wanted ^ set(columns))}")
    names = [name for name in fields if name in columns]
    stored = [_stored(fields[name], columns[name], count) for name in names]
    rows = zip(*stored, strict=True)
    if connection.vendor == "postgresql":
        _copy(model, [fields[name].column for name in names], rows)
    else:
        _execute_many(model, [fields[name].column for name in names], rows)


def seal_column(field: EncryptedTextField, row_ids: Iterable[object], texts: Iterable[str]) -> list[str]:
    """The stored form of each text in its row; empty stays empty."""
    table, column = field.model._meta.db_table, field.column
    return seal_each(field.purpose, (place_of(table, column, row_id) for row_id in row_ids), texts)


def _stored(field: models.Field[Any, Any], values: Column | Same, count: int) -> Sequence[Any]:
    """The values as the database takes them, each distinct one made once where its type is not text."""
    if isinstance(values, Same):
        return [field.get_db_prep_save(values.value, connection)] * count
    if len(values) != count:
        raise ValueError(f"{field}: {len(values)} values for {count} rows")
    if isinstance(field, EncryptedTextField):
        if not all(text == "" or is_sealed(text) for text in values):
            raise ValueError(f"{field}: an encrypted value is sealed to its row (seal_column)")
        return values
    if isinstance(field, models.DateField | models.BooleanField):
        made = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [made[value] for value in values]
    if isinstance(field, models.JSONField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values


def _copy(model: type[models.Model], columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    table, names = _quoted(model, columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _execute_many(model: type[models.Model], columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    table, names = _quoted(model, columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 names are ours


def _quoted(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(map(quote, columns))
