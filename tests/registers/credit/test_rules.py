"""How long a fact is shown, when it stands, what may be recorded and ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.credit.world import DECIDED, command
from tests.registers.institutions.world import USCCS
from tuoyu.registers.credit.limits import DisplayMonths, DisplayTerm
from tuoyu.registers.credit.policy import display_months_at
from tuoyu.registers.credit.rules import (
    Noted,
    display_of,
    is_standing,
    may_end,
    may_record,
    standing_of,
    summary_of,
)
from tuoyu.registers.credit.words import EndReason, Standing

MONTHS = DisplayMonths(
    {"minor": DisplayTerm(0, 0), "general": DisplayTerm(3, 12), "serious": DisplayTerm(12, 36)}, "令第36号"
)
TODAY = date(2021, 6, 15)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("severity", "decided_on", "until"),
    [
        ("general", date(2021, 6, 1), date(2022, 6, 1)),
        ("serious", date(2024, 2, 29), date(2027, 2, 28)),
        ("serious", date(2021, 1, 31), date(2024, 1, 31)),
    ],
)
def test_display_ends_on_the_day_of_the_same_number(severity: str, decided_on: date, until: date) -> None:
    assert display_of(severity, decided_on, MONTHS) == (decided_on, until)


def test_display_of_nothing_is_no_day() -> None:
    assert display_of("minor", DECIDED, MONTHS) == (None, None)


@pytest.mark.parametrize(
    ("on", "least_and_most", "is_unverified"),
    [
        (date(2021, 6, 15), {"minor": (3, 12), "general": (3, 12), "serious": (6, 36)}, True),
        (date(2024, 1, 1), {"minor": (0, 0), "general": (3, 36), "serious": (3, 36)}, True),
        (date(2026, 4, 1), {"minor": (0, 3), "general": (3, 12), "serious": (12, 36)}, False),
    ],
)
def test_policy_says_the_months_of_its_day(
    on: date, least_and_most: dict[str, tuple[int, int]], is_unverified: bool
) -> None:
    months = display_months_at(on, "330302")
    assert {key: (term.least, term.most) for key, term in months.by_severity.items()} == least_and_most
    assert months.is_unverified is is_unverified
    assert ("待核实" in months.ground) is is_unverified


UNTIL = date(2022, 6, 1)


@pytest.mark.parametrize(
    ("fact", "on", "standing"),
    [
        (Noted("penalty", "general", DECIDED, UNTIL), DECIDED - DAY, Standing.AHEAD),
        (Noted("penalty", "general", DECIDED, UNTIL), DECIDED, Standing.STANDING),
        (Noted("penalty", "general", DECIDED, UNTIL), UNTIL, Standing.STANDING),
        (Noted("penalty", "general", DECIDED, UNTIL), UNTIL + DAY, Standing.LAPSED),
        (Noted("penalty", "general", DECIDED, UNTIL, TODAY), TODAY - DAY, Standing.STANDING),
        (Noted("penalty", "general", DECIDED, UNTIL, TODAY), TODAY, Standing.ENDED),
        (Noted("penalty", "minor", DECIDED), TODAY, Standing.KEPT),
        (Noted("ban", "serious", DECIDED, UNTIL), UNTIL + 9999 * DAY, Standing.STANDING),
        (Noted("ban", "serious", DECIDED, UNTIL, TODAY), TODAY, Standing.ENDED),
    ],
)
def test_standing_of_a_fact(fact: Noted, on: date, standing: Standing) -> None:
    assert standing_of(fact, on) is standing
    assert is_standing(fact, on) is (standing is Standing.STANDING)


@given(
    st.sampled_from(["general", "serious"]),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(-10, 2000),
)
def test_a_fact_stands_exactly_while_it_is_shown(severity: str, decided_on: date, days: int) -> None:
    first, last = display_of(severity, decided_on, MONTHS)
    assert first is not None
    assert last is not None
    on = decided_on + days * DAY
    assert is_standing(Noted("penalty", severity, decided_on, last), on) is (first <= on <= last)


def test_summary_counts_what_stands() -> None:
    facts = [
        Noted("penalty", "general", DECIDED, UNTIL),
        Noted("finding", "serious", DECIDED - DAY, UNTIL),
        Noted("finding", "serious", TODAY, UNTIL, TODAY),
    ]
    found = summary_of(facts, TODAY)
    assert (found.standing, dict(found.by_kind), dict(found.by_severity)) == (
        2, {"penalty": 1, "finding": 1}, {"general": 1, "serious": 1},
    )  # fmt: skip
    assert (found.gravest, found.latest_on, found.is_banned) == ("serious", DECIDED, False)
    assert summary_of([Noted("ban", "serious", DECIDED)], TODAY).is_banned
    nothing = summary_of([], TODAY)
    assert (nothing.standing, nothing.gravest, nothing.latest_on) == (0, "", None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"subject_key": "青禾"}, "subject_key"),
        ({"subject_kind": "operator", "subject_key": USCCS[0]}, ""),
        ({"subject_kind": "operator", "subject_key": USCCS[0].lower()}, "subject_key"),
        ({"subject_kind": "operator", "subject_key": USCCS[0][:-1] + "9"}, "subject_key"),
        ({"subject_name": " "}, "subject_name"),
        ({"source_title": ""}, "source_title"),
        ({"source_key": "17"}, "source_key"),
        ({"source_key": "supervision.penalty:" + "1" * 100}, "source_key"),
        ({"source_link": "/supervision/penalties/17/"}, ""),
        ({"source_link": "//example.com/"}, "source_link"),
        ({"source_link": "/\\example.com/"}, "source_link"),
        ({"source_link": "javascript:alert(1)"}, "source_link"),
        ({"decided_on": TODAY}, ""),
        ({"decided_on": TODAY + DAY}, "decided_on"),
        ({"is_public": True}, ""),
        ({"is_public": True, "subject_kind": "practitioner"}, "is_public"),
    ],
)
def test_may_record(changes: dict[str, object], field: str) -> None:
    verdict = may_record(command(**changes), TODAY)
    assert [reason.field for reason in verdict.failures] == ([field] if field else [])


FACT = Noted("penalty", "general", DECIDED, UNTIL)
REPAIRABLE = date(2021, 9, 1)


@pytest.mark.parametrize(
    ("fact", "reason", "on", "code"),
    [
        (FACT, EndReason.OVERTURNED, DECIDED, ""),
        (FACT, EndReason.MISTAKEN, DECIDED - DAY, "end_day"),
        (FACT, EndReason.MISTAKEN, REPAIRABLE + DAY, "end_day"),
        (FACT, EndReason.REPAIRED, REPAIRABLE - DAY, "too_early"),
        (FACT, EndReason.REPAIRED, REPAIRABLE, ""),
        (Noted("penalty", "minor", DECIDED), EndReason.REPAIRED, DECIDED, ""),
        (Noted("ban", "serious", DECIDED), EndReason.REPAIRED, REPAIRABLE, "ban"),
        (Noted("ban", "serious", DECIDED), EndReason.OVERTURNED, REPAIRABLE, ""),
        (Noted("penalty", "general", DECIDED, UNTIL, DECIDED), EndReason.MISTAKEN, REPAIRABLE, "ended"),
    ],
)
def test_may_end(fact: Noted, reason: EndReason, on: date, code: str) -> None:
    verdict = may_end(fact, reason, on, REPAIRABLE, MONTHS)
    assert [each.code for each in verdict.failures] == ([f"credit.fact.{code}"] if code else [])


def test_too_early_says_from_when_and_by_what() -> None:
    (reason,) = may_end(FACT, EndReason.REPAIRED, TODAY, TODAY, MONTHS).failures
    assert "2021年9月1日" in reason.sentence
    assert reason.basis == "令第36号"
