"""``matching`` answers what a search without an index answers, on either database and on either of its ways."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.search.inns import FIELDS, Inn, Note
from tests.foundation.search.texts import ALPHABET, texts
from tuoyu.foundation.access.scoping import UnscopedQuery
from tuoyu.foundation.search import queries
from tuoyu.foundation.search.pairs import fold, words_of
from tuoyu.foundation.search.queries import matching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inns")]
storable = st.text(st.sampled_from(ALPHABET.replace("\x00", "")), max_size=12) | texts.map(
    lambda text: text.replace("\x00", "")
)
rows = st.lists(
    st.builds(dict, name=storable, short_name=storable, uscc=storable, address=st.none() | storable),
    max_size=8,
)


def all_inns() -> Any:
    return Inn.objects.unscoped("this test sees every inn")


def fill(given_rows: list[dict[str, Any]]) -> None:
    all_inns().delete()
    Inn.objects.bulk_create([Inn(**row) for row in given_rows])


def naive(text: str) -> list[int]:
    """By the plain meaning: each word stands in one of the fields, folded."""
    return [
        inn.pk
        for inn in all_inns().order_by("pk")
        if all(any(word in fold(getattr(inn, name) or "") for name in FIELDS) for word in words_of(text))
    ]


def found(text: str) -> list[int]:
    return list(matching(all_inns().order_by("pk"), text).values_list("pk", flat=True))


@given(given_rows=rows, text=texts, data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("few", [queries.FEW, 1])
def test_it_finds_what_stands_there_and_nothing_else(
    few: int, monkeypatch: Any, given_rows: list[dict[str, Any]], text: str, data: Any
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    monkeypatch.setattr(queries, "_FREQUENT", few)
    fill(given_rows)
    if given_rows:
        part = data.draw(st.sampled_from([value or "" for row in given_rows for value in row.values()]))
        start = data.draw(st.integers(0, len(part)))
        text = data.draw(st.sampled_from([text, part[start : start + 3], f"{part[start:]} {text[:1]}"]))
    assert found(text) == naive(text)


@given(given_rows=rows, text=st.text(st.sampled_from("托育中心䶮𬭼A9b1%_\\'\" "), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_equals_icontains_where_nothing_is_full_width(given_rows: list[dict[str, Any]], text: str) -> None:
    halves = [
        {name: None if value is None else "".join(c for c in value if ord(c) < 0x250 or ord(c) > 0x3000)
         for name, value in row.items()}
        for row in given_rows
    ]  # fmt: skip
    halves = [
        row
        for row in halves
        if all(fold(value or "").lower() == (value or "").lower() for value in row.values())
    ]
    fill(halves)
    plain = all_inns().order_by("pk")
    for word in text.split():
        condition = Q()
        for name in FIELDS:
            condition |= Q(**{f"{name}__icontains": word})
        plain = plain.filter(condition)
    assert found(text) == list(plain.values_list("pk", flat=True))


def test_two_characters_one_character_and_the_tail_of_a_code_are_found() -> None:
    fill([{"name": "温州市鹿城区芽芽托育中心", "uscc": "91330302MA2X7Q4T1K"}, {"name": "䶮𬭼托育园"}])
    for text, count in (
        ("托育", 2), ("育", 2), ("芽", 1), ("䶮𬭼", 1), ("𬭼", 1), ("7q4t", 1), ("４Ｔ１Ｋ", 1), ("1K", 1), ("K", 1),
        ("托育 芽芽", 1), ("芽芽 䶮", 0), ("园中", 0), ("心9", 0),
    ):  # fmt: skip
        assert len(found(text)) == count, text


def test_what_is_changed_and_deleted_is_found_as_it_is_now() -> None:
    fill([{"name": "旧名托育园"}, {"name": "另一托育园"}])
    inn = all_inns().get(name="旧名托育园")
    inn.name = "新名托育园"
    inn.save(update_fields=["name"])
    assert (found("旧名"), found("新名")) == ([], [inn.pk])
    inn.state = "shut"
    inn.save(update_fields=["state"])
    half = all_inns().only("name").get(pk=inn.pk)
    half.name = "又名托育园"
    half.save()
    assert (found("新名"), found("又名")) == ([], [inn.pk])
    all_inns().filter(pk=inn.pk).delete()
    assert found("又名") == []
    assert len(found("托育")) == 1


def test_scope_and_order_stay() -> None:
    fill([{"name": f"{n}托育园", "state": "open" if n % 2 else "shut"} for n in range(9)])
    with pytest.raises(UnscopedQuery):
        list(matching(Inn.objects.all(), "托育"))
    shut = all_inns().filter(state="shut").order_by("-name")
    assert list(matching(shut, "托育").values_list("name", flat=True)) == [
        f"{n}托育园" for n in (8, 6, 4, 2, 0)
    ]


def test_rows_that_point_at_what_is_searched() -> None:
    fill([{"name": "芽芽托育园"}, {"name": "星星托育园"}])
    for inn in all_inns():
        Note.objects.create(inn=inn, text=inn.name)
    notes = matching(Note.objects.all(), "芽芽", "inn__search_pairs")
    assert [note.text for note in notes] == ["芽芽托育园"]
    with pytest.raises(TypeError, match="not a search column"):
        matching(Note.objects.all(), "芽芽", "inn__name")


@pytest.mark.parametrize(("text", "statements"), [("", 1), ("托育", 2), ("芽芽", 2), ("没有的", 1)])
def test_statements(text: str, statements: int) -> None:
    fill([{"name": "芽芽托育园"}, *({"name": "星星托育园"} for _ in range(20))])
    with CaptureQueriesContext(
        connection,
    ) as told:
        list(matching(all_inns(), text)[:50])
    assert len(told) == statements
