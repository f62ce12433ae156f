"""Drills: who answers, how fast, and who stays silent; a drill is never taken for the real thing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_unit
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import an_institution, system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.incidents import ReportIncident, StartDrill
from tuoyu.operations.supervision.figures.incidents import FIGURES, drill_silence
from tuoyu.operations.supervision.models import Drill, Incident, IncidentNotice
from tuoyu.operations.supervision.policy.incidents import drill_minutes_at
from tuoyu.operations.supervision.queries.incidents import (
    drill_asked,
    drill_result,
    drills_waiting,
    incident_facts,
    targets_of,
)
from tuoyu.operations.supervision.services.drills import start_drill
from tuoyu.operations.supervision.services.incident_rounds import watch_incidents
from tuoyu.operations.supervision.services.incidents import report_incident
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SCENARIO = "托小班一名孩子从滑梯上摔下，正送医院"


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def with_account(name: str, code: str) -> Institution:
    other = an_institution(name, "52330302MJ000000XY")
    other.unit = make_unit(code, name, kind="served", area="330302002")
    other.save(update_fields=["unit"])
    return other


def started(stage: Stage, *places: Institution) -> Drill:
    ids = tuple(place.pk for place in (stage.place, *places))
    return start_drill(stage.ctx("lead"), StartDrill("秋季演练", SCENARIO, ids))


def answer(stage: Stage, drill: Drill, minutes: int) -> Incident:
    now = NOW + minutes * MINUTE
    path = ("hurt", "hospital", "grave", "accident")
    return report_incident(
        stage.ctx("head", now), ReportIncident(stage.place.pk, path, NOW, NOW, drill_id=drill.pk)
    )


def test_start_drill_says_that_it_is_one(stage: Stage) -> None:
    drill = started(stage)
    news = Notice.objects.unscoped("tests").get(unit=stage.units["place"])
    assert news.title.startswith("【这是演练】")
    assert news.sentence.startswith("【这是演练】")
    assert SCENARIO in news.sentence
    assert news.link == f"/supervision/incidents/now/?drill={drill.pk}"
    assert drills_waiting(stage.ctx("head")) == [drill]
    assert drill_asked(stage.ctx("head"), drill.pk) == drill
    assert drill_asked(stage.ctx("ann"), drill.pk) is None


def test_the_minutes_until_the_report_are_measured(stage: Stage) -> None:
    other = with_account("河东托育园", "hdty")
    drill = started(stage, other)
    made = answer(stage, drill, 7)
    assert made.is_drill
    targets = list(targets_of(drill))
    assert [(target.institution, target.minutes) for target in targets] == [(stage.place, 7), (other, None)]
    before = drill_result(drill, targets, NOW + 8 * MINUTE)
    assert (before.asked, before.answered, before.waiting, before.silent) == (2, 1, 1, 0)
    after = drill_result(drill, targets, drill.ends_at + MINUTE)
    assert (after.waiting, after.silent, after.median_minutes) == (0, 1, 7)
    assert drills_waiting(stage.ctx("head", NOW + 8 * MINUTE)) == []


def test_a_drill_reaches_only_who_began_it(stage: Stage) -> None:
    drill = started(stage)
    made = answer(stage, drill, 3)
    [notice] = IncidentNotice.objects.unscoped("tests").filter(incident=made)
    assert (notice.unit, notice.bodies) == (stage.units["health"], ["演练"])
    assert not Clock.objects.unscoped("tests").filter(subject_id=made.pk).exists()
    assert incident_facts([stage.place.pk], NOW.date(), NOW + timedelta(days=1)) == []
    watch_incidents(system(NOW + timedelta(hours=3)))
    watch_incidents(system(NOW + timedelta(hours=4)))
    leaders = Notice.objects.unscoped("tests").filter(role="leader")
    assert not leaders.exists(), "a drill wakes no leader"


def test_a_drill_is_answered_once_and_by_the_institution_itself(stage: Stage) -> None:
    drill = started(stage)
    command = ReportIncident(stage.place.pk, ("other", "small"), NOW, NOW, drill_id=drill.pk)
    with pytest.raises(Refused):
        report_incident(stage.ctx("ann"), command)
    answer(stage, drill, 1)
    with pytest.raises(Refused) as twice:
        answer(stage, drill, 2)
    assert twice.value.status == 409


def test_start_drill_refuses_whom_it_cannot_reach(stage: Stage) -> None:
    mute = an_institution("河东托育园", "52330302MJ000000XY")
    for ids in ((), (mute.pk,), (stage.place.pk, mute.pk), (10**9,)):
        with pytest.raises(Refused) as refused:
            start_drill(stage.ctx("lead"), StartDrill("演练", SCENARIO, ids))
        assert refused.value.status == 422
    with pytest.raises(Refused):
        start_drill(stage.ctx("lead"), StartDrill(" ", SCENARIO, (stage.place.pk,)))
    with pytest.raises(Refused) as forbidden:
        start_drill(stage.ctx("head"), StartDrill("演练", SCENARIO, (stage.place.pk,)))
    assert forbidden.value.status == 403
    assert not Drill.objects.unscoped("tests").exists()


def test_the_figures_count_the_silent_of_drills_that_are_over(stage: Stage) -> None:
    other = with_account("河东托育园", "hdty")
    drill = started(stage, other)
    answer(stage, drill, 7)
    running = drill_silence(system(NOW + MINUTE), NOW.date(), None)
    assert (running.numerator, running.denominator) == (0, 0)
    over = drill_silence(system(drill.ends_at + MINUTE), NOW.date(), None)
    assert (over.numerator, over.denominator) == (1, 2)


def test_the_figures_count_by_kind_without_drills(stage: Stage) -> None:
    drill = started(stage)
    answer(stage, drill, 1)
    report_incident(
        stage.ctx("head"), ReportIncident(stage.place.pk, ("food", "several"), NOW - MINUTE, NOW - MINUTE)
    )
    found = {
        source.key: source.compute(system(NOW + MINUTE), NOW.date(), None).numerator for source in FIGURES
    }
    assert found["supervision.incidents_food"] == 1
    assert found["supervision.incidents_injury"] == 0
    assert found["supervision.incidents_in_time"] == 1
    assert drill_minutes_at(NOW.date(), DISTRICT) > 0
