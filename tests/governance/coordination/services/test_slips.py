"""Slips: issued by people and by the daily round, answered, raised, cleared; who is pressed, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.governance.coordination.services.test_reports import refusal
from tests.governance.coordination.world import (
    NOW,
    TODAY,
    World,
    clocks,
    fresh,
    make_task,
    make_version,
    moves,
    open_clocks,
    slips,
    verbs,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.papers.models import Series
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import (
    CancelSlip,
    ClearSlip,
    DropMilestone,
    EscalateSlip,
    IssueSlip,
    ReplySlip,
)
from tuoyu.governance.coordination.models import Slip
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.registers.plans.models import Duty
from tuoyu.registers.plans.words import VersionState


def issue(world: World, ctx: Ctx | None = None, unit: str = "zjj", **changes: object) -> Slip:
    facts = {"task_id": world.task[1].pk, "reason": "进度落后一个月", **changes}
    return services.issue_slip(ctx or world.office(), IssueSlip(unit_id=world.unit[unit].pk, **facts))  # type: ignore[arg-type]


def test_issue_slip_starts_a_clock_for_the_head(world: World) -> None:
    slip = issue(world)
    assert (slip.number, slip.level, slip.cause, slip.state) == (
        "督〔2021〕0001号",
        "blue",
        "leader",
        "issued",
    )
    [clock] = clocks(slip)
    assert (clock.kind, clock.role, clock.unit_id) == ("slip_blue_reply", "unit_head", world.unit["zjj"].pk)
    assert verbs()[-1] == "coordination.slip.issue"


@pytest.mark.parametrize(("level", "kind"), [("orange", "slip_orange_reply"), ("red", "slip_red_reply")])
def test_issue_slip_at_a_higher_level_has_less_time(world: World, level: str, kind: str) -> None:
    assert clocks(issue(world, level=level))[0].kind == kind


def test_issue_slip_to_a_street_of_the_collective(world: World) -> None:
    assert issue(world, unit="wumajd").unit == world.unit["wumajd"]


@pytest.mark.parametrize(
    ("unit", "changes", "expected"),
    [
        ("zjj", {"reason": " "}, (422, "coordination.note_missing")),
        ("czj", {}, (422, "coordination.unit_not_in_task")),
        ("zjj", {"level": "purple"}, (422, "coordination.slip.level")),
        ("zjj", {"cause": "mood"}, (422, "coordination.slip.cause")),
        ("zjj", {"milestone_id": 9_999}, (422, "coordination.slip.subject")),
        ("zjj", {"task_id": 9_999}, (404, "access.not_found")),
    ],
)
def test_issue_slip_refuses_wrong_input(
    world: World, unit: str, changes: dict[str, object], expected: tuple[int, str]
) -> None:
    assert refusal(lambda: issue(world, unit=unit, **changes)) == expected
    assert slips() == []


def test_issue_slip_about_a_pressed_milestone_names_the_open_one(world: World) -> None:
    milestone = world.milestone("zjj", due=-4)
    first = issue(world, milestone_id=milestone.pk)
    assert refusal(lambda: issue(world, milestone_id=milestone.pk)) == (409, "coordination.slip.open")
    services.clear_slip(world.office(), ClearSlip(first.pk, "已完成"))
    assert issue(world, milestone_id=milestone.pk).number == "督〔2021〕0002号"


def test_issue_slip_in_a_plan_that_stepped_back_is_not_found(world: World) -> None:
    old = make_task(make_version(VersionState.SUPERSEDED), world.unit, 1, "旧任务", "zjj")
    assert refusal(lambda: issue(world, task_id=old.pk))[0] == 404


@pytest.mark.parametrize(
    "role", ["unit_head", "unit_officer", "system_admin", "security_admin", "audit_admin"]
)
def test_issue_slip_is_for_the_office_and_the_leader(world: World, role: str) -> None:
    assert refusal(lambda: issue(world, world.ctx("zgfj", role))) == (403, "access.role")
    assert issue(world, world.ctx("ldxz", "leader")).pk
    # The refusal is in the journal, without the sentence.
    entry = Entry.objects.unscoped("test").get(verb="coordination.slip.issue", result="refused")
    assert entry.note == "access.role"


def test_slip_numbers_begin_anew_each_year_and_outgrow_four_digits(world: World) -> None:
    issue(world)
    Series.objects.unscoped("test").filter(series="coordination.slip").update(last=9999)
    assert issue(world).number == "督〔2021〕10000号"
    assert issue(world).number == "督〔2021〕10001号"
    assert issue(world, world.office(now=datetime(2022, 1, 4, 9, tzinfo=CHINA))).number == "督〔2022〕0001号"


def test_reply_slip_meets_its_clock(world: World) -> None:
    slip = issue(world)
    services.reply_slip(world.ctx("zjj", "unit_head"), ReplySlip(slip.pk, "已约施工单位，六月底前办结。"))
    row = fresh(slip)
    assert (row.state, row.reply, row.replied_at) == ("replied", "已约施工单位，六月底前办结。", NOW)
    assert clocks(slip)[0].met_on == TODAY
    assert moves(slip) == ["reply"]
    again = ReplySlip(slip.pk, "再答一次")
    assert refusal(services.reply_slip, world.ctx("zjj", "unit_head"), again) == (409, "flow.state")


@pytest.mark.parametrize(
    ("unit", "role", "expected"),
    [("zgfj", "unit_head", 404), ("wumajd", "unit_officer", 404), ("ldxz", "coordinator", 403)],
)
def test_reply_slip_of_others_is_refused(world: World, unit: str, role: str, expected: int) -> None:
    slip = issue(world)
    assert refusal(services.reply_slip, world.ctx(unit, role), ReplySlip(slip.pk, "代为答复"))[0] == expected
    assert fresh(slip).state == "issued"


def test_reply_slip_wants_words(world: World) -> None:
    slip = issue(world)
    with pytest.raises(Exception, match="答复要写明理由") as refused:
        services.reply_slip(world.ctx("zjj", "unit_head"), ReplySlip(slip.pk, " "))
    assert refused.value.verdict.failures[0].field == "reply"  # type: ignore[attr-defined]
    assert refused.value.status == 422  # type: ignore[attr-defined]


def test_escalate_slip_goes_up_to_red_with_a_shorter_clock_each_time(world: World) -> None:
    slip = issue(world)
    services.escalate_slip(world.office(), EscalateSlip(slip.pk, "没有答复"))
    services.escalate_slip(world.office(), EscalateSlip(slip.pk, ""))
    assert fresh(slip).level == "red"
    assert [(clock.kind, clock.cancelled_on) for clock in clocks(slip)] == [
        ("slip_blue_reply", TODAY),
        ("slip_orange_reply", TODAY),
        ("slip_red_reply", None),
    ]
    assert refusal(services.escalate_slip, world.office(), EscalateSlip(slip.pk, "再提")) == (
        409,
        "coordination.slip.red",
    )
    assert moves(slip) == ["escalate", "escalate"]


def test_escalate_slip_that_was_answered_asks_again(world: World) -> None:
    slip = issue(world)
    services.reply_slip(world.ctx("zjj", "unit_head"), ReplySlip(slip.pk, "正在研究措施。"))
    services.escalate_slip(world.office(), EscalateSlip(slip.pk, "答复没有时间表"))
    assert (fresh(slip).state, fresh(slip).level) == ("issued", "orange")
    assert [clock.kind for clock in open_clocks(slip)] == ["slip_orange_reply"]


def test_escalate_slip_that_is_closed_is_refused_and_starts_no_clock(world: World) -> None:
    slip = issue(world)
    services.clear_slip(world.office(), ClearSlip(slip.pk, "已完成"))
    assert refusal(services.escalate_slip, world.office(), EscalateSlip(slip.pk, "提级")) == (
        409,
        "flow.state",
    )
    assert open_clocks(slip) == []


@pytest.mark.parametrize(
    ("service", "command", "state"),
    [(services.clear_slip, ClearSlip, "cleared"), (services.cancel_slip, CancelSlip, "cancelled")],
)
def test_clear_slip_and_cancel_slip_want_a_reason_and_close(
    world: World, service: object, command: type, state: str
) -> None:
    slip = issue(world)
    assert refusal(service, world.office(), command(slip.pk, "")) == (422, "coordination.note_missing")
    assert refusal(service, world.ctx("zjj", "unit_head"), command(slip.pk, "办结"))[0] == 403
    service(world.office(), command(slip.pk, "台账已核对"))  # type: ignore[operator]
    assert (fresh(slip).state, fresh(slip).closed_at) == (state, NOW)
    assert open_clocks(slip) == []
    assert refusal(service, world.office(), command(slip.pk, "再来一次")) == (409, "flow.state")


def test_clear_slip_counts_its_clock_as_met_and_cancel_slip_does_not(world: World) -> None:
    cleared, cancelled = issue(world), issue(world)
    services.clear_slip(world.office(), ClearSlip(cleared.pk, "已完成"))
    services.cancel_slip(world.office(), CancelSlip(cancelled.pk, "发错单位"))
    assert clocks(cleared)[0].met_on == TODAY
    assert (clocks(cancelled)[0].met_on, clocks(cancelled)[0].cancelled_on) == (None, TODAY)


def test_issue_slips_of_the_daily_round_twice_a_day_changes_nothing(world: World) -> None:
    for due in (-4, -8, -20):
        world.milestone("zjj", due=due)
    assert services.raise_due_slips(world.system()) == 3
    assert [slip.level for slip in slips()] == ["blue", "orange", "red"]
    before = [(slip.pk, slip.level, slip.state_at, len(clocks(slip)), moves(slip)) for slip in slips()]
    assert services.raise_due_slips(world.system(now=NOW + timedelta(hours=6))) == 0
    assert [
        (slip.pk, slip.level, slip.state_at, len(clocks(slip)), moves(slip)) for slip in slips()
    ] == before
    assert {slip.cause for slip in slips()} == {"milestone"}
    assert {slip.issued_by for slip in slips()} == {"系统"}


def test_issue_slips_of_the_daily_round_grow_with_the_days(world: World) -> None:
    world.milestone("zjj", due=-4)
    levels = []
    for days in range(21):
        services.raise_due_slips(world.system(now=NOW + timedelta(days=days)))
        levels.append(slips()[0].level)
    assert len(slips()) == 1
    assert [level for at, level in enumerate(levels) if not at or level != levels[at - 1]] == [
        "blue",
        "orange",
        "red",
    ]
    assert moves(slips()[0]) == ["escalate", "escalate"]
    assert "已逾期" in slips()[0].reason
    assert [clock.kind for clock in open_clocks(slips()[0])] == ["slip_red_reply"]


def test_issue_slips_of_the_daily_round_leave_a_higher_level_alone(world: World) -> None:
    milestone = world.milestone("zjj", due=-4)
    slip = issue(world, milestone_id=milestone.pk, level="red", cause="milestone")
    assert services.raise_due_slips(world.system()) == 0
    assert fresh(slip).level == "red"


def test_issue_slips_of_the_daily_round_ask_again_after_clearing(world: World) -> None:
    """Cleared by hand while the step is still late: the next round presses again."""
    world.milestone("zjj", due=-4)
    services.raise_due_slips(world.system())
    services.clear_slip(world.office(), ClearSlip(slips()[0].pk, "口头承诺"))
    assert services.raise_due_slips(world.system()) == 1
    assert [slip.state for slip in slips()] == ["cleared", "issued"]


def test_issue_slips_of_the_daily_round_though_the_unit_left_the_task(world: World) -> None:
    """One step whose unit the plan no longer names must not silence the round for all the others."""
    world.milestone("zjj", due=-4, task=1)
    world.milestone("wjj", due=-4, task=2)
    Duty.objects.unscoped("test").filter(task=world.task[1], unit=world.unit["zjj"]).delete()
    assert services.raise_due_slips(world.system()) == 2


def test_issue_slips_of_the_daily_round_pass_over_closed_steps(world: World) -> None:
    milestone = world.milestone("zjj", due=-4)
    services.drop_milestone(world.office(), DropMilestone(milestone.pk, "取消"))
    assert services.raise_due_slips(world.system()) == 0


def test_issue_slips_of_the_daily_round_is_not_for_units(world: World) -> None:
    assert refusal(services.raise_due_slips, world.ctx("wjj"))[0] == 403


def test_cancel_slip_after_an_answer_keeps_the_record(world: World) -> None:
    slip = issue(world)
    services.reply_slip(world.ctx("zjj", "unit_head"), ReplySlip(slip.pk, "不属于本单位职责。"))
    services.cancel_slip(world.ctx("ldxz", "leader"), CancelSlip(slip.pk, "单位不对，另发"))
    assert (fresh(slip).state, fresh(slip).reply) == ("cancelled", "不属于本单位职责。")
    assert moves(slip) == ["reply", "cancel"]
