"""Papers: which are wanted, until when each holds, and the days written on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import TODAY, grades, named, plan
from tuoyu.operations.filing.rules.application import PaperPlan
from tuoyu.operations.filing.rules.checks_papers import paper_checks, papers_wanted
from tuoyu.operations.filing.rules.material import MaterialRule, dates_are_sound, holds_until
from tuoyu.operations.filing.words import BookForm, Grade

OLD = 20


def rule(code: str, needed: str = "always", months: int = 0) -> MaterialRule:
    return MaterialRule(code, code, "看什么", needed, months, is_local=False, basis="登记和备案办法第八条")


# 登记和备案办法（试行）第八条 (一)–(五) and (七); a fire certificate counts twelve months here.
FIRE = rule("fire", months=12)
RULES = (
    rule("licence"), FIRE, rule("food", "meals"), rule("neighbours", "home"), rule("school", "kindergarten"),
    rule("lease", "lease"), rule("safety", "old_building"),
)  # fmt: skip


def wanted(**told: Any) -> set[str]:
    return {each.code for each in papers_wanted(plan(**told), RULES, OLD, TODAY)}


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ({}, set()),
        ({"meals": "own"}, {"food"}),
        ({"form": BookForm.HOME}, {"neighbours"}),
        ({"form": BookForm.KINDERGARTEN}, {"school"}),
        ({"tenure": "lease"}, {"lease"}),
        ({"tenure": "own"}, set()),
        ({"building_year": 2001}, set()),  # 20 years old is not over 20
        ({"building_year": 2000}, {"safety"}),
        ({"form": BookForm.HOME, "meals": "own", "tenure": "lease", "building_year": 1990}, {"neighbours", "food", "lease", "safety"}),
    ],
)  # fmt: skip
def test_what_is_told_decides_which_papers_are_wanted(told: dict[str, Any], more: set[str]) -> None:
    assert wanted(**told) == {"licence", "fire"} | more


def test_a_change_wants_its_own_papers_alone() -> None:
    only = papers_wanted(plan(meals="own"), RULES, OLD, TODAY, frozenset({"food", "school"}))
    assert [each.code for each in only] == ["food"]


def test_a_paper_that_is_not_there_is_missing_and_says_what_it_must_show() -> None:
    found = named(paper_checks(plan(), (FIRE,), OLD, TODAY), "filing.paper_fire")
    assert (found.grade, found.field) == (Grade.MISSING, "material.fire")
    assert "看什么" in found.next_step


@pytest.mark.parametrize(
    ("issued", "expires", "grade"),
    [
        (date(2020, 6, 15), None, Grade.OK),  # twelve months: the last day is today
        (date(2020, 6, 14), None, Grade.BAD),
        (None, TODAY, Grade.OK),
        (None, TODAY - timedelta(days=1), Grade.BAD),
        (date(2019, 1, 1), TODAY, Grade.OK),  # what the paper says itself goes before the twelve months
        (None, None, Grade.OK),
    ],
)
def test_a_paper_holds_on_its_last_day(issued: date | None, expires: date | None, grade: Grade) -> None:
    application = replace(plan(), papers=(PaperPlan("fire", issued, expires),))
    assert grades(paper_checks(application, (FIRE,), OLD, TODAY)) == {"filing.paper_fire": grade}


@given(st.dates(date(2018, 1, 1), date(2023, 1, 1)), st.integers(1, 36))
def test_months_of_validity_end_on_the_same_day_of_the_month(issued: date, months: int) -> None:
    until = holds_until(rule("x", months=months), issued, None)
    assert until is not None
    assert (until.year * 12 + until.month) - (issued.year * 12 + issued.month) == months
    assert until.day == issued.day or (until.day < issued.day and (until + timedelta(days=1)).day == 1)


@given(
    st.none() | st.dates(date(2020, 1, 1), date(2022, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2022, 1, 1)),
)
def test_days_on_a_paper_are_wrong_exactly_when_they_cannot_be(
    issued: date | None, expires: date | None
) -> None:
    """That it has ended is a finding, not a mistake of typing."""
    found = {reason.code for reason in dates_are_sound(issued, expires, TODAY).failures}
    expected = {"filing.issued_ahead"} if issued and issued > TODAY else set()
    expected |= {"filing.expires_first"} if issued and expires and expires < issued else set()
    assert found == expected
