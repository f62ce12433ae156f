"""Facts in two times against an oracle: whatever is told in whatever order, what held on a day as it was believed at a
moment is what the last telling before that moment said about that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.registers.institutions.world import START, an_institution, system
from tuoyu.registers.institutions.models import Fact, Institution
from tuoyu.registers.institutions.queries import believed_on
from tuoyu.registers.institutions.services.keeping import end_fact, keep_fact
from tuoyu.registers.institutions.words import FactKind

pytestmark = pytest.mark.django_db
DAYS = 12


@dataclass(frozen=True)
class Told:
    """``number`` None ends the fact from ``first`` on; ``last`` None is open; ``hours`` after the telling before."""

    first: int
    last: int | None
    number: int | None
    hours: int


def day(number: int) -> date:
    return START + timedelta(days=number)


@st.composite
def tellings(draw: st.DrawFn) -> Told:
    first = draw(st.integers(0, DAYS))
    last = draw(st.none() | st.integers(first, DAYS))
    number = draw(st.none() | st.integers(0, 99))
    return Told(first, last if number is not None else None, number, draw(st.integers(0, 2)))


def tell(institution: Institution, told: Sequence[Told]) -> list[datetime]:
    """Say all of it, each at its moment; returns the moments."""
    moment, moments = NOW, []
    for each in told:
        moment += timedelta(hours=each.hours)
        ctx = system(moment)
        if each.number is None:
            end_fact(ctx, institution, FactKind.OCCUPIED, day(each.first))
        else:
            last = None if each.last is None else day(each.last)
            content = {"children": each.number}
            keep_fact(
                ctx,
                institution,
                FactKind.OCCUPIED,
                content,
                from_on=day(each.first),
                to_on=last,
                source="测试",
            )
        moments.append(moment)
    return moments


def expected(told: Sequence[Told], moments: Sequence[datetime], on: int, moment: datetime) -> int | None:
    """The last telling by then that speaks of the day."""
    for each, at in reversed(list(zip(told, moments, strict=True))):
        if at <= moment and each.first <= on and (each.last is None or on <= each.last):
            return each.number
    return None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(tellings(), min_size=1, max_size=6))
def test_what_is_believed_is_what_was_told_last(told: list[Told]) -> None:
    institution = an_institution(now=NOW - timedelta(days=1))
    moments = tell(institution, told)
    facts = list(Fact.objects.unscoped("tests").filter(institution=institution))
    for moment in {NOW - timedelta(hours=1), *moments}:
        for on in range(-1, DAYS + 3):
            held = believed_on(facts, day(on), moment).get(FactKind.OCCUPIED)
            found = None if held is None else held.content["children"]
            assert found == expected(told, moments, on, moment), (on, moment)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(tellings(), min_size=1, max_size=6))
def test_what_is_believed_now_never_overlaps_and_nothing_is_lost(told: list[Told]) -> None:
    institution = an_institution(now=NOW - timedelta(days=1))
    for count in range(1, len(told) + 1):
        before = {row.pk: row.content for row in _facts(institution)}
        tell(institution, told[count - 1 : count])
        after = {row.pk: row.content for row in _facts(institution)}
        assert before.items() <= after.items(), "a row was changed or deleted"
    now = sorted(
        (row.valid_from_on, row.valid_to_on or date.max)
        for row in _facts(institution)
        if row.superseded_at is None
    )
    assert all(last < first for (_, last), (first, _) in pairwise(now))


def _facts(institution: Institution) -> list[Fact]:
    rows = Fact.objects.unscoped("tests").filter(institution=institution, kind="occupied")
    return list(rows.order_by("pk"))
