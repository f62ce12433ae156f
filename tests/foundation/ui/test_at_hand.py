"""Rows worked out in Python behave in a list as rows of the database do: the database itself is the oracle."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.entrypoints.site.world import make_unit
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.ui.at_hand import RowsAtHand, rows_at_hand
from tuoyu.foundation.ui.keyset import Order, ordered, read_page

FIELDS = ("pk", "name", "kind", "position", "valid_to_on")
conditions = st.recursive(
    st.sampled_from(
        [
            Q(),
            Q(name="乙局"),
            Q(name__icontains="乙"),
            Q(name__icontains="B"),
            Q(kind__in=("department", "street")),
            Q(position__gte=2),
            Q(position__lt=3),
            Q(valid_to_on__isnull=True),
            Q(valid_to_on__gt="2021-01-01"),
        ]
    ),
    lambda inner: (
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1])
        | st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1])
    ),
    max_leaves=4,
)
orders = st.sampled_from(["name", "-name", "position", "-position", "pk", "valid_to_on", "-valid_to_on"])


@pytest.fixture
def units(db: None) -> list[dict[str, Any]]:
    facts = [("甲局b", "department", 3, None), ("乙局", "street", 1, "2021-06-15"), ("丙局B", "leadership", 2, None),
             ("丁乙局", "street", 2, "2020-12-31"), ("戊局", "department", 2, "2021-06-15")]  # fmt: skip
    for code, (name, kind, position, ends) in enumerate(facts):
        make_unit(str(code), name, kind=kind, position=position, valid_to_on=ends)
    rows = Unit.objects.unscoped("test").order_by("pk").values(*FIELDS)
    return [{**row, "valid_to_on": row["valid_to_on"] and row["valid_to_on"].isoformat()} for row in rows]


def plain(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(str(value) for value in row) for row in rows]


@given(condition=conditions, name=orders)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_rows_are_narrowed_and_sorted_as_in_the_database(
    units: list[dict[str, Any]], condition: Q, name: str
) -> None:
    order = Order(name.removeprefix("-"), name.removeprefix("-"), name.startswith("-"))
    read = ordered(Unit.objects.unscoped("test").filter(condition), order).values_list(*FIELDS)
    worked_out = ordered(rows_at_hand(Unit, units).filter(condition), order).values_list(*FIELDS)
    assert plain(worked_out) == plain(read)


@pytest.mark.parametrize("name", ["name", "position", "valid_to_on", "pk"])
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_run_through_all_rows_and_back(
    units: list[dict[str, Any]], name: str, is_descending: bool
) -> None:
    order, rows = Order(name, name, is_descending), rows_at_hand(Unit, units)
    pages, token = [], ""
    while True:
        page = read_page(rows, order, ("name",), 2, token, "test")
        pages.append([row[1] for row in page.rows])
        token = page.next
        if not token:
            break
    assert [pk for each in pages for pk in each] == [
        row[1] for row in ordered(rows, order).values_list(name, "pk")
    ]
    assert [len(each) for each in pages] == [2, 2, 1]
    back = read_page(rows, order, ("name",), 2, page.previous, "test")
    assert [row[1] for row in back.rows] == pages[1]


def test_nothing_is_larger_than_an_empty_value() -> None:
    rows = RowsAtHand(Unit, [{"pk": 1, "n": None}, {"pk": 2, "n": 5}])
    for lookup in ("n__gt", "n__lte", "n__icontains"):
        assert [
            row[0] for row in rows.filter(**{lookup: 5 if "i" not in lookup else "5"}).values_list("pk")
        ] in ([], [2])
    assert list(rows.order_by(F("n").asc(nulls_first=True)).values_list("pk")) == [(1,), (2,)]
    assert list(rows.values_list("pk").iterator(chunk_size=1)) == [(1,), (2,)]
    assert len(rows) == 2


def test_unknown_lookup_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        rows_at_hand(Unit, [{"pk": 1}]).filter(nobody=1)
