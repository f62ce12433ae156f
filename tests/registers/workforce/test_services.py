"""The workforce through its services: one person once, posts, certificates, queries that fall due, seeing whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import NOW
from tests.registers.institutions.world import START, USCCS, an_institution, bureau, system
from tests.registers.workforce.world import MOBILE, a_person, citizen, papers, positions
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.workforce.commands import (
    CertificateData,
    EndPosition,
    ImportPractitioners,
    OpenPosition,
    RecordCertificate,
    RecordTraining,
    RegisterPractitioner,
    RevealPractitioner,
)
from tuoyu.registers.workforce.models import Certificate, Practitioner, RecordQuery, Training
from tuoyu.registers.workforce.services import (
    end_position,
    import_practitioners,
    open_position,
    open_queries,
    record_certificate,
    record_training,
    register_practitioner,
    reveal_practitioner,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def people() -> list[Practitioner]:
    return list(Practitioner.objects.unscoped("tests").order_by("pk"))


def queries() -> list[tuple[str, date, str]]:
    rows = RecordQuery.objects.unscoped("tests").order_by("due_on", "pk")
    return [(row.cause, row.due_on, row.state) for row in rows]


def test_register_practitioner_keeps_one_person_for_one_number() -> None:
    first, second = an_institution(), an_institution("河东托育园", USCCS[1])
    person = a_person(first, 0, "carer", "care_teacher")
    again = a_person(second, 0, "medic", name="王小禾", education="college", management_years=3)
    assert person.pk == again.pk
    assert len(people()) == 1
    assert [(post.institution_id, post.kind) for post in positions()] == [
        (first.pk, "carer"),
        (second.pk, "medic"),
    ]
    a_person(first, 0, "carer", "care_teacher", is_full_time=False, weekly_hours=20)
    assert [(post.kind, post.weekly_hours) for post in positions()] == [("carer", 20), ("medic", None)]
    assert Certificate.objects.unscoped("tests").count() == 1
    assert people()[0].management_years == 3


def test_register_practitioner_seals_what_is_personal() -> None:
    from django.db import connection

    a_person(an_institution())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, citizen_id, mobile, name_index, citizen_index FROM workforce_practitioner"
        )
        stored = "|".join(cursor.fetchone())
    for plain in ("王小禾", citizen(0), MOBILE):
        assert plain not in stored
    journal = " ".join(
        f"{entry.object_title} {entry.note} {entry.fields}" for entry in Entry.objects.unscoped("tests")
    )
    assert citizen(0) not in journal
    assert "王小禾" not in journal


def test_register_practitioner_is_for_the_head_of_that_institution(ctx_for: Any) -> None:
    institution = an_institution()
    with pytest.raises(Refused) as refused:
        a_person(institution, ctx=ctx_for("institution_head", bureau("x", "别家")))
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        a_person(institution, ctx=ctx_for("filing_officer", bureau()))
    assert refused.value.status == 403


def test_import_practitioners_is_all_or_none_and_names_the_row() -> None:
    institution = an_institution()
    good = RegisterPractitioner(institution.pk, "王小禾", citizen(0), "carer", START)
    bad = replace(good, citizen_id=citizen(1)[:-1] + "?")
    with pytest.raises(Refused, match="第 2 行：身份号码"):
        import_practitioners(system(), ImportPractitioners((good, bad)))
    assert not people()
    rows = (good, replace(good, citizen_id=citizen(1)), replace(good, kind="guard"))
    assert import_practitioners(system(), ImportPractitioners(rows)) == 2
    assert len(positions()) == 3


def test_open_position_makes_a_query_due_before_the_first_day() -> None:
    institution = an_institution()
    person = a_person(institution)
    open_position(system(), OpenPosition(person.pk, institution.pk, "guard", TODAY))
    assert queries() == [("hiring", START, "due"), ("hiring", TODAY, "due")]


def test_end_position_ends_rights_and_queries_with_it(ctx_for: Any) -> None:
    unit = bureau("qh", "青禾")
    institution = an_institution()
    institution.unit = unit
    institution.save()
    person = a_person(institution)
    head = ctx_for("institution_head", unit)
    (post,) = positions()
    with pytest.raises(Refused, match="早于入职日期"):
        end_position(head, EndPosition(post.pk, START - timedelta(days=1)))
    end_position(head, EndPosition(post.pk, TODAY - timedelta(days=1)))
    assert queries() == [("hiring", START, "lapsed")]
    with pytest.raises(Refused) as refused:
        reveal_practitioner(head.for_purpose("核对身份信息"), RevealPractitioner(person.pk))
    assert refused.value.status == 404


def test_record_certificate_keeps_the_same_one_once() -> None:
    person = a_person(an_institution())
    for end in (date(2022, 3, 1), date(2022, 6, 1)):
        record_certificate(
            system(), RecordCertificate(person.pk, CertificateData("health", START, end, "甲1"))
        )
    rows = list(Certificate.objects.unscoped("tests"))
    assert [(row.number, row.expires_on) for row in rows] == [("甲1", date(2022, 6, 1))]
    ahead = RecordCertificate(person.pk, CertificateData("health", TODAY + timedelta(days=1)))
    with pytest.raises(Refused, match="在今天之后"):
        record_certificate(system(), ahead)


def test_record_training_adds_hours() -> None:
    person = a_person(an_institution())
    for hours in (8, 16):
        record_training(system(), RecordTraining(person.pk, "急救", Decimal(hours), TODAY))
    assert sum(row.hours for row in Training.objects.unscoped("tests")) == 24


def test_open_queries_come_a_year_after_the_last_and_once() -> None:
    institution = an_institution()
    a_person(institution)
    assert open_queries(system()) == 0
    a_year_on = system(datetime(2022, 3, 1, 0, 20, tzinfo=CHINA))
    assert open_queries(a_year_on) == 1
    assert open_queries(a_year_on) == 0
    assert queries() == [("hiring", START, "due"), ("yearly", date(2022, 3, 1), "due")]


def test_open_queries_leave_those_who_left() -> None:
    a_person(an_institution())
    (post,) = positions()
    end_position(system(), EndPosition(post.pk, TODAY))
    assert open_queries(system(datetime(2023, 3, 1, tzinfo=CHINA))) == 0


def test_reveal_practitioner_wants_a_purpose_and_is_journalled(ctx_for: Any) -> None:
    person = a_person(an_institution())
    officer = ctx_for("filing_officer", bureau())
    with pytest.raises(Refused):
        reveal_practitioner(officer, RevealPractitioner(person.pk))
    shown = reveal_practitioner(officer.for_purpose("核对健康合格证"), RevealPractitioner(person.pk))
    assert (shown.name, shown.citizen_id, shown.mobile) == ("王小禾", citizen(0), MOBILE)
    entry = Entry.objects.unscoped("tests").filter(result="ok").order_by("-pk").first()
    assert entry is not None
    assert (entry.verb, entry.purpose) == ("workforce.practitioner.reveal", "核对健康合格证")
    assert citizen(0) not in repr(shown.__class__)


def test_reveal_practitioner_is_not_for_leaders(ctx_for: Any) -> None:
    person = a_person(an_institution())
    with pytest.raises(Refused) as refused:
        reveal_practitioner(ctx_for("leader").for_purpose("想看看"), RevealPractitioner(person.pk))
    assert refused.value.status == 403


def test_register_practitioner_keeps_an_older_mobile_when_none_is_told() -> None:
    institution = an_institution()
    a_person(institution)
    person = a_person(institution, mobile="")
    assert person.mobile == Secret(MOBILE)
    assert register_practitioner(
        system(),
        RegisterPractitioner(institution.pk, "王禾", citizen(0), "carer", START, certificates=papers()),
    ).name == Secret("王禾")
