"""Prepared reads: the same rows as the query they are made of, and the same refusal to read without a scope."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.access.scoping import UnscopedQuery
from tuoyu.foundation.people.models import Unit

pytestmark = pytest.mark.django_db
FIELDS = ("code", "aliases", "valid_from_on")


@pytest.fixture
def units() -> list[Unit]:
    made = [("a", date(2020, 1, 1)), ("b", date(2021, 1, 1)), ("c", date(2021, 1, 1))]
    return [
        Unit.objects.create(
            code=code,
            name=code,
            short_name=code,
            aliases=[code],
            kind="department",
            area="330302",
            valid_from_on=day,
        )
        for code, day in made
    ]


def _rows(day: date, code: str) -> QuerySet[Unit]:
    return (
        Unit.objects.unscoped("test")
        .filter(valid_from_on=day, code__gte=code)
        .values_list(*FIELDS)
        .order_by("code")
    )


def test_values_are_bound_and_converted(units: list[Unit]) -> None:
    read = Prepared(_rows, day=date, code=str)
    for day, code in (
        (date(2021, 1, 1), "a"),
        (date(2021, 1, 1), "c"),
        (date(2020, 1, 1), "a"),
        (date(1999, 1, 1), ""),
    ):
        assert read.rows(day=day, code=code) == list(_rows(day, code))
    assert read.rows(day=date(2020, 1, 1), code="a") == [("a", ["a"], date(2020, 1, 1))]


def test_one_statement_each_time(units: list[Unit]) -> None:
    read = Prepared(_rows, day=date, code=str)
    with CaptureQueriesContext(connection) as asked:
        read.rows(day=date(2021, 1, 1), code="a")
        read.rows(day=date(2021, 1, 1), code="b")
    assert len(asked) == 2


def test_no_scope_no_rows(units: list[Unit]) -> None:
    with pytest.raises(UnscopedQuery):
        Prepared(lambda: Unit.objects.values_list("code")).rows()


def test_what_can_never_be_found_asks_nothing(units: list[Unit]) -> None:
    read = Prepared(lambda: Unit.objects.unscoped("test").filter(pk__in=()).values_list("code"))
    with CaptureQueriesContext(connection) as asked:
        assert read.rows() == []
    assert len(asked) == 0


def test_a_value_that_the_query_hides_is_refused() -> None:
    read = Prepared(
        lambda day: Unit.objects.unscoped("test").filter(valid_from_on__year=day.year).values_list("code"),
        day=date,
    )
    with pytest.raises(TypeError, match="day"):
        read.rows(day=date(2021, 1, 1))


def test_distinct_is_refused() -> None:
    with pytest.raises(TypeError, match="distinct"):
        Prepared(lambda: Unit.objects.unscoped("test").values_list("code").distinct()).rows()
