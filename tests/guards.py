"""Guard rails of the whole suite: mistakes that a database or a template forgives, and production does not.

* a variable that a template does not know fails (Django would print nothing);
* a naive moment into a DateTimeField, or a moment into a DateField, fails (Django would convert by guess);
* rows that nobody ordered come shuffled, and paging over them fails (a database owes no order).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest import mock

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import models
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql import compiler as sql

# Warnings of Django that are errors of ours, in the notation of pytest.
WARNINGS_THAT_FAIL = (
    "error:.*received a naive datetime.*:RuntimeWarning",
    "error::django.core.paginator.UnorderedObjectListWarning",
)


class CheapArgon2(Argon2PasswordHasher):
    """The real algorithm at its lowest price: signing in is not what a test waits for."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


class UnknownVariableError(LookupError):
    """A template used a name that its view does not give."""


class UnknownVariable(str):
    """``string_if_invalid`` of the test engine: Django fills in the variable's name, and that fails the test."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        raise UnknownVariableError(f"the template uses “{variable}”, which nobody gave it")


def moments_stay_out_of_date_fields() -> mock._patch[Any]:
    """A DateField cuts the time off a moment in the zone of the server; which day that is, is luck."""
    original = models.DateField.to_python

    def to_python(self: models.DateField[Any, Any], value: object) -> object:
        if isinstance(value, dt.datetime):
            raise TypeError(
                f"{self} wants a date and was given the moment {value!r}: use ctx.today or .date()"
            )
        return original(self, value)

    return mock.patch.object(models.DateField, "to_python", to_python)


def unordered_rows_are_shuffled() -> mock._patch[Any]:
    """Adds ORDER BY RANDOM() to plain selects that order nothing (after an idea of Adam Johnson's)."""
    original = sql.SQLCompiler._order_by_pairs

    def order_by_pairs(self: sql.SQLCompiler) -> Iterator[Any]:
        pairs = list(original(self))
        if not pairs and _may_be_shuffled(self):
            pairs = [(OrderBy(Random()), False)]
        return iter(pairs)

    return mock.patch.object(sql.SQLCompiler, "_order_by_pairs", order_by_pairs)


def _may_be_shuffled(compiler: sql.SQLCompiler) -> bool:
    """Only a plain select of rows: an order would change a DISTINCT, a GROUP BY, a UNION or an aggregate."""
    query = compiler.query
    if isinstance(
        compiler,
        sql.SQLInsertCompiler | sql.SQLUpdateCompiler | sql.SQLDeleteCompiler | sql.SQLAggregateCompiler,
    ):
        return False
    is_plain = not (query.distinct or query.combinator or query.subquery)
    return is_plain and query.group_by is None and not query.annotation_select
