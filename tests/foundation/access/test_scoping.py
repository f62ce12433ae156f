"""A governed model is not read without a scope, whichever way it is asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Count, Prefetch, ProtectedError

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tuoyu.foundation.access.scoping import UnscopedQuery
from tuoyu.foundation.people.models import Post, Unit

pytestmark = pytest.mark.django_db
Read = Callable[[Any], Any]

READS: dict[str, Read] = {
    "iterate": list,
    "bool": bool,
    "len": len,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(code="jyj"),
    "get_or_create": lambda rows: rows.get_or_create(code="jyj"),
    "in_bulk": lambda rows: rows.in_bulk(),
    "earliest": lambda rows: rows.earliest("pk"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Unit(pk=1)),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "filtered": lambda rows: list(rows.filter(name="区教育局").exclude(code="x").order_by("pk")),
    "annotated": lambda rows: list(rows.annotate(n=Count("pk"))),
    "union": lambda rows: list(rows.order_by().union(rows.order_by())),
    "update": lambda rows: rows.update(name="改名"),
    "delete": lambda rows: rows.delete(),
    "bulk_update": lambda rows: rows.bulk_update([Unit(pk=1, name="改名")], ["name"]),
    "raw": lambda rows: list(rows.raw("SELECT * FROM people_unit")),
    "subquery": lambda rows: list(Post.objects.unscoped("test").filter(unit__in=rows)),
    "subquery of values": lambda rows: list(
        Post.objects.unscoped("test").filter(unit_id__in=rows.values("pk"))
    ),
}


@pytest.mark.parametrize("read", READS.values(), ids=list(READS))
def test_reading_without_a_scope_is_refused(read: Read) -> None:
    make_unit()
    with pytest.raises(UnscopedQuery, match="Unit: read through visible"), transaction.atomic():
        read(Unit.objects.all())
    assert Unit.objects.unscoped("test").get().name == "区教育局"


@pytest.mark.parametrize("read", READS.values(), ids=list(READS))
def test_reading_with_a_reason_is_allowed(read: Read) -> None:
    make_post(make_user(), make_unit())
    rows = Unit.objects.unscoped("test")
    # A unit with a post is protected, and a union cannot be ordered: those refusals are Django's.
    with suppress(ProtectedError, DatabaseError), transaction.atomic():
        read(rows)


def test_scope_wants_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Unit.objects.unscoped("")


def test_members_of_a_row_are_governed_too() -> None:
    unit = make_unit()
    with pytest.raises(UnscopedQuery):
        list(unit.members.all())


def test_rows_at_hand_are_read_freely() -> None:
    """What was fetched within a scope may be looked at as often as one likes, and prefetched children too."""
    make_unit()
    members = Prefetch("members", queryset=Unit.objects.unscoped("test"))
    rows = Unit.objects.unscoped("test").prefetch_related(members)
    assert [list(unit.members.all()) for unit in rows] == [[]]
    assert rows.count() == len(rows) == 1
    assert rows.exists()
