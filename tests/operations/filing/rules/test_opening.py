"""Which matter may be opened, which form it takes, what it asks and which papers a change wants."""

from __future__ import annotations

import itertools

import pytest

from tuoyu.operations.filing.rules.book import fields_of, missing_fields, papers_of_change, sections_of
from tuoyu.operations.filing.rules.opening import Footing, form_of, matters_of, may_open
from tuoyu.operations.filing.words import BookForm, CaseKind
from tuoyu.registers.institutions.words import Standing, SupplyForm

K, S = CaseKind, Standing


@pytest.mark.parametrize(
    ("standing", "has_filed", "has_head_office", "offered"),
    [
        (S.REGISTERED, False, False, {K.FILING}),
        (S.REGISTERED, False, True, {K.BRANCH}),
        (S.FILED, True, False, {K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        (S.OPEN, True, False, {K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        (S.OPEN, True, True, {K.CHANGE, K.SUSPENSION, K.CLOSURE}),
        (S.SUSPENDED, True, False, {K.CHANGE, K.RESUMPTION, K.CLOSURE}),
        # Told not to conform: before a receipt it files anew, after one it changes or ends.
        (S.NONCONFORMING, False, False, {K.FILING}),
        (S.NONCONFORMING, True, False, {K.CHANGE, K.CLOSURE}),
        (S.CLOSED, True, False, set()),
    ],
)
def test_what_may_be_opened_follows_from_how_it_stands(
    standing: Standing, has_filed: bool, has_head_office: bool, offered: set[CaseKind]
) -> None:
    assert set(matters_of(Footing(standing, has_filed, has_head_office))) == offered


def test_what_is_offered_may_be_opened_and_nothing_else() -> None:
    for standing, filed, branch, kind in itertools.product(S, (True, False), (True, False), K):
        footing = Footing(standing, filed, branch)
        verdict = may_open(kind, footing)
        assert verdict.is_ok == (kind in matters_of(footing))
        assert verdict.is_ok or all("现在可以办理" in reason.next_step for reason in verdict.failures)


def test_a_home_care_point_and_a_kindergarten_have_forms_of_their_own() -> None:
    assert {form: form_of(form) for form in SupplyForm} == {
        form: {"home": BookForm.HOME, "kindergarten": BookForm.KINDERGARTEN}.get(
            form.value, BookForm.INSTITUTION
        )
        for form in SupplyForm
    }


def keys(kind: CaseKind, form: BookForm) -> set[str]:
    return {field.key for field in fields_of(kind, form)}


def test_each_form_asks_what_concerns_it() -> None:
    home, garden, institution = (
        keys(K.FILING, form) for form in (BookForm.HOME, BookForm.KINDERGARTEN, BookForm.INSTITUTION)
    )
    assert garden - institution == {"rooms", "rooms_used", "seats_3_6", "children_3_6", "waiting_3_6"}
    assert institution - home == {"outdoor_m2", "observation_m2"}
    assert home < institution < garden


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (K.SUSPENSION, {"from_on", "until_on", "reason", "children"}),
        (K.RESUMPTION, {"from_on", "reason"}),
        (K.CLOSURE, {"from_on", "reason", "children", "has_refunded"}),
    ],
)
def test_the_small_matters_ask_little(kind: CaseKind, asked: set[str]) -> None:
    for form in BookForm:
        assert keys(kind, form) == asked
    steps = {section.value for section in sections_of(kind, BookForm.INSTITUTION)}
    assert steps == ({"matter"} if kind is K.RESUMPTION else {"matter", "exits"})


def test_a_lease_wants_its_days_and_own_premises_do_not() -> None:
    def missing(tenure: str) -> set[str]:
        found = missing_fields(K.FILING, BookForm.INSTITUTION, {"tenure": tenure}, has_people=True)
        return {field.key for field in found} & {"lease_from_on", "lease_to_on"}

    assert missing("lease") == {"lease_from_on", "lease_to_on"}
    assert missing("own") == set()


def test_nought_and_no_are_answers() -> None:
    told = {"outdoor_m2": "0", "lowest_floor": 0, "has_nursing_area": False, "is_inclusive": False}
    found = {field.key for field in missing_fields(K.FILING, BookForm.INSTITUTION, told, has_people=False)}
    assert not found & set(told)
    assert "people" in found


@pytest.mark.parametrize(
    ("changed", "papers"),
    [
        (["public_phone"], set()),
        (["address"], {"licence", "premises", "fire", "sanitation"}),
        (["people"], {"staff"}),
        (["meals", "name"], {"food", "licence"}),
    ],
)
def test_a_change_shows_again_what_it_touches(changed: list[str], papers: set[str]) -> None:
    assert papers_of_change(changed) == papers
