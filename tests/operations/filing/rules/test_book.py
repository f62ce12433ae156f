"""The form as a table: every key once, everything else of the rules speaks of keys that are in it; answers as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DISTRICT
from tests.operations.filing.rules.law import TODAY
from tuoyu.operations.filing.policy import material_rules_at
from tuoyu.operations.filing.rules import book
from tuoyu.operations.filing.rules.book import (
    BOOK,
    ENDING,
    MATTERS,
    WHOLE,
    FieldKind,
    Section,
    as_date,
    as_decimal,
    as_integer,
    changed_fields,
    field_named,
    fields_of,
    is_empty,
    label_of,
    missing_fields,
    papers_of_change,
    sections_of,
)
from tuoyu.operations.filing.words import BookForm, CaseKind

KEYS = [field.key for field in BOOK]
VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "甲", "乙"]) | st.just([])
ANSWERS = st.dictionaries(st.sampled_from(KEYS), VALUES)


@pytest.mark.parametrize("fields", [BOOK, *MATTERS.values()])
def test_every_key_and_label_stands_once(fields: tuple[book.Field, ...]) -> None:
    assert len({field.key for field in fields}) == len(fields)
    assert len({field.label for field in fields}) == len(fields)


def test_every_matter_has_fields_and_only_choices_have_choices() -> None:
    for kind in CaseKind:
        for form in BookForm:
            assert fields_of(kind, form)
    chosen = {field.key for field in BOOK if field.kind in {FieldKind.CHOICE, FieldKind.MULTI}}
    assert chosen == {field.key for field in BOOK if field.choices}


@pytest.mark.parametrize("form", list(BookForm))
def test_whole_forms_end_with_papers_and_endings_with_the_children(form: BookForm) -> None:
    for kind in CaseKind:
        sections = sections_of(kind, form)
        assert list(sections) == [each for each in Section if each in sections]
        assert (sections[-1] is Section.MATERIALS) == (kind in WHOLE)
        assert (sections[-1] is Section.EXITS) == (kind in ENDING)
        assert {field.section for field in fields_of(kind, form)} <= set(sections)


def test_a_field_and_a_paper_are_called_as_people_call_them() -> None:
    kind, form = CaseKind.FILING, BookForm.INSTITUTION
    named = field_named(kind, form, "head_name")
    assert named is not None
    assert named.label == "负责人"
    assert label_of(kind, form, "head_name", {}) == "负责人"
    assert label_of(kind, form, "material.fire", {"fire": "消防安全检查合格证明"}) == "消防安全检查合格证明"
    assert label_of(kind, form, "material.gone", {}) == "material.gone"
    assert label_of(kind, form, "gone", {}) == "gone"
    assert field_named(kind, BookForm.HOME, "observation_m2") is None


@given(st.sampled_from(list(CaseKind)), st.sampled_from(list(BookForm)), ANSWERS, st.booleans())
def test_missing_is_what_is_required_and_not_answered(
    kind: CaseKind, form: BookForm, answers: dict[str, Any], has_people: bool
) -> None:
    found = {field.key for field in missing_fields(kind, form, answers, has_people)}
    for field in fields_of(kind, form):
        if field.key in {"lease_from_on", "lease_to_on"} or field.is_fixed:
            continue
        given = has_people if field.key == "people" else answers.get(field.key) not in (None, "", [])
        assert (field.key in found) == (field.is_required and not given), field.key


@given(ANSWERS, ANSWERS)
def test_a_change_is_a_change_both_ways_and_none_against_itself(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert changed_fields(one, one, KEYS) == []
    assert changed_fields(one, other, KEYS) == changed_fields(other, one, KEYS)
    for key in changed_fields(one, other, KEYS):
        assert one.get(key) != other.get(key)
        assert not (is_empty(one.get(key)) and is_empty(other.get(key)))


def test_papers_of_a_change_are_papers_of_the_policy_for_fields_of_the_form() -> None:
    known = {rule.code for rule in material_rules_at(TODAY, DISTRICT)}
    assert papers_of_change(KEYS) <= known
    assert set(book._PAPERS_OF) <= set(KEYS)
    assert papers_of_change([]) == papers_of_change(["public_phone"]) == frozenset()


@given(st.lists(st.sampled_from(KEYS)), st.lists(st.sampled_from(KEYS)))
def test_changes_together_want_what_each_wants(one: list[str], other: list[str]) -> None:
    assert papers_of_change(one + other) == papers_of_change(one) | papers_of_change(other)


@given(st.dates(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False))
def test_stored_answers_read_as_they_were_given(day: date, number: int, measure: Decimal) -> None:
    assert as_date(day.isoformat()) == day
    assert as_integer(number) == as_integer(str(number)) == number
    assert as_decimal(str(measure)) == measure


@pytest.mark.parametrize(
    ("value", "decimal", "integer"),
    [(None, None, None), ("NaN", None, None), ("Infinity", None, None), ("sNaN", None, None), ("", None, None), ("x", None, None), (0, Decimal(0), 0), ("2.5", Decimal("2.5"), None), ("2.0", Decimal("2.0"), 2)],
)  # fmt: skip
def test_odd_answers_count_as_not_told(value: Any, decimal: Decimal | None, integer: int | None) -> None:
    assert as_decimal(value) == decimal
    assert as_integer(value) == integer
    assert as_date(None) is None
