"""Facts through their services and queries: once a source, ended for a reason, shown no day longer than the law says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.conftest import NOW
from tests.registers.credit.world import DECIDED, a_fact, command
from tests.registers.institutions.world import USCCS, bureau, system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.jobs import services as jobs
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.credit import queries, services
from tuoyu.registers.credit.commands import EndFact
from tuoyu.registers.credit.events import FactEnded, FactRecorded
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.rules import standing_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What credit announces, still checked and sent."""
    seen: list[object] = []

    def announce(event: object) -> None:
        seen.append(event)
        jobs.announce(event)

    monkeypatch.setattr(services, "announce", announce)
    return seen


def all_facts() -> list[CreditFact]:
    return list(CreditFact.objects.unscoped("tests").order_by("pk"))


def test_record_fact_computes_its_display_and_announces(announced: list[object]) -> None:
    fact = a_fact(severity="serious")
    assert (fact.display_from_on, fact.display_until_on) == (DECIDED, date(2024, 6, 1))
    assert fact.rule_fingerprint == queries.display_months(TODAY, "330302").fingerprint
    assert (fact.area_code, fact.recorded_by, fact.recorded_at) == ("330302", "系统", NOW)
    assert announced == [FactRecorded(fact.pk, "institution", "17")]


def test_record_fact_keeps_the_same_source_once(announced: list[object]) -> None:
    first = a_fact()
    again = a_fact(severity="serious", subject_name="别的名字")
    assert again.pk == first.pk
    assert [(row.severity, row.body_name) for row in all_facts()] == [("general", "青禾社区托育园")]
    assert len(announced) == 1
    assert a_fact(2).pk != first.pk
    assert queries.fact_from("supervision.penalty:1") == first
    assert queries.fact_from("supervision.penalty:9") is None


def test_record_fact_seals_the_name_of_a_person() -> None:
    fact = a_fact(subject_kind="practitioner", subject_name="王小禾", kind="ban", severity="serious")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM credit_creditfact")
        assert "王小禾" not in str(cursor.fetchone())
    assert fact.subject_shown != "王小禾"
    assert fact.person_name.reveal() == "王小禾"
    entries = Entry.objects.unscoped("tests")
    assert "王小禾" not in " ".join(f"{each.object_title} {each.note}" for each in entries)


def test_record_fact_is_for_the_house_alone(ctx_for: Any) -> None:
    for role in ("coordinator", "filing_officer", "unit_head"):
        with pytest.raises(Refused) as refused:
            a_fact(ctx=ctx_for(role, bureau()))
        assert refused.value.status == 403
    assert not all_facts()


def test_record_fact_refuses_and_says_why() -> None:
    with pytest.raises(Refused, match="作出日期在今天之后") as refused:
        a_fact(decided_on=TODAY + DAY)
    assert refused.value.status == 422
    with pytest.raises(ValueError, match="gossip"):
        a_fact(kind="gossip")
    assert not all_facts()


def test_a_person_before_the_public_is_refused_by_the_database_as_well() -> None:
    fact = a_fact(subject_kind="practitioner", subject_name="王小禾")
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditFact.objects.unscoped("tests").filter(pk=fact.pk).update(is_public=True)


def test_end_fact_wants_a_reason_and_happens_once(announced: list[object]) -> None:
    fact = a_fact()
    with pytest.raises(ValueError, match="bored"):
        services.end_fact(system(), EndFact(fact.pk, "bored"))
    with pytest.raises(Refused, match="最短公示期 3 个月未满"):
        services.end_fact(system(), EndFact(fact.pk, "repaired"))
    ended = services.end_fact(system(), EndFact(fact.pk, "overturned", note="复议决定书"))
    assert (ended.ended_on, ended.end_reason, ended.end_note) == (TODAY, "overturned", "复议决定书")
    assert announced[-1] == FactEnded(fact.pk, "institution", "17")
    with pytest.raises(Refused, match="已经终止"):
        services.end_fact(system(), EndFact(fact.pk, "overturned"))
    entry = Entry.objects.unscoped("tests").filter(verb="credit.fact.end", result="ok").get()
    assert (entry.basis, entry.note) == ("复议决定书", "撤销 2021-06-15")


def test_end_fact_is_for_the_house_alone(ctx_for: Any) -> None:
    fact = a_fact()
    with pytest.raises(Refused) as refused:
        services.end_fact(ctx_for("coordinator", bureau()), EndFact(fact.pk, "mistaken"))
    assert refused.value.status == 403


def test_public_facts_disappear_the_day_after_display_ends() -> None:
    fact = a_fact(is_public=True)
    a_fact(2)
    until = fact.display_until_on
    assert until == date(2022, 6, 1)
    assert list(queries.public_facts(DECIDED - DAY)) == []
    assert list(queries.public_facts(DECIDED)) == [fact]
    assert list(queries.public_facts(until)) == [fact]
    assert list(queries.public_facts(until + DAY)) == []


def test_public_facts_disappear_when_ended() -> None:
    fact = a_fact(is_public=True)
    services.end_fact(system(), EndFact(fact.pk, "mistaken"))
    assert list(queries.public_facts(TODAY - DAY)) == [fact]
    assert list(queries.public_facts(TODAY)) == []


def test_standing_facts_answer_for_many_subjects_in_one_statement(django_assert_num_queries: Any) -> None:
    first = a_fact(1)
    second = a_fact(2, decided_on=DECIDED + DAY)
    operator = a_fact(3, subject_kind="operator", subject_key=USCCS[0])
    other = a_fact(4, subject_key="18")
    gone = a_fact(5, subject_key="19")
    services.end_fact(system(), EndFact(gone.pk, "mistaken"))
    a_fact(6, subject_kind="practitioner", subject_key="17", subject_name="王小禾")
    with django_assert_num_queries(1):
        found = queries.standing_facts(["institution", "operator"], ["17", "18", "19", USCCS[0]], TODAY)
    assert found == {
        ("institution", "17"): [second, first],
        ("institution", "18"): [other],
        ("operator", USCCS[0]): [operator],
    }
    assert queries.summary_for("institution", "17", TODAY).standing == 2
    assert queries.standing_facts(["institution"], ["17"], date(2023, 1, 1)) == {}


def test_the_database_says_of_every_day_what_the_rule_says() -> None:
    a_fact(1)
    a_fact(2, severity="serious")
    a_fact(3, kind="ban", severity="serious", subject_kind="practitioner", subject_name="王小禾")
    services.end_fact(system(), EndFact(a_fact(4).pk, "mistaken"))
    kept = a_fact(5)
    CreditFact.objects.unscoped("tests").filter(pk=kept.pk).update(
        display_from_on=None, display_until_on=None
    )
    seen = set()
    turns = (DECIDED, TODAY, date(2022, 6, 1), date(2024, 6, 1), date(2040, 1, 1))
    for on in (turn + step * DAY for turn in turns for step in (-1, 0, 1)):
        for fact in queries.with_standing(CreditFact.objects.unscoped("tests"), on):
            assert fact.standing == standing_of(queries.noted_of(fact), on)
            seen.add(fact.standing)
    assert seen == {"ahead", "standing", "lapsed", "kept", "ended"}


def test_facts_of_a_subject_are_those_the_actor_may_see(ctx_for: Any) -> None:
    school = bureau("jyj", "区教育局")
    mine, others = a_fact(1), a_fact(2, source_unit_id=school.pk)
    a_fact(3, subject_key="18")
    assert set(queries.facts_of(ctx_for("leader"), "institution", "17")) == {mine, others}
    assert list(queries.facts_of(ctx_for("unit_head", school), "institution", "17")) == [others]
    assert list(queries.facts(ctx_for("unit_officer", school))) == [others]
    assert "青禾" not in repr(command())
