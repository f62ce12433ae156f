"""Paging by key: every row once, forwards and backwards, with ties and empty values, on any kind of sort value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.ui.shelf import Book
from tuoyu.foundation.ui import keyset
from tuoyu.foundation.ui.keyset import Order, StaleCursor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
SALT = "test.shelf"
START = datetime(2026, 1, 1, tzinfo=UTC)

SORTS = ["pk", "title", "pages", "weight", "price", "printed_on", "lent_at", "is_rare", "half"]
books = st.lists(
    st.builds(
        dict,
        title=st.sampled_from(["甲", "乙", "Ab", "ab", "", "𬭼"]),
        pages=st.none() | st.integers(-2, 3),
        weight=st.none() | st.sampled_from([0.1, 0.30000000000000004, -1.5, 1e17]),
        price=st.none() | st.sampled_from([Decimal("0.10"), Decimal("9.99"), Decimal("-3.00")]),
        printed_on=st.none() | st.sampled_from([date(2020, 2, 29), date(2026, 1, 1)]),
        lent_at=st.none()
        | st.sampled_from([START, START + timedelta(microseconds=1), START + timedelta(days=1)]),
        is_rare=st.booleans(),
    ),
    max_size=17,
)


def fill(rows: list[dict[str, Any]]) -> list[int]:
    Book.objects.all().delete()
    return [Book.objects.create(**row).pk for row in rows]


def shelf_rows() -> Any:
    # An annotated sort value knows no column to ask about empty values.
    return Book.objects.annotate(half=Coalesce(F("pages"), Value(0)) / Value(2))


def page_at(order: Order, size: int, token: str = "") -> keyset.Page:
    return keyset.read_page(shelf_rows(), order, ("title", "pages"), size, token, SALT)


def walk(order: Order, size: int) -> list[keyset.Page]:
    pages = [page_at(order, size)]
    while pages[-1].next:
        pages.append(page_at(order, size, pages[-1].next))
        assert len(pages) < 40, "the walk never ends"
    return pages


def keys(page: keyset.Page) -> list[int]:
    return [row[1] for row in page.rows]


@given(rows=books, sort=st.sampled_from(SORTS), is_descending=st.booleans(), size=st.integers(1, 6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_walk_meets_every_row_once_and_back_again(
    rows: list[dict[str, Any]], sort: str, is_descending: bool, size: int
) -> None:
    expected = set(fill(rows))
    order = Order(sort, sort, is_descending)
    pages = walk(order, size)
    met = [key for page in pages for key in keys(page)]
    assert sorted(met) == sorted(expected)
    whole = list(keyset.ordered(shelf_rows(), order).values_list("pk", flat=True))
    assert met == whole
    back, page = [keys(pages[-1])], pages[-1]
    while page.previous:
        page = page_at(order, size, page.previous)
        back.append(keys(page))
    assert back[::-1] == [keys(page) for page in pages]


@pytest.mark.parametrize("is_descending", [False, True])
def test_empty_values_come_last_both_ways(is_descending: bool) -> None:
    fill([{"pages": None}, {"pages": 2}, {"pages": 1}])
    pages = walk(Order("pages", "pages", is_descending), 1)
    assert [page.rows[0][0] for page in pages] == ([2, 1, None] if is_descending else [1, 2, None])


def test_a_page_costs_one_statement_without_offset_or_count(django_assert_num_queries: Any) -> None:
    fill([{"pages": n} for n in range(9)])
    second = walk(Order("pages", "pages"), 3)[0].next
    with django_assert_num_queries(1) as asked:
        page_at(Order("pages", "pages"), 3, second)
    sql = asked.captured_queries[0]["sql"].upper()
    assert "OFFSET" not in sql
    assert "COUNT(" not in sql


def test_rows_that_vanish_before_a_page_do_not_shift_it() -> None:
    made = fill([{"pages": n} for n in range(6)])
    order = Order("pages", "pages")
    first = page_at(order, 2)
    Book.objects.filter(pk__in=made[:2]).delete()
    assert keys(page_at(order, 2, first.next)) == made[2:4]


def test_going_back_to_rows_that_are_gone_shows_the_first_page() -> None:
    made = fill([{"pages": n} for n in range(4)])
    order = Order("pages", "pages")
    second = page_at(order, 2, page_at(order, 2).next)
    Book.objects.filter(pk__in=made[:2]).delete()
    shown = page_at(order, 2, second.previous)
    assert (keys(shown), shown.previous) == (made[2:], "")


def test_an_altered_or_foreign_cursor_is_stale() -> None:
    fill([{"pages": n} for n in range(4)])
    token = page_at(Order("pages", "pages"), 2).next
    wrong = [token[:-1], token + "x", "", "x", token.replace(":", "."), "💥", "\x00"]
    for other in [text for text in wrong if text]:
        with pytest.raises(StaleCursor):
            page_at(Order("pages", "pages"), 2, other)
    with pytest.raises(StaleCursor):
        page_at(Order("pages", "pages", is_descending=True), 2, token)
    with pytest.raises(StaleCursor):
        keyset.read_page(shelf_rows(), Order("pages", "pages"), (), 2, token, "another.list")


def test_a_value_without_order_is_refused() -> None:
    with pytest.raises(TypeError, match="list"):
        keyset.encode(keyset.Cursor(["x"], 1), Order("a", "a"), SALT)
