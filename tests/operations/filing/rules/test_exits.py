"""No institution ends while a child has nowhere to go; the days and the money of a matter are in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import TODAY
from tuoyu.operations.filing.rules.exits import Exit, exit_is_sound, may_end
from tuoyu.operations.filing.rules.matters import matter_checks
from tuoyu.operations.filing.words import CaseKind, Grade

SETTLED = Exit(has_onward=True, is_refused_in_writing=False, told_on=TODAY)
REFUSED = Exit(has_onward=False, is_refused_in_writing=True, told_on=TODAY)
UNTOLD = replace(SETTLED, told_on=None)
OPEN = replace(SETTLED, has_onward=False)
BARE = replace(OPEN, told_on=None)
EXITS = st.lists(st.builds(Exit, st.booleans(), st.booleans(), st.sampled_from([None, TODAY])), max_size=6)


def codes(children: int, *exits: Exit) -> set[str]:
    return {reason.code for reason in may_end(children, exits).failures}


@pytest.mark.parametrize(
    ("children", "exits", "found"),
    [
        (0, (), set()),
        (1, (), {"filing.exits_missing"}),
        (2, (SETTLED,), {"filing.exits_missing"}),
        (2, (SETTLED, REFUSED), set()),
        (1, (UNTOLD,), {"filing.exits_untold"}),
        (1, (OPEN,), {"filing.exits_open"}),
        (
            3,
            (BARE,),
            {"filing.exits_missing", "filing.exits_untold", "filing.exits_open"},
        ),
    ],
)
def test_every_child_is_listed_told_and_settled(
    children: int, exits: tuple[Exit, ...], found: set[str]
) -> None:
    assert codes(children, *exits) == found


@given(st.integers(0, 6), EXITS)
def test_it_may_end_exactly_when_everybody_is_settled(children: int, exits: list[Exit]) -> None:
    verdict = may_end(children, exits)
    assert verdict.is_ok == (len(exits) >= children and all(each.is_settled for each in exits))
    assert all("第七条" in reason.basis and reason.next_step for reason in verdict.failures)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, set()),
        ({"label": " "}, {"filing.exit_who"}),
        ({"is_refused": True, "has_file": True}, {"filing.exit_both"}),
        ({"onward": "", "is_refused": True}, {"filing.exit_paper"}),
        ({"onward": "", "is_refused": True, "has_file": True}, set()),
        ({"onward": ""}, set()),  # listed first, settled later
        ({"told_on": date(2021, 6, 16)}, {"filing.exit_told"}),
    ],
)
def test_a_child_is_entered_soundly(told: dict[str, Any], found: set[str]) -> None:
    entry = {
        "label": "林 2019-03",
        "onward": "七都托育园",
        "is_refused": False,
        "has_file": False,
        "told_on": TODAY,
        "today": TODAY,
    }
    assert {reason.code for reason in exit_is_sound(**(entry | told)).failures} == found


@pytest.mark.parametrize(
    ("kind", "answers", "found"),
    [
        (
            CaseKind.SUSPENSION,
            {"from_on": "2021-07-01", "until_on": "2021-07-02"},
            {"filing.until": Grade.OK},
        ),
        (
            CaseKind.SUSPENSION,
            {"from_on": "2021-07-01", "until_on": "2021-07-01"},
            {"filing.until": Grade.BAD},
        ),
        (CaseKind.SUSPENSION, {"from_on": "2021-07-01"}, {}),
        (CaseKind.CLOSURE, {"has_refunded": False}, {"filing.refund": Grade.BAD}),
        (CaseKind.CLOSURE, {"has_refunded": True}, {}),
        (CaseKind.RESUMPTION, {"from_on": "2021-07-01", "has_refunded": False}, {}),
    ],
)
def test_days_and_money_of_a_matter(kind: CaseKind, answers: dict[str, Any], found: dict[str, Grade]) -> None:
    assert {finding.code: finding.grade for finding in matter_checks(kind, answers)} == found
