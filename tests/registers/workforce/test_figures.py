"""The certified share, and that the database and the rule count alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import DISTRICT, NOW
from tests.registers.institutions.test_figures import filed
from tests.registers.institutions.world import an_institution, system
from tests.registers.workforce.world import a_person
from tuoyu.foundation.figures.registry import Count, figure
from tuoyu.registers.workforce.commands import CertificateData
from tuoyu.registers.workforce.limits import is_certified
from tuoyu.registers.workforce.queries import (
    certificates_of,
    certified_posts,
    counted_staff,
    positions_with_papers,
)
from tuoyu.registers.workforce.words import CertificateKind, StaffKind

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
START = date(2021, 3, 1)


def certified(on: date = TODAY, area: str | None = None) -> Count:
    source = figure("workforce.certified_staff")
    assert source is not None
    return source.compute(system(), on, area)


def test_certified_staff_counts_people_once_in_filed_institutions() -> None:
    here, there = filed("一园", START, 10), filed("二园", START, 10, area="330302002")
    a_person(here, 0, "carer", "care_teacher")
    a_person(there, 0, "carer")
    a_person(here, 1, "carer")
    a_person(here, 2, "other")
    a_person(there, 3, "medic", "nurse")
    a_person(an_institution("没有备案的园"), 4, "carer", "care_teacher")
    assert certified() == Count(2, 3)
    assert certified(area="330302002") == Count(2, 2)
    assert certified(date(2021, 2, 28)) == Count(0, 0)


def test_certified_staff_wants_a_certificate_for_every_counted_post() -> None:
    here = filed("一园", START, 10)
    a_person(here, 0, "carer", "care_teacher")
    a_person(here, 0, "medic")
    assert certified() == Count(0, 1)


def test_certified_staff_sees_certificates_issued_by_the_day_and_not_expired() -> None:
    here = filed("一园", START, 10)
    a_person(here, 0, certificates=(CertificateData("care_teacher", date(2021, 5, 1), date(2021, 5, 31)),))
    assert certified(date(2021, 4, 30)) == Count(0, 1)
    assert certified(date(2021, 5, 31)) == Count(1, 1)
    assert certified(date(2021, 6, 1)) == Count(0, 1)


kinds = st.sampled_from([kind.value for kind in CertificateKind])
ends = st.none() | st.dates(date(2021, 6, 1), date(2021, 6, 30))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(list(StaffKind)), kinds, ends), min_size=1, max_size=5))
def test_the_list_and_the_rule_say_the_same_of_everybody(drawn: list[Any]) -> None:
    institution = an_institution()
    for number, (post, kind, end) in enumerate(drawn):
        shown = (CertificateData(kind, date(2021, 5, 1), end),)
        a_person(institution, number, post.value, certificates=shown)
    wanted = certified_posts(TODAY, DISTRICT).by_post
    rows = list(positions_with_papers(system()).filter(institution=institution))
    held = certificates_of(row.practitioner_id for row in rows)
    for row in rows:
        ruled = (
            is_certified(row.kind, held[row.practitioner_id], wanted, TODAY) if row.kind in wanted else None
        )
        assert row.is_certified == ruled, (row.kind, held)
    counted = counted_staff(institution, TODAY, DISTRICT)
    assert sum(len(each.people) for each in counted) == len(rows)
    assert sum(each.certified or 0 for each in counted) == sum(bool(row.is_certified) for row in rows)
