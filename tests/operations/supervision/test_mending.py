"""Findings from handing in to closing: who may, who may not, what each act starts and stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.operations.supervision.mending_world import (
    an_item,
    another_place,
    closed,
    found,
    handed_in,
    picture,
    to_be_looked_at,
)
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import (
    AnswerObjection,
    AnswerSelfCheck,
    CancelFinding,
    CloseFinding,
    ConfirmFinding,
    LookBackFinding,
    RaiseObjection,
    ReopenFinding,
    ReturnFinding,
    SpreadFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.events.findings import FindingOverdue, FindingSettled
from tuoyu.operations.supervision.models import (
    Finding,
    Inspector,
    Objection,
    Proof,
    SelfCheck,
    Visit,
    VisitMember,
)
from tuoyu.operations.supervision.queries.findings import (
    count_alike,
    denied_before,
    earlier_findings,
    rectifications_of,
)
from tuoyu.operations.supervision.services import (
    findings,
    judging,
    objections,
    reminding,
    self_checks,
)
from tuoyu.operations.supervision.services.findings import submit_finding
from tuoyu.operations.supervision.services.reminding import remind_findings
from tuoyu.operations.supervision.words.findings import Adequacy, SelfAnswer
from tuoyu.registers.credit.queries import facts_of
from tuoyu.registers.credit.words import SubjectKind

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _store(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]


@pytest.fixture
def stage() -> Stage:
    return a_stage()


@pytest.fixture(autouse=True)
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the services announced, in order."""
    told: list[object] = []

    def announce(event: object) -> None:
        told.append(event)

    for module in (findings, judging, reminding):
        monkeypatch.setattr(module, "announce", announce)
    return told


def of_kind(told: list[object], kind: type) -> list[object]:
    return [event for event in told if isinstance(event, kind)]


def running(finding: Finding) -> set[tuple[str, int]]:
    """Kinds and units of the open clocks of a finding."""
    rows = Clock.objects.unscoped("tests").filter(subject_type="supervision.finding", subject_id=finding.pk)
    open_rows = rows.filter(met_on__isnull=True, cancelled_on__isnull=True).order_by("pk")
    return {(clock.kind, clock.unit_id) for clock in open_rows}


def why(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in caught.value.verdict.failures]


# ---- handing in ------------------------------------------------------------------------------------------------------


def test_submit_finding_passes_the_clock_to_the_department(stage: Stage) -> None:
    finding = handed_in(stage)
    assert finding.state == "submitted"
    assert running(finding) == {("finding_check", stage.units["health"].pk)}
    assert [(row.side, row.file.name) for row in Proof.objects.unscoped("tests").order_by("pk")] == [
        ("after", "改好了.png")
    ]
    assert [step.move for step in timeline(finding)] == ["begin", "submit"]
    assert (
        Notice.objects.unscoped("tests").filter(unit=stage.units["health"], role="inspection_lead").exists()
    )


def test_submit_finding_without_evidence_is_refused_where_it_is_serious(stage: Stage) -> None:
    finding = found(stage, "major")
    with pytest.raises(Refused) as caught:
        submit_finding(stage.ctx("head"), SubmitFinding(finding.pk, "改好了"))
    assert (caught.value.status, why(caught)) == (422, ["supervision.finding.evidence"])
    finding.refresh_from_db()
    assert finding.state == "open"
    minor = found(stage, "minor")
    assert submit_finding(stage.ctx("head"), SubmitFinding(minor.pk, "改好了")).state == "submitted"


def test_submit_finding_is_the_institution_s_where_it_has_an_account(stage: Stage) -> None:
    finding = found(stage, "minor")
    with pytest.raises(Refused) as caught:
        submit_finding(stage.ctx("lead"), SubmitFinding(finding.pk, "我看过"))
    assert why(caught) == ["supervision.finding.not_theirs"]
    stage.place.unit = None
    stage.place.save(update_fields=["unit"])
    assert submit_finding(stage.ctx("lead"), SubmitFinding(finding.pk, "园长拿来看过")).state == "submitted"
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("lead"), CloseFinding(finding.pk, "够了"))
    assert why(caught) == ["supervision.finding.own_work"]
    assert judging.close_finding(stage.ctx("ann"), CloseFinding(finding.pk, "够了")).state == "closed"


def test_submit_finding_late_is_kept(stage: Stage) -> None:
    finding = found(stage)
    submit_finding(stage.ctx("head", LATER), SubmitFinding(finding.pk, "改好了", (picture(),)))
    assert rectifications_of(finding).get().is_late


# ---- judging ---------------------------------------------------------------------------------------------------------


def test_close_finding_is_not_for_who_found_it(stage: Stage) -> None:
    finding = handed_in(stage, "major")
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("ann"), CloseFinding(finding.pk, "够了"))
    assert (caught.value.status, why(caught)) == (409, ["supervision.finding.same_person"])
    done = judging.close_finding(stage.ctx("bo"), CloseFinding(finding.pk, "看了照片"))
    assert (done.state, done.closed_at) == ("closed", NOW)
    assert running(finding) == set()
    last = rectifications_of(finding).get()
    assert (last.adequacy, last.judged_by, last.reason) == (Adequacy.ENOUGH.value, "bo君", "看了照片")


def test_close_finding_is_not_for_members_of_the_visit(stage: Stage) -> None:
    finding = handed_in(stage, "major")
    visit = Visit.objects.create(
        institution=stage.place, lead_unit=stage.units["health"], kind="planned", code="X1", reason="年度",
        authority="办法", planned_on=NOW.date(), state="signed", state_at=NOW,
    )  # fmt: skip
    member = Inspector.objects.unscoped("tests").get(user=stage.users["bo"])
    VisitMember.objects.create(visit=visit, inspector=member, unit=stage.units["health"])
    finding.visit = visit
    finding.save(update_fields=["visit"])
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("bo"), CloseFinding(finding.pk, "够了"))
    assert why(caught) == ["supervision.finding.same_person"]
    assert judging.close_finding(stage.ctx("lead"), CloseFinding(finding.pk, "够了")).state == "closed"


def test_close_finding_of_minor_ones_may_the_finder_never_the_institution(stage: Stage) -> None:
    finding = handed_in(stage, "minor")
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("head"), CloseFinding(finding.pk, "够了"))
    assert caught.value.status == 403
    both = stage.ctx("ann")
    posts = (*both.actor.posts, stage.posts["head"])
    with pytest.raises(Refused) as caught:
        judging.close_finding(
            replace(both, actor=replace(both.actor, posts=posts)), CloseFinding(finding.pk, "够了")
        )
    assert (caught.value.status, why(caught)) == (409, ["supervision.finding.self_judged"])
    assert judging.close_finding(stage.ctx("ann"), CloseFinding(finding.pk, "够了")).state == "closed"


def test_close_finding_of_grave_ones_wants_a_look_back(stage: Stage) -> None:
    finding = handed_in(stage, "grave")
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("bo"), CloseFinding(finding.pk, "够了"))
    assert why(caught) == ["supervision.finding.look_back_first"]


def test_close_finding_of_another_department_is_not_found(stage: Stage) -> None:
    finding = handed_in(stage)
    with pytest.raises(Refused) as caught:
        judging.close_finding(stage.ctx("cai"), CloseFinding(finding.pk, "够了"))
    assert caught.value.status == 404


def test_return_finding_gives_a_new_term(stage: Stage) -> None:
    finding = handed_in(stage)
    back = judging.return_finding(stage.ctx("ann", LATER), ReturnFinding(finding.pk, "没有拍到日期"))
    assert back.state == "returned"
    assert back.due_on > LATER.date()
    assert running(finding) == {("finding_major", stage.units["place"].pk)}
    again = submit_finding(stage.ctx("head", LATER), SubmitFinding(finding.pk, "补拍", (picture(),)))
    assert [row.round for row in rectifications_of(again)] == [2, 1]
    assert [row.adequacy for row in rectifications_of(again)] == ["waiting", "returned"]


def test_return_finding_says_why(stage: Stage) -> None:
    finding = handed_in(stage)
    with pytest.raises(Refused) as caught:
        judging.return_finding(stage.ctx("bo"), ReturnFinding(finding.pk, " "))
    assert caught.value.status == 422


def test_look_back_finding_sets_a_day(stage: Stage) -> None:
    finding = to_be_looked_at(stage)
    assert (finding.state, finding.look_back_on) == ("look_back", NOW.date() + timedelta(days=7))
    clock = Clock.objects.unscoped("tests").get(kind="finding_look_back", subject_id=finding.pk)
    assert clock.due_on == finding.look_back_on
    past = handed_in(stage)
    with pytest.raises(Refused) as caught:
        judging.look_back_finding(stage.ctx("lead"), LookBackFinding(past.pk, NOW.date() - timedelta(days=1)))
    assert why(caught) == ["supervision.finding.look_back_past"]


def test_confirm_finding_closes_after_the_look_back(stage: Stage) -> None:
    finding = to_be_looked_at(stage)
    with pytest.raises(Refused) as caught:
        judging.confirm_finding(stage.ctx("ann"), ConfirmFinding(finding.pk, "还好"))
    assert why(caught) == ["supervision.finding.same_person"]
    done = judging.confirm_finding(stage.ctx("bo"), ConfirmFinding(finding.pk, "现场看了，本子齐"))
    assert done.state == "closed"
    assert running(finding) == set()


def credited(stage: Stage) -> list[str]:
    """What the record of credit says of the institution."""
    found = facts_of(system(), SubjectKind.INSTITUTION, str(stage.place.pk))
    return [fact.source_title for fact in found]


def test_reopen_finding_is_a_repeat(stage: Stage, announced: list[object]) -> None:
    finding = to_be_looked_at(stage)
    again = judging.reopen_finding(stage.ctx("ann"), ReopenFinding(finding.pk, "本子又空着"))
    assert (again.state, again.repeats) == ("open", 1)
    assert running(finding) == {("finding_grave", stage.units["place"].pk)}
    assert rectifications_of(finding).get().adequacy == Adequacy.RETURNED.value
    assert credited(stage) == ["检查问题：严重问题重复出现（第2次）"]


def test_reopen_finding_after_it_was_closed(stage: Stage, announced: list[object]) -> None:
    finding = closed(stage)
    again = judging.reopen_finding(stage.ctx("bo", LATER), ReopenFinding(finding.pk, "又没有记"))
    assert (again.state, again.repeats, again.closed_at) == ("open", 1, None)
    assert rectifications_of(finding).get().adequacy == Adequacy.ENOUGH.value
    assert credited(stage) == []


def test_a_grave_finding_closed_late_weighs(stage: Stage, announced: list[object]) -> None:
    finding = found(stage, "grave")
    submit_finding(stage.ctx("head", LATER), SubmitFinding(finding.pk, "改了", (picture(),)))
    judging.look_back_finding(stage.ctx("lead", LATER), LookBackFinding(finding.pk, LATER.date()))
    judging.confirm_finding(stage.ctx("bo", LATER), ConfirmFinding(finding.pk, "看了"))
    assert credited(stage) == ["检查问题：严重问题逾期才整改"]


def test_cancel_finding_stops_every_clock(stage: Stage) -> None:
    finding = handed_in(stage)
    with pytest.raises(Refused) as caught:
        judging.cancel_finding(stage.ctx("bo"), CancelFinding(finding.pk, "看错了"))
    assert caught.value.status == 403
    done = judging.cancel_finding(stage.ctx("lead"), CancelFinding(finding.pk, "看错了"))
    assert done.state == "cancelled"
    assert running(finding) == set()


# ---- objections ------------------------------------------------------------------------------------------------------


def objected(stage: Stage) -> tuple[Finding, Objection]:
    finding = found(stage)
    return finding, objections.raise_objection(stage.ctx("head"), RaiseObjection(finding.pk, "本子在隔壁"))


def test_raise_objection_lets_the_finding_run_on(stage: Stage) -> None:
    finding, _ = objected(stage)
    finding.refresh_from_db()
    assert finding.state == "open"
    assert running(finding) == {
        ("finding_major", stage.units["place"].pk),
        ("finding_objection", stage.units["health"].pk),
    }
    with pytest.raises(Refused) as caught:
        objections.raise_objection(stage.ctx("head"), RaiseObjection(finding.pk, "再说一次"))
    assert why(caught) == ["supervision.objection.waits"]


def test_raise_objection_is_too_late_when_it_is_closed(stage: Stage) -> None:
    finding = closed(stage)
    with pytest.raises(Refused) as caught:
        objections.raise_objection(stage.ctx("head"), RaiseObjection(finding.pk, "不对"))
    assert why(caught) == ["supervision.objection.settled"]


def test_answer_objection_upheld_takes_the_finding_back(stage: Stage) -> None:
    finding, objection = objected(stage)
    objections.answer_objection(stage.ctx("lead"), AnswerObjection(objection.pk, "upheld", "本子确实在"))
    finding.refresh_from_db()
    assert finding.state == "cancelled"
    assert running(finding) == set()


def test_answer_objection_kept_lets_it_run_on(stage: Stage) -> None:
    finding, objection = objected(stage)
    objections.answer_objection(stage.ctx("lead"), AnswerObjection(objection.pk, "kept", "日期是后补的"))
    finding.refresh_from_db()
    assert finding.state == "open"
    assert running(finding) == {("finding_major", stage.units["place"].pk)}
    assert [step.move for step in timeline(finding)] == ["begin", "object", "answer"]
    for outcome in ("kept", "waiting"):
        with pytest.raises(Refused):
            objections.answer_objection(stage.ctx("lead"), AnswerObjection(objection.pk, outcome, "再答"))


# ---- self-checks -----------------------------------------------------------------------------------------------------


def asked(stage: Stage, severity: str = "grave") -> SelfCheck:
    another_place(stage, form=stage.place.form)
    finding = found(stage, severity)
    assert self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(finding.pk)) == 1
    return SelfCheck.objects.unscoped("tests").get()


def test_spread_finding_asks_those_that_are_alike_once(stage: Stage) -> None:
    check = asked(stage)
    clock = Clock.objects.unscoped("tests").get(kind="finding_self_check")
    assert (clock.unit_id, clock.due_on) == (stage.units["other"].pk, check.due_on)
    second = found(stage, "grave")
    assert self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(second.pk)) == 0


@pytest.mark.parametrize("change", [{"form": "home"}, {"standing": "closed"}, {"unit": None}])
def test_spread_finding_asks_nobody_else(stage: Stage, change: dict[str, object]) -> None:
    another_place(stage, **change)
    finding = found(stage)
    assert self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(finding.pk)) == 0


def test_spread_finding_wants_an_item(stage: Stage) -> None:
    finding = found(stage, item="")
    with pytest.raises(Refused) as caught:
        self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(finding.pk))
    assert why(caught) == ["supervision.finding.no_item"]


def test_spread_serious_finding_by_itself(stage: Stage) -> None:
    another_place(stage, form=stage.place.form)
    told = [
        self_checks.spread_serious_finding(system(), found(stage, severity).pk)
        for severity in ("major", "minor", "minor")
    ]
    assert told == [0, 0, 1]  # the third of one item within the days of the policy
    assert count_alike(found(stage, "minor"), 90) == 4
    old = found(stage, "grave", item="FIRE-001", now=NOW - timedelta(days=91))
    assert self_checks.spread_serious_finding(system(), old.pk) == 0
    assert self_checks.spread_serious_finding(system(), found(stage, "grave", item="FIRE-001").pk) == 1


def test_answer_self_check_in_two_taps(stage: Stage) -> None:
    check = asked(stage)
    with pytest.raises(Refused) as caught:
        self_checks.answer_self_check(stage.ctx("other"), AnswerSelfCheck(check.pk, "mended"))
    assert caught.value.status == 422
    with pytest.raises(Refused) as caught:
        self_checks.answer_self_check(stage.ctx("head"), AnswerSelfCheck(check.pk, "clean"))
    assert caught.value.status == 404
    done = self_checks.answer_self_check(stage.ctx("other"), AnswerSelfCheck(check.pk, "clean"))
    assert done.answer == SelfAnswer.CLEAN.value
    assert not Clock.objects.unscoped("tests").filter(kind="finding_self_check", met_on__isnull=True).exists()
    with pytest.raises(Refused) as caught:
        self_checks.answer_self_check(stage.ctx("other"), AnswerSelfCheck(check.pk, "clean"))
    assert why(caught) == ["supervision.self_check.answered"]


def test_who_denied_it_and_has_it_after_all_is_marked(stage: Stage) -> None:
    check = asked(stage)
    self_checks.answer_self_check(stage.ctx("other"), AnswerSelfCheck(check.pk, "clean"))
    later = found(stage, now=LATER, at=check.institution)
    assert denied_before(later) == check
    assert denied_before(found(stage, now=LATER)) is None
    assert denied_before(found(stage, now=LATER, at=check.institution, item="FIRE-001")) is None


def test_earlier_findings_of_the_item_at_the_place(stage: Stage) -> None:
    first, second = found(stage), found(stage, now=LATER)
    found(stage, now=LATER, item="FIRE-001")
    assert list(earlier_findings(second)) == [first]
    assert an_item().pk == second.item_id


# ---- overdue ---------------------------------------------------------------------------------------------------------


def test_remind_findings_once_at_each_step(stage: Stage, announced: list[object]) -> None:
    finding = found(stage)
    days = [finding.due_on + timedelta(days=more) for more in (0, 1, 1, 2, 8, 9, 40, 41)]
    told = [remind_findings(system(NOW.replace(month=day.month, day=day.day))) for day in days]
    assert sum(told) == 3
    assert told[0] == 0
    assert told[-1] == 0
    events = [event for event in announced if isinstance(event, FindingOverdue)]
    assert [event.finding_id for event in events] == [finding.pk] * 3
    assert [event.days for event in events] == sorted({event.days for event in events})
    keys = Notice.objects.unscoped("tests").filter(sentence__contains="逾期").order_by("pk")
    assert {notice.unit_id for notice in keys} == {stage.units["health"].pk, stage.units["place"].pk}


def test_remind_findings_begins_anew_with_a_new_term(stage: Stage) -> None:
    finding = found(stage)
    assert remind_findings(system(LATER)) == 1
    submit_finding(stage.ctx("head", LATER), SubmitFinding(finding.pk, "改了", (picture(),)))
    assert remind_findings(system(LATER + timedelta(days=30))) == 0
    judging.return_finding(stage.ctx("bo", LATER), ReturnFinding(finding.pk, "不清楚"))
    assert remind_findings(system(LATER)) == 0
    assert remind_findings(system(LATER + timedelta(days=30))) == 1


def test_remind_findings_is_the_house_s_alone(stage: Stage) -> None:
    with pytest.raises(Refused):
        remind_findings(stage.ctx("lead"))


def test_whoever_waits_for_a_finding_hears_that_it_is_settled(stage: Stage, announced: list[object]) -> None:
    finding = closed(stage)
    other = found(stage)
    judging.cancel_finding(stage.ctx("lead"), CancelFinding(other.pk, "看错了"))
    assert of_kind(announced, FindingSettled) == [
        FindingSettled(finding.pk, is_cancelled=False),
        FindingSettled(other.pk, is_cancelled=True),
    ]
