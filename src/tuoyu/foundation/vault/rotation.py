"""Moving a column to the active key, row by row, while the house is open.

What is left to do is what does not yet bear the active key's name, so a rotation that was stopped anywhere goes on by
being started again. A row that somebody saves meanwhile is left to its new value (compare and set).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction

from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.sealing import VERSION, provider
from tuoyu.foundation.vault.secret import Secret, Unreadable


@dataclass(frozen=True, slots=True)
class Progress:
    """After one batch: rows moved and rows that do not open so far, and how many still bear an older key."""

    moved: int
    unreadable: int
    remaining: int


def rotate(model: type[models.Model], field_name: str, batch: int = 500) -> Iterator[Progress]:
    """Re-encrypt a column under the active key of its purpose; yields after every batch, each its own transaction.

    Rows that do not open are counted and left as they are: rotating must not bury the evidence.
    """
    field = model._meta.get_field(field_name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{field} is not encrypted")
    active = f"{VERSION}.{provider().active_key(field.purpose)}."
    moved = unreadable = 0
    last_pk: object = None
    while True:
        waiting = _sealed_otherwise(model, field_name, active)
        rows = list(_after(waiting, last_pk).values_list("pk", field_name)[:batch])
        if not rows:
            return
        with transaction.atomic():
            done = [_move(model, field, pk, value) for pk, value in rows]
        last_pk = rows[-1][0]
        moved += done.count(True)
        unreadable += done.count(False)
        yield Progress(moved, unreadable, _after(waiting, last_pk).count())


def _sealed_otherwise(model: type[models.Model], name: str, active: str) -> models.QuerySet[models.Model]:
    """Rows with a value that is not under the active key. The base manager: a rotation sees all rows."""
    rows = model._base_manager.exclude(**{f"{name}__stored__startswith": active})
    return rows.exclude(**{f"{name}__stored": ""}).exclude(**{f"{name}__isnull": True})


def _after(rows: models.QuerySet[models.Model], pk: object) -> models.QuerySet[models.Model]:
    ordered = rows.order_by("pk")
    return ordered.filter(pk__gt=pk) if pk is not None else ordered


def _move(model: type[models.Model], field: EncryptedTextField, pk: object, value: Secret) -> bool:
    try:
        fresh = field.sealed_for(pk, Secret(value.reveal()))
    except Unreadable:
        return False
    same = model._base_manager.filter(pk=pk, **{f"{field.name}__stored": value.stored})
    same.update(**{field.name: fresh})
    return True
