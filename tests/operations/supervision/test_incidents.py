"""Incidents through the services: told, found, late, silent, taken note of, told on, closed; who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import an_institution, system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.notices.models import Notice
from tuoyu.foundation.notices.words import Urgency
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.incidents import (
    AcknowledgeIncident,
    CloseIncident,
    InvestigateIncident,
    ReportIncident,
    RevealIncident,
    UpdateIncident,
)
from tuoyu.operations.supervision.events.incidents import IncidentLate
from tuoyu.operations.supervision.flow.incidents import IncidentState
from tuoyu.operations.supervision.jobs.incidents import watch
from tuoyu.operations.supervision.models import Incident, IncidentNotice
from tuoyu.operations.supervision.policy.incidents import acknowledge_minutes_at, limit_at
from tuoyu.operations.supervision.queries.incidents import incident_facts, incidents
from tuoyu.operations.supervision.services import incidents as services
from tuoyu.operations.supervision.services.incident_rounds import watch_incidents
from tuoyu.operations.supervision.words.incidents import Timeliness
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db

GRAVE = ("hurt", "hospital", "grave", "accident")
SCRATCH = ("hurt", "small", "accident")
ABUSE = ("harm", "staff")
MINUTE = timedelta(minutes=1)
GENERAL = limit_at("general", NOW.date(), DISTRICT).minutes
PATIENCE = acknowledge_minutes_at(NOW.date(), DISTRICT)


@pytest.fixture
def stage() -> Stage:
    made = a_stage()
    made.units["police"] = make_unit("gafj", "区公安分局")
    for key, unit, role in (("police", "police", "unit_officer"), ("mayor", "group", "leader")):
        made.users[key] = make_user(key, f"{key}君")
        post = make_post(made.users[key], made.units[unit], role)
        made.posts[key] = replace(
            made.posts["office"], post_id=post.pk, unit_id=made.units[unit].pk, role=role
        )
    return made


def told(stage: Stage, path: tuple[str, ...] = GRAVE, **changes: Any) -> ReportIncident:
    facts: dict[str, Any] = {
        "institution_id": stage.place.pk,
        "path": path,
        "happened_at": NOW - 10 * MINUTE,
        "known_at": NOW - 5 * MINUTE,
        "place": "滑梯",
        "what": "从滑梯上摔下，手臂变形",
        "measures": "打了120",
    }
    return ReportIncident(**(facts | changes))


def report(stage: Stage, who: str = "head", now: datetime = NOW, **changes: Any) -> Incident:
    return services.report_incident(stage.ctx(who, now), told(stage, **changes))


def again(incident: Incident) -> Incident:
    return Incident.objects.unscoped("tests").get(pk=incident.pk)


def notices_to(unit: Any) -> list[Notice]:
    return list(Notice.objects.unscoped("tests").filter(unit=unit).order_by("pk"))


def test_report_incident_in_time_tells_the_department_at_once(stage: Stage) -> None:
    made = report(stage)
    assert made.report_by_at == NOW - 5 * MINUTE + GENERAL * MINUTE
    assert (made.timeliness, made.state) == (Timeliness.ON_TIME, IncidentState.REPORTED)
    assert (made.kind, made.severity, made.reported_at) == ("injury", "major", NOW)
    [notice] = IncidentNotice.objects.unscoped("tests").filter(incident=made)
    assert (notice.unit, notice.bodies) == (stage.units["health"], ["主管部门"])
    [news] = notices_to(stage.units["health"])
    assert news.urgency == Urgency.ALARM
    assert "手臂" not in news.sentence + news.title, "what happened to a child stays in the house"
    clocks = Clock.objects.unscoped("tests").filter(subject_id=made.pk)
    assert {(clock.kind, clock.unit_id) for clock in clocks} == {
        ("incident_follow_up", stage.units["place"].pk),
        ("incident_closing", stage.units["health"].pk),
    }


def test_report_incident_seals_what_happened(stage: Stage) -> None:
    made = report(stage)
    row = Incident.objects.unscoped("tests").filter(pk=made.pk)
    stored = row.values_list("what", flat=True)[0].stored
    assert "滑梯" not in stored
    assert again(made).what.reveal() == "从滑梯上摔下，手臂变形"


def test_report_incident_too_late_is_late_whoever_says_what(stage: Stage) -> None:
    made = report(stage, known_at=NOW - (GENERAL + 1) * MINUTE, happened_at=NOW - (GENERAL + 2) * MINUTE)
    assert made.timeliness == Timeliness.LATE
    on_the_minute = report(stage, known_at=NOW - GENERAL * MINUTE, happened_at=NOW - (GENERAL + 2) * MINUTE)
    assert on_the_minute.timeliness == Timeliness.ON_TIME


def test_report_incident_of_harm_goes_to_the_police_too(stage: Stage) -> None:
    made = report(stage, path=ABUSE)
    units = {notice.unit.name for notice in IncidentNotice.objects.unscoped("tests").filter(incident=made)}
    assert units == {"区公安分局", "区卫生健康局"}
    assert incidents(stage.ctx("police")).filter(pk=made.pk).exists()
    assert not incidents(stage.ctx("market_lead")).filter(pk=made.pk).exists()


def test_report_incident_of_a_scratch_is_kept_and_nobody_is_woken(stage: Stage) -> None:
    made = report(stage, path=SCRATCH)
    assert (made.timeliness, made.state, made.report_by_at) == (
        Timeliness.NOT_DUE,
        IncidentState.CLOSED,
        None,
    )
    assert not IncidentNotice.objects.unscoped("tests").exists()
    assert not notices_to(stage.units["health"])
    assert incidents(stage.ctx("lead")).filter(pk=made.pk).exists(), "the supervisor may read it"


def test_report_incident_found_by_the_authority_leaves_the_clock_of_the_institution_running(
    stage: Stage,
) -> None:
    made = report(stage, "ann")
    assert (made.reported_at, made.timeliness) == (None, Timeliness.RUNNING)
    assert made.found_by_unit == stage.units["health"]
    [news] = notices_to(stage.units["place"])
    assert "还没有报告" in news.title or "没有报告" in news.title
    late = report(stage, "ann", known_at=NOW - 2 * GENERAL * MINUTE, happened_at=NOW - 3 * GENERAL * MINUTE)
    assert late.timeliness == Timeliness.SILENT


def test_report_incident_by_telephone_counts_when_it_rang(stage: Stage) -> None:
    made = report(stage, "lead", told_at=NOW - MINUTE)
    assert (made.reported_at, made.timeliness, made.found_by_unit) == (
        NOW - MINUTE,
        Timeliness.ON_TIME,
        None,
    )
    nobody = report(stage, "head", told_at=NOW - MINUTE)
    assert nobody.reported_at == NOW, "an institution does not date its own report"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"known_at": NOW + MINUTE}, "known_at"),
        ({"happened_at": NOW + MINUTE, "known_at": NOW}, "happened_at"),
        ({"known_at": NOW - 11 * MINUTE}, "known_at"),
        ({"children_count": -1}, "children_count"),
        ({"told_at": NOW - 6 * MINUTE}, "told_at"),
        ({"what": "长" * 4001}, "what"),
    ],
)
def test_report_incident_refuses_what_cannot_be(stage: Stage, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        report(stage, **changes)
    assert refused.value.status == 422
    assert field in {reason.field for reason in refused.value.verdict.failures}
    assert not Incident.objects.unscoped("tests").exists()


@pytest.mark.parametrize("path", [(), ("hurt",), ("hurt", "fly"), (*SCRATCH, "more")])
def test_report_incident_refuses_answers_that_lead_nowhere(stage: Stage, path: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        report(stage, path=path)


def test_report_incident_for_the_own_institution_alone(stage: Stage) -> None:
    other = an_institution("河东托育园", "52330302MJ000000XY")
    with pytest.raises(Refused) as refused:
        report(stage, institution_id=other.pk)
    assert refused.value.status == 404
    with pytest.raises(Refused) as forbidden:
        report(stage, "office")
    assert forbidden.value.status == 403


def test_acknowledge_incident_names_who_follows_up(stage: Stage) -> None:
    made = report(stage, path=ABUSE)
    services.acknowledge_incident(stage.ctx("bo", NOW + MINUTE), AcknowledgeIncident(made.pk))
    notices = IncidentNotice.objects.unscoped("tests").filter(incident=made, unit=stage.units["health"])
    assert [(each.acknowledged_by, each.acknowledged_at) for each in notices] == [("bo君", NOW + MINUTE)]
    assert again(made).state == IncidentState.ACKNOWLEDGED
    with pytest.raises(Refused) as twice:
        services.acknowledge_incident(stage.ctx("ann"), AcknowledgeIncident(made.pk))
    assert twice.value.status == 409
    services.acknowledge_incident(stage.ctx("police", NOW + 2 * MINUTE), AcknowledgeIncident(made.pk))
    assert [step.move for step in timeline(made)] == ["begin", "acknowledge", "acknowledge"]


def test_acknowledge_incident_only_by_units_that_were_told(stage: Stage) -> None:
    made = report(stage)
    for who, status in (("market_lead", 404), ("police", 404), ("head", 403), ("mayor", 403)):
        with pytest.raises(Refused) as refused:
            services.acknowledge_incident(stage.ctx(who), AcknowledgeIncident(made.pk))
        assert refused.value.status == status, who


def test_investigate_incident_only_after_somebody_took_note(stage: Stage) -> None:
    made = report(stage)
    with pytest.raises(Refused) as early:
        services.investigate_incident(stage.ctx("lead"), InvestigateIncident(made.pk))
    assert early.value.status == 409
    services.acknowledge_incident(stage.ctx("lead"), AcknowledgeIncident(made.pk))
    done = services.investigate_incident(stage.ctx("ann"), InvestigateIncident(made.pk))
    assert done.state == IncidentState.INVESTIGATING


def test_close_incident_asks_for_cause_and_measures(stage: Stage) -> None:
    made = report(stage)
    services.acknowledge_incident(stage.ctx("lead"), AcknowledgeIncident(made.pk))
    services.investigate_incident(stage.ctx("lead"), InvestigateIncident(made.pk))
    for cause, lessons in (("", "改"), ("滑梯湿", " ")):
        with pytest.raises(Refused) as empty:
            services.close_incident(stage.ctx("lead"), CloseIncident(made.pk, cause, lessons))
        assert empty.value.status == 422
    done = services.close_incident(
        stage.ctx("lead", NOW + timedelta(days=1)), CloseIncident(made.pk, "滑梯湿滑", "雨天停用")
    )
    assert (done.state, done.closed_at) == (IncidentState.CLOSED, NOW + timedelta(days=1))
    assert again(made).cause.reveal() == "滑梯湿滑"
    open_clocks = Clock.objects.unscoped("tests").filter(
        subject_id=made.pk, met_on__isnull=True, cancelled_on__isnull=True
    )
    assert not open_clocks.exists()
    with pytest.raises(Refused) as over:
        services.update_incident(stage.ctx("head"), UpdateIncident(made.pk, "孩子出院了"))
    assert over.value.status == 409


def test_update_incident_meets_the_clock_of_the_institution(stage: Stage) -> None:
    made = report(stage)
    services.update_incident(stage.ctx("ann"), UpdateIncident(made.pk, "到了医院"))
    clock = Clock.objects.unscoped("tests").get(subject_id=made.pk, kind="incident_follow_up")
    assert clock.met_on is None, "the authority's word is not the institution's"
    services.update_incident(stage.ctx("head"), UpdateIncident(made.pk, "孩子已经复位，回家休息"))
    clock.refresh_from_db()
    assert clock.met_on == NOW.date()
    assert again(made).timeliness == Timeliness.ON_TIME


def test_update_incident_is_the_report_of_an_institution_that_was_found(stage: Stage) -> None:
    made = report(stage, "ann")
    services.update_incident(stage.ctx("head", NOW + MINUTE), UpdateIncident(made.pk, "情况属实"))
    assert (again(made).reported_at, again(made).timeliness) == (NOW + MINUTE, Timeliness.ON_TIME)
    other = report(stage, "ann")
    late = NOW + (GENERAL + 1) * MINUTE
    services.update_incident(stage.ctx("head", late), UpdateIncident(other.pk, "情况属实"))
    assert again(other).timeliness == Timeliness.SILENT, "found first, and told after the time"


def test_reveal_incident_asks_for_a_purpose_and_writes_it_down(stage: Stage) -> None:
    made = report(stage)
    with pytest.raises(Refused):
        services.reveal_incident(stage.ctx("ann"), RevealIncident(made.pk))
    told_all = services.reveal_incident(stage.ctx("ann").for_purpose("现场核实"), RevealIncident(made.pk))
    assert told_all.what == "从滑梯上摔下，手臂变形"
    entry = Entry.objects.unscoped("tests").filter(verb="supervision.incident.reveal", result="ok").get()
    assert entry.purpose == "现场核实"
    for who, status in (("mayor", 403), ("office", 403), ("market_lead", 404)):
        with pytest.raises(Refused) as refused:
            services.reveal_incident(stage.ctx(who).for_purpose("看看"), RevealIncident(made.pk))
        assert refused.value.status == status, who


def test_watch_incidents_marks_the_silent_once(stage: Stage) -> None:
    made = report(stage, "ann")
    assert made.report_by_at is not None
    watch_incidents(system(made.report_by_at))
    assert again(made).timeliness == Timeliness.RUNNING, "the last moment is still in time"
    after = made.report_by_at + MINUTE
    watch_incidents(system(after))
    assert (again(made).timeliness, again(made).timeliness_at) == (Timeliness.SILENT, after)
    services.update_incident(stage.ctx("head", after + MINUTE), UpdateIncident(made.pk, "情况属实"))
    assert (again(made).timeliness, again(made).timeliness_at) == (Timeliness.SILENT, after)


def test_watch_incidents_tells_the_next_person_then_the_leader(stage: Stage) -> None:
    made = report(stage)
    first, second = NOW + PATIENCE * MINUTE, NOW + 2 * PATIENCE * MINUTE
    assert watch_incidents(system(first - MINUTE)) == 0
    assert watch_incidents(system(first)) == 1
    assert watch_incidents(system(first)) == 0, "once, not every five minutes"
    news = notices_to(stage.units["health"])[-1]
    assert (news.role, news.urgency) == ("unit_head", Urgency.ALARM)
    assert watch_incidents(system(second)) == 1
    assert notices_to(stage.units["group"])[-1].role == "leader"
    assert watch_incidents(system(second + timedelta(days=3))) == 0
    services.acknowledge_incident(stage.ctx("lead"), AcknowledgeIncident(made.pk))


def test_watch_incidents_leaves_what_somebody_took_note_of(stage: Stage) -> None:
    made = report(stage)
    services.acknowledge_incident(stage.ctx("lead"), AcknowledgeIncident(made.pk))
    assert watch_incidents(system(NOW + timedelta(days=1))) == 0


def test_the_round_is_quiet_where_nothing_waits(stage: Stage) -> None:
    before = Entry.objects.unscoped("tests").count()
    watch(system(NOW))
    assert Entry.objects.unscoped("tests").count() == before
    report(stage)
    watch(system(NOW + timedelta(hours=1)))
    assert Entry.objects.unscoped("tests").filter(verb="supervision.incident.watch").exists()


def test_credit_hears_of_the_late_and_the_silent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr("tuoyu.operations.supervision.services.incident_telling.announce", heard.append)
    report(stage)
    assert not heard
    late = report(stage, known_at=NOW - (GENERAL + 1) * MINUTE, happened_at=NOW - (GENERAL + 2) * MINUTE)
    found = report(stage, "ann")
    assert found.report_by_at is not None
    watch_incidents(system(found.report_by_at + MINUTE))
    services.update_incident(
        stage.ctx("head", found.report_by_at + 2 * MINUTE), UpdateIncident(found.pk, "属实")
    )
    assert heard == [
        IncidentLate(late.pk, stage.place.pk, "late"),
        IncidentLate(found.pk, stage.place.pk, "silent"),
    ]


def test_incident_facts_can_be_asked_for_any_day(stage: Stage) -> None:
    old = NOW - timedelta(days=40)
    late = report(stage, known_at=NOW - (GENERAL + 1) * MINUTE, happened_at=NOW - (GENERAL + 2) * MINUTE)
    report(stage, path=SCRATCH, happened_at=old, known_at=old)
    ids = [stage.place.pk]
    facts = incident_facts(ids, NOW.date(), NOW)
    assert [(fact.kind, fact.severity, fact.is_late) for fact in facts] == [
        ("injury", "minor", False),
        ("injury", "major", True),
    ]
    assert facts[1].happened_on == late.happened_at.date()
    assert [fact.severity for fact in incident_facts(ids, old.date(), NOW)] == ["minor"]
    assert incident_facts(ids, NOW.date(), NOW - MINUTE) == [], "not yet on record then"
    assert incident_facts([], NOW.date(), NOW) == []


def test_incident_facts_know_silence_only_from_its_hour(stage: Stage) -> None:
    made = report(stage, "ann")
    assert made.report_by_at is not None
    after = made.report_by_at + MINUTE
    watch_incidents(system(after))
    asked = [stage.place.pk]
    assert [fact.is_late for fact in incident_facts(asked, NOW.date(), NOW)] == [False]
    assert [fact.is_late for fact in incident_facts(asked, NOW.date(), after)] == [True]


def seen_by(ctx: Ctx, incident: Incident) -> bool:
    return incidents(ctx).filter(pk=incident.pk).exists()


def test_who_sees_an_incident(stage: Stage) -> None:
    made = report(stage)
    assert (
        Institution.objects.unscoped("tests").get(pk=made.institution_id).supervisor == stage.units["health"]
    )
    sees = {who: seen_by(stage.ctx(who), made) for who in stage.posts}
    assert {who for who, may in sees.items() if may} == {
        "lead", "chief", "ann", "bo", "head", "office", "mayor",
    }  # fmt: skip
