"""Reports: asked for, sent in, withdrawn, accepted, returned — who may, what is written, which clocks run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.governance.coordination.world import (
    AREA,
    ENOUGH,
    JUNE,
    MAY,
    NOW,
    PROOF,
    TODAY,
    World,
    clocks,
    fresh,
    make_task,
    make_version,
    moves,
    open_clocks,
    verbs,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import (
    AcceptReport,
    FigureEntry,
    NewFile,
    ReturnReport,
    SubmitReport,
    WithdrawReport,
)
from tuoyu.governance.coordination.models import Evidence, Report, ReportFigure
from tuoyu.governance.coordination.rules.proof import proof_of
from tuoyu.governance.coordination.words import Origin, Proof
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans.words import VersionState


def refusal(run: object, *args: object) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        run(*args)  # type: ignore[operator]
    return refused.value.status, refused.value.verdict.failures[0].code


def reports() -> list[Report]:
    return list(Report.objects.unscoped("test").select_related("unit", "task").order_by("pk"))


def test_open_reports_asks_every_lead_unit_once(world: World) -> None:
    assert services.open_reports(world.system(), MAY) == 4
    # 各街镇 leads task 3: nobody sits in the collective, so each street is asked.
    asked = [(report.task.no, report.unit.code) for report in reports()]
    assert asked == [(1, "zgfj"), (2, "wjj"), (3, "wumajd"), (3, "puxiejd")]
    assert services.open_reports(world.system(), MAY) == 0
    assert len(reports()) == 4
    assert verbs().count("coordination.report.open") == 2


def test_open_reports_starts_clocks_at_the_end_of_the_month(world: World) -> None:
    services.open_reports(world.system(), MAY)
    [clock] = clocks(reports()[0])
    # Five working days after the 31st of May 2021.
    assert (clock.started_on, clock.due_on) == (date(2021, 5, 31), date(2021, 6, 7))
    assert clock.unit_id == world.unit["zgfj"].pk
    assert clock.role == "unit_officer"
    assert clock.link == f"/coordination/reports/{reports()[0].pk}/"
    assert (clock.basis, clock.is_unverified) == ("报告期结束后5个工作日内报送进展", True)


@pytest.mark.parametrize(
    ("period", "code"),
    [(date(2021, 5, 2), "coordination.period_form"), (date(2021, 8, 1), "coordination.period_ahead")],
)
def test_open_reports_wants_the_first_of_a_month_that_began(world: World, period: date, code: str) -> None:
    assert refusal(services.open_reports, world.office(), period) == (422, code)


def test_open_reports_is_not_for_units(world: World) -> None:
    assert refusal(services.open_reports, world.ctx("wjj"), MAY) == (403, "access.role")


def test_submit_report_meets_its_clock_and_asks_the_office_to_review(world: World) -> None:
    services.open_reports(world.system(), MAY)
    report = world.submit(
        summary=f"  {ENOUGH}  ", obstacles="缺用房清单", next_steps="六月复核", files=(PROOF,)
    )
    row = fresh(report)
    assert (row.state, row.summary, row.submitted_by, row.submitted_at) == (
        "submitted",
        ENOUGH,
        "自规分局某",
        NOW,
    )
    assert row.evidence_count == 1
    owed, review = clocks(report)
    assert (owed.kind, owed.met_on) == ("report_due", TODAY)
    assert (review.kind, review.unit_id, review.role) == (
        "evidence_review",
        world.unit["ldxz"].pk,
        "coordinator",
    )
    assert review.due_on == date(2021, 6, 22)
    assert moves(report) == ["submit"]
    assert "coordination.report.submit" in verbs()
    entry = Entry.objects.unscoped("test").get(verb="coordination.report.submit")
    # Names of columns, never what was written.
    assert "summary" in entry.fields
    assert ENOUGH not in str(entry.__dict__)


def test_submit_report_volunteers_where_the_unit_only_answers(world: World) -> None:
    report = world.submit("zjj", task=2)
    assert [clock.kind for clock in clocks(report)] == ["evidence_review"]


def test_submit_report_of_a_street_stands_under_its_collective(world: World) -> None:
    report = world.submit("wumajd", task=1)
    assert report.unit == world.unit["wumajd"]
    # Led by the collective, too.
    assert world.submit("puxiejd", task=3).unit == world.unit["puxiejd"]


def test_submit_report_twice_is_refused_and_changes_nothing(world: World) -> None:
    report = world.submit()
    status, code = refusal(world.submit, "zgfj")
    assert (status, code) == (409, "flow.state")
    assert moves(report) == ["submit"]
    assert len(reports()) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"summary": "已做。"}, (422, "coordination.summary_short")),
        ({"period_on": date(2021, 5, 3)}, (422, "coordination.period_form")),
        ({"period_on": date(2021, 7, 1)}, (422, "coordination.period_ahead")),
        ({"figures": (FigureEntry("走访户数"),)}, (422, "coordination.figure_missing")),
        ({"figures": (FigureEntry("", source_key="nobody.knows"),)}, (422, "coordination.figure_unknown")),
        ({"files": (NewFile("病毒.exe", b"MZ\x90\x00"),)}, (422, None)),
    ],
)
def test_submit_report_refuses_wrong_input_and_writes_nothing(
    world: World, changes: dict[str, object], expected: tuple[int, str | None]
) -> None:
    status, code = refusal(lambda: world.submit(**changes))
    assert status == expected[0]
    assert expected[1] in {code, None}
    assert reports() == []
    assert Evidence.objects.unscoped("test").count() == 0


def test_submit_report_for_another_unit_is_refused(world: World) -> None:
    officer = world.ctx("zjj")
    command = SubmitReport(world.task[1].pk, world.unit["zgfj"].pk, MAY, ENOUGH)
    assert refusal(services.submit_report, officer, command) == (403, "coordination.not_own_unit")
    assert reports() == []


def test_submit_report_for_a_task_of_others_is_not_found(world: World) -> None:
    command = SubmitReport(world.task[1].pk, world.unit["czj"].pk, MAY, ENOUGH)
    assert refusal(services.submit_report, world.ctx("czj"), command) == (404, "access.not_found")


@pytest.mark.parametrize("role", ["leader", "coordinator", "system_admin", "audit_admin"])
def test_submit_report_is_not_for_those_who_look_on(world: World, role: str) -> None:
    command = SubmitReport(world.task[1].pk, world.unit["zgfj"].pk, MAY, ENOUGH)
    assert refusal(services.submit_report, world.ctx("zgfj", role), command)[0] == 403


def test_submit_report_with_a_post_that_only_looks_on_there(world: World) -> None:
    """An officer of one unit who is the leader in another does not report for the other."""
    own, other = world.unit["zjj"], world.unit["zgfj"]
    posts = (
        PostRef(1, own.pk, own.name, "unit_officer", AREA),
        PostRef(2, other.pk, other.name, "leader", AREA),
    )
    ctx = Ctx(Actor(ActorKind.PERSON, "两岗", posts=posts), NOW, "test", AREA)
    status, _ = refusal(services.submit_report, ctx, SubmitReport(world.task[1].pk, other.pk, MAY, ENOUGH))
    assert status in {403, 404}
    assert reports() == []


def test_submit_report_to_a_plan_that_stepped_back_is_not_found(world: World) -> None:
    old = make_task(make_version(VersionState.SUPERSEDED), world.unit, 1, "旧任务", "zgfj")
    command = SubmitReport(old.pk, world.unit["zgfj"].pk, MAY, ENOUGH)
    assert refusal(services.submit_report, world.ctx("zgfj"), command) == (404, "access.not_found")


def test_submit_report_by_a_token_without_the_scope(world: World) -> None:
    ctx = world.ctx("zgfj")
    narrowed = replace(ctx, actor=replace(ctx.actor, scopes=frozenset({"coordination.report.view"})))
    command = SubmitReport(world.task[1].pk, world.unit["zgfj"].pk, MAY, ENOUGH)
    assert refusal(services.submit_report, narrowed, command) == (403, "access.token")


def test_submit_report_marks_where_its_figures_come_from(world: World) -> None:
    reached = world.milestone("zgfj", due=-3)
    services.reach_milestone(world.ctx("zgfj"), _reach(reached.pk))
    world.milestone("zgfj", due=-2)
    typed = FigureEntry("走访户数", "户", Decimal("12.50"))
    drawn = FigureEntry("随便写", "个", Decimal(99), source_key="coordination.milestones_reached")
    report = world.submit(figures=(typed, drawn))
    first, second = ReportFigure.objects.unscoped("test").filter(report=report).order_by("pk")
    assert (first.label, first.value, first.origin, first.source_key) == (
        "走访户数",
        Decimal("12.50"),
        Origin.TYPED,
        "",
    )
    # What was typed beside a source is not believed: the system counts.
    assert (second.label, second.value, second.origin) == ("到期节点完成率", Decimal(50), Origin.SYSTEM)


def test_submit_report_says_when_the_system_has_no_number(world: World) -> None:
    drawn = FigureEntry("", source_key="coordination.milestones_reached")
    with pytest.raises(Refused, match="“到期节点完成率”现在取不到数"):
        world.submit(figures=(drawn,))


def test_submit_report_again_replaces_figures_and_keeps_evidence(world: World) -> None:
    report = world.submit(figures=(FigureEntry("户数", "户", Decimal(1)),), files=(PROOF,))
    services.return_report(world.office(), ReturnReport(report.pk, "请附清单"))
    second = NewFile("清单.txt", "点位清单\n".encode())
    world.submit(figures=(FigureEntry("户数", "户", Decimal(2)),), files=(second,))
    assert fresh(report).evidence_count == 2
    assert Evidence.objects.unscoped("test").filter(report=report).count() == 2
    assert [row.value for row in ReportFigure.objects.unscoped("test").filter(report=report)] == [Decimal(2)]
    assert fresh(report).review_note == ""


def test_withdraw_report_runs_its_clock_on_and_may_be_sent_again(world: World) -> None:
    services.open_reports(world.system(), MAY)
    report = world.submit()
    services.withdraw_report(world.ctx("zgfj"), WithdrawReport(report.pk))
    [clock] = open_clocks(report)
    assert (clock.kind, clock.due_on) == ("report_due", date(2021, 6, 7))
    assert fresh(report).state == "due"
    world.submit()
    assert [clock.kind for clock in open_clocks(report)] == ["evidence_review"]
    assert moves(report) == ["submit", "withdraw", "submit"]
    assert verbs()[-1] != "coordination.report.withdraw"
    assert "coordination.report.withdraw" in verbs()


def test_withdraw_report_after_a_return_keeps_the_second_term(world: World) -> None:
    services.open_reports(world.system(), MAY)
    report = world.submit()
    services.return_report(world.office(), ReturnReport(report.pk, "请补充清单"))
    [second] = open_clocks(report)
    assert second.due_on == date(2021, 6, 22)
    world.submit()
    services.withdraw_report(world.ctx("zgfj"), WithdrawReport(report.pk))
    [clock] = open_clocks(report)
    assert (clock.pk, clock.due_on) == (second.pk, second.due_on)


def test_withdraw_report_of_a_volunteer_owes_nothing(world: World) -> None:
    report = world.submit("zjj", task=2)
    services.withdraw_report(world.ctx("zjj"), WithdrawReport(report.pk))
    assert open_clocks(report) == []


@pytest.mark.parametrize(
    ("unit", "role", "expected"),
    [("zjj", "unit_officer", 404), ("ldxz", "coordinator", 403), ("wumajd", "unit_officer", 404)],
)
def test_withdraw_report_of_others_is_refused(world: World, unit: str, role: str, expected: int) -> None:
    report = world.submit()
    assert refusal(services.withdraw_report, world.ctx(unit, role), WithdrawReport(report.pk))[0] == expected
    assert fresh(report).state == "submitted"


def test_withdraw_report_after_review_is_too_late(world: World) -> None:
    report = world.submit()
    services.accept_report(world.office(), AcceptReport(report.pk))
    assert refusal(services.withdraw_report, world.ctx("zgfj"), WithdrawReport(report.pk)) == (
        409,
        "flow.state",
    )


def test_accept_report_with_evidence_is_verified(world: World) -> None:
    report = world.submit(files=(PROOF,))
    services.accept_report(world.office(), AcceptReport(report.pk, "情况属实"))
    row = fresh(report)
    assert (row.state, row.review_note) == ("accepted", "情况属实")
    assert proof_of(row.state, row.evidence_count) is Proof.VERIFIED
    assert open_clocks(report) == []
    assert moves(report) == ["submit", "accept"]


def test_accept_report_without_evidence_stays_a_claim(world: World) -> None:
    report = world.submit()
    services.accept_report(world.office(), AcceptReport(report.pk))
    row = fresh(report)
    assert proof_of(row.state, row.evidence_count) is Proof.CLAIMED


def test_accept_report_twice_and_by_units_is_refused(world: World) -> None:
    report = world.submit()
    assert refusal(services.accept_report, world.ctx("zgfj", "unit_head"), AcceptReport(report.pk))[0] == 403
    services.accept_report(world.office(), AcceptReport(report.pk))
    assert refusal(services.accept_report, world.office(), AcceptReport(report.pk)) == (409, "flow.state")
    assert refusal(services.accept_report, world.office(), AcceptReport(9_999)) == (404, "access.not_found")


def test_return_report_starts_a_new_term_and_says_why(world: World) -> None:
    report = world.submit()
    services.return_report(world.office(), ReturnReport(report.pk, "没有写明进度"))
    assert (fresh(report).state, fresh(report).review_note) == ("returned", "没有写明进度")
    [clock] = open_clocks(report)
    assert (clock.kind, clock.started_on, clock.unit_id) == ("report_due", TODAY, world.unit["zgfj"].pk)
    assert "补正" in clock.title


def test_return_report_wants_a_reason(world: World) -> None:
    report = world.submit()
    assert refusal(services.return_report, world.office(), ReturnReport(report.pk, "  ")) == (
        422,
        "coordination.note_missing",
    )
    assert [clock.kind for clock in open_clocks(report)] == ["evidence_review"]


def test_reports_of_two_months_do_not_mix(world: World) -> None:
    later = NOW + timedelta(days=30)
    may = world.submit()
    june = world.submit(period_on=JUNE, now=later)
    assert may.pk != june.pk
    services.return_report(world.office(now=later), ReturnReport(june.pk, "缺表"))
    assert fresh(may).state == "submitted"


def _reach(pk: int) -> object:
    from tuoyu.governance.coordination.commands import ReachMilestone

    return ReachMilestone(pk, TODAY, "完成")
