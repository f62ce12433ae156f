"""Institutions through their services: facts in two times, columns drawn from them, marks that exclude each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import NOW
from tests.registers.institutions.world import START, USCCS, an_institution, bureau, profile, system
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.institutions.commands import (
    ClassData,
    LocateInstitution,
    MarkInstitution,
    OperatorData,
    PremisesData,
    RecordAgreement,
    RecordCapacity,
    RegisterInstitution,
    ReviseInstitution,
)
from tuoyu.registers.institutions.models import ClassGroup, Fact, Institution, Occupancy, SpareCapacity
from tuoyu.registers.institutions.queries import believed_on
from tuoyu.registers.institutions.services import (
    locate_institution,
    mark_institution,
    record_agreement,
    record_capacity,
    refresh_institutions,
    register_institution,
    revise_institution,
)
from tuoyu.registers.institutions.words import FactKind, Standing

pytestmark = pytest.mark.django_db


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def fresh(institution: Institution) -> Institution:
    return Institution.objects.unscoped("tests").get(pk=institution.pk)


def facts(institution: Institution) -> list[Fact]:
    return list(Fact.objects.unscoped("tests").filter(institution=institution).order_by("pk"))


def test_register_institution_draws_its_columns_from_facts() -> None:
    institution = fresh(an_institution())
    assert institution.standing == Standing.REGISTERED
    assert institution.registered_on == START
    assert institution.name == "青禾社区托育园"
    assert {fact.kind for fact in facts(institution)} == {FactKind.REGISTERED, FactKind.PROFILE}


def test_register_institution_keeps_one_operator_for_one_code() -> None:
    first, second = an_institution(), an_institution("青禾二园")
    assert first.operator_id == second.operator_id


def test_register_institution_wants_a_name_and_an_address() -> None:
    with pytest.raises(Refused) as refused:
        an_institution("", address=" ")
    assert {reason.field for reason in refused.value.verdict.failures} == {"name", "address"}
    assert not Institution.objects.unscoped("tests").exists()


def test_revise_institution_remembers_what_was_believed_when() -> None:
    institution = an_institution(head_name="甲")
    # On 1 July we learn that the head has been another since 1 May.
    told = datetime(2021, 7, 1, 9, tzinfo=CHINA)
    command = ReviseInstitution(institution.pk, date(2021, 5, 1), "变更登记", profile(head_name="乙"))
    revise_institution(system(told), command)
    known = facts(institution)

    def head(day: date, moment: datetime) -> str:
        return str(believed_on(known, day, moment)[FactKind.PROFILE].content["head_name"])

    assert head(date(2021, 6, 1), NOW) == "甲"  # as we believed in June
    assert head(date(2021, 6, 1), told) == "乙"  # the same day, as we know it since July
    assert head(date(2021, 4, 1), told) == "甲"  # before the change nothing else is believed
    assert fresh(institution).head_name == "乙"


def test_revise_institution_changes_classes_and_keeps_those_that_go_on() -> None:
    institution = an_institution()
    first = (ClassData("苗苗班", "toddler_s", 15), ClassData("芽芽班", "infant", 10))
    revise_institution(system(), ReviseInstitution(institution.pk, START, "备案书", classes=first))
    assert (fresh(institution).places, fresh(institution).class_count) == (25, 2)
    second = (ClassData("苗苗班", "toddler_s", 15), ClassData("果果班", "toddler_l", 20))
    day = date(2021, 6, 1)
    revise_institution(system(), ReviseInstitution(institution.pk, day, "变更备案书", classes=second))
    rows = list(ClassGroup.objects.unscoped("tests").order_by("pk"))
    assert [(row.name, row.valid_to_on) for row in rows] == [
        ("苗苗班", None),
        ("芽芽班", date(2021, 5, 31)),
        ("果果班", None),
    ]
    assert fresh(institution).places == 35


def test_revise_institution_goes_on_in_the_same_premises() -> None:
    institution = an_institution()
    for floors in (1, 2):
        premises = PremisesData("lease", START, date(2025, 2, 28), highest_floor=floors)
        revise_institution(system(), ReviseInstitution(institution.pk, START, "备案书", premises=premises))
    rows = list(Occupancy.objects.unscoped("tests").select_related("premises"))
    assert [row.premises.highest_floor for row in rows] == [2]


def test_mark_institution_files_opens_and_ends() -> None:
    institution = an_institution()

    def mark(kind: FactKind, day: date, **content: object) -> Institution:
        mark_institution(system(), MarkInstitution(institution.pk, kind.value, day, "测试", dict(content)))
        return fresh(institution)

    assert mark(FactKind.NONCONFORMING, START, reasons=["消防"]).standing == Standing.NONCONFORMING
    filed = mark(FactKind.FILED, date(2021, 4, 1), number="33030220210001")
    assert (filed.standing, filed.filing_number) == (Standing.FILED, "33030220210001")
    assert mark(FactKind.OPEN, date(2021, 4, 10)).standing == Standing.OPEN
    assert mark(FactKind.OCCUPIED, date(2021, 5, 1), children=12).children_count == 12
    closed = mark(FactKind.CLOSED, date(2021, 6, 1))
    assert closed.standing == Standing.CLOSED
    assert (closed.filed_on, closed.opened_on, closed.children_count) == (None, None, None)
    with pytest.raises(Refused, match="终止服务"):
        mark(FactKind.OPEN, date(2021, 6, 2))


def test_mark_institution_can_be_over() -> None:
    institution = an_institution()
    mark_institution(system(), MarkInstitution(institution.pk, "suspended", date(2021, 4, 1), "暂停备案"))
    assert fresh(institution).standing == Standing.SUSPENDED
    over = MarkInstitution(institution.pk, "suspended", date(2021, 6, 1), "恢复备案", is_over=True)
    mark_institution(system(), over)
    assert fresh(institution).standing == Standing.REGISTERED
    ended = [fact for fact in facts(institution) if fact.kind == "suspended" and fact.superseded_at is None]
    assert [fact.valid_to_on for fact in ended] == [date(2021, 5, 31)]


def test_mark_institution_ahead_of_time_holds_from_its_day() -> None:
    institution = an_institution()
    day = NOW.date() + timedelta(days=10)
    mark_institution(system(), MarkInstitution(institution.pk, "closed", day, "终止备案"))
    assert fresh(institution).standing == Standing.REGISTERED
    assert refresh_institutions(system(later(9))) == 0
    assert refresh_institutions(system(later(10))) == 1
    assert fresh(institution).standing == Standing.CLOSED


def test_locate_institution_keeps_a_new_profile_from_today() -> None:
    institution = an_institution()
    point = (Decimal("120.655200"), Decimal("28.015300"))
    locate_institution(system(), LocateInstitution(institution.pk, *point))
    assert (fresh(institution).lon, fresh(institution).lat) == point
    known = facts(institution)
    yesterday = NOW.date() - timedelta(days=1)
    assert believed_on(known, yesterday, NOW)[FactKind.PROFILE].content["lon"] is None
    with pytest.raises(Refused, match="不在国内"):
        locate_institution(system(), LocateInstitution(institution.pk, point[1], point[0]))


def test_record_agreement_lets_branches_in_and_no_further() -> None:
    head = an_institution()
    branch = RegisterInstitution(
        OperatorData(USCCS[0], "青禾", "company"),
        profile("青禾二园", area_code="330302001"),
        bureau().pk,
        START,
        "告知",
        head_office_id=head.pk,
    )
    with pytest.raises(Refused, match="没有在本区登记有效的连锁约定"):
        register_institution(system(), branch)
    agreement = RecordAgreement(head.pk, "约1", ("330302001",), ("community",), 1, START)
    record_agreement(system(), agreement)
    assert register_institution(system(), branch).head_office_id == head.pk
    with pytest.raises(Refused, match="现有 1 家"):
        register_institution(system(), branch)
    with pytest.raises(Refused, match="至少 1 家"):
        record_agreement(system(), replace(agreement, most_branches=0))


def test_record_capacity_keeps_one_word_a_month() -> None:
    kindergarten = an_institution("河东幼儿园", form="kindergarten")
    for used in (9, 8):
        record_capacity(system(), RecordCapacity(kindergarten.pk, date(2021, 6, 1), 10, used, 300, 240))
    rows = list(SpareCapacity.objects.unscoped("tests"))
    assert [(row.month_on, row.rooms_used) for row in rows] == [(date(2021, 6, 1), 8)]
    with pytest.raises(Refused, match="只有幼儿园"):
        record_capacity(system(), RecordCapacity(an_institution().pk, date(2021, 6, 1), 10, 8, 300, 240))
