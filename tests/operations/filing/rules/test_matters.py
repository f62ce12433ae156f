"""Suspensions, resumptions and closures: days in order, money returned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.filing.rules.law import grades, wrong
from tuoyu.operations.filing.rules.matters import matter_checks
from tuoyu.operations.filing.words import CaseKind, Grade

DAYS = st.dates(date(2021, 1, 1), date(2022, 1, 1))


@given(DAYS, DAYS)
def test_a_suspension_ends_after_it_began(start: date, until: date) -> None:
    told = {"from_on": start.isoformat(), "until_on": until.isoformat()}
    found = grades(matter_checks(CaseKind.SUSPENSION, told))
    assert found == {"filing.until": Grade.OK if until > start else Grade.BAD}


@pytest.mark.parametrize(
    ("told", "codes"),
    [({"has_refunded": False}, {"filing.refund"}), ({"has_refunded": True}, set()), ({}, set())],
)
def test_a_closure_returns_what_was_paid_ahead(told: dict[str, Any], codes: set[str]) -> None:
    """What was not told is missing, and other checks say so."""
    assert wrong(matter_checks(CaseKind.CLOSURE, told)) == codes


@pytest.mark.parametrize(
    "kind", [kind for kind in CaseKind if kind not in {CaseKind.SUSPENSION, CaseKind.CLOSURE}]
)
def test_other_matters_ask_neither(kind: CaseKind) -> None:
    told = {"from_on": "2021-06-15", "until_on": "2021-06-01", "has_refunded": False}
    assert not list(matter_checks(kind, told))
