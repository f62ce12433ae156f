"""Steps of a task: agreed by the lead, moved by the unit that owes them, dropped by the office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.governance.coordination.services.test_reports import refusal
from tests.governance.coordination.world import (
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
    slips,
    verbs,
)
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import (
    AddMilestone,
    BlockMilestone,
    DropMilestone,
    ReachMilestone,
    ResumeMilestone,
)
from tuoyu.governance.coordination.models import Evidence, Milestone
from tuoyu.registers.plans.words import VersionState

SOON = date(2021, 7, 30)


def add(world: World, ctx: object, unit: str = "zjj", **changes: object) -> Milestone:
    facts = {
        "task_id": world.task[1].pk,
        "title": "完成验收备案",
        "due_on": SOON,
        "upstream_id": None,
        **changes,
    }
    return services.add_milestone(ctx, AddMilestone(unit_id=world.unit[unit].pk, **facts))  # type: ignore[arg-type]


def test_add_milestone_starts_a_clock_on_its_day(world: World) -> None:
    milestone = add(world, world.ctx("zgfj"))
    [clock] = clocks(milestone)
    assert (clock.kind, clock.started_on, clock.due_on) == ("milestone", TODAY, SOON)
    assert (clock.unit_id, clock.warn_days, clock.is_provisional) == (world.unit["zjj"].pk, 5, False)
    assert clock.title == "任务1 完成验收备案"
    assert milestone.state == "planned"
    assert verbs()[-1] == "coordination.milestone.add"


@pytest.mark.parametrize(
    ("unit", "role", "expected"),
    [
        ("zgfj", "unit_officer", None),
        ("zgfj", "unit_head", None),
        ("ldxz", "coordinator", None),
        ("zjj", "unit_officer", 404),  # answers for the task, does not lead it
        ("czj", "unit_officer", 404),
        ("wumajd", "unit_officer", 404),
        ("ldxz", "leader", 403),
        ("ldxz", "audit_admin", 403),
    ],
)
def test_add_milestone_is_for_the_lead_and_the_office(
    world: World, unit: str, role: str, expected: int | None
) -> None:
    ctx = world.ctx(unit, role)
    if expected is None:
        assert add(world, ctx).pk
    else:
        assert refusal(add, world, ctx)[0] == expected


def test_add_milestone_of_a_street_where_the_collective_leads(world: World) -> None:
    assert add(world, world.ctx("wumajd"), "wumajd", task_id=world.task[3].pk).unit == world.unit["wumajd"]


@pytest.mark.parametrize(
    ("unit", "changes", "code"),
    [
        ("czj", {}, "coordination.unit_not_in_task"),
        ("zjj", {"due_on": TODAY - timedelta(days=1)}, "coordination.due_passed"),
        ("zjj", {"upstream_id": 9_999}, "coordination.upstream_closed"),
    ],
)
def test_add_milestone_refuses_wrong_input(
    world: World, unit: str, changes: dict[str, object], code: str
) -> None:
    assert refusal(lambda: add(world, world.ctx("zgfj"), unit, **changes)) == (422, code)
    assert Milestone.objects.unscoped("test").count() == 0


def test_add_milestone_waits_only_for_what_is_still_to_be_done(world: World) -> None:
    done = world.milestone("zgfj")
    services.reach_milestone(world.ctx("zgfj"), ReachMilestone(done.pk, TODAY))
    assert (
        refusal(lambda: add(world, world.ctx("zgfj"), upstream_id=done.pk))[1]
        == "coordination.upstream_closed"
    )
    still = world.milestone("zgfj")
    assert add(world, world.ctx("zgfj"), upstream_id=still.pk).upstream == still


def test_add_milestone_to_a_plan_that_stepped_back_is_not_found(world: World) -> None:
    old = make_task(make_version(VersionState.SUPERSEDED), world.unit, 1, "旧任务", "zgfj", ("zjj",))
    assert refusal(lambda: add(world, world.ctx("zgfj"), task_id=old.pk))[0] == 404


def test_reach_milestone_meets_its_clock_with_evidence(world: World) -> None:
    milestone = world.milestone("zjj")
    services.reach_milestone(world.ctx("zjj"), ReachMilestone(milestone.pk, TODAY, "验收合格", (PROOF,)))
    row = fresh(milestone)
    assert (row.state, row.reached_on) == ("reached", TODAY)
    assert clocks(milestone)[0].met_on == TODAY
    assert Evidence.objects.unscoped("test").get(milestone=milestone).caption == "工作台账"
    assert moves(milestone) == ["reach"]


def test_reach_milestone_in_the_future_is_refused(world: World) -> None:
    milestone = world.milestone("zjj")
    tomorrow = TODAY + timedelta(days=1)
    command = ReachMilestone(milestone.pk, tomorrow, files=(PROOF,))
    assert refusal(services.reach_milestone, world.ctx("zjj"), command) == (422, "coordination.reached_ahead")
    assert fresh(milestone).state == "planned"
    assert Evidence.objects.unscoped("test").count() == 0


def test_reach_milestone_clears_its_slip_with_a_line_in_the_journal(world: World) -> None:
    milestone = world.milestone("zjj", due=-4)
    services.raise_due_slips(world.system())
    [slip] = slips()
    services.reach_milestone(world.ctx("zjj"), ReachMilestone(milestone.pk, TODAY))
    assert fresh(slip).state == "cleared"
    assert fresh(slip).closed_at == NOW
    assert open_clocks(slip) == []
    assert moves(slip) == ["clear"]
    assert verbs()[-1] == "coordination.slip.clear"
    # And the next round leaves it in peace.
    assert services.raise_due_slips(world.system()) == 0


@pytest.mark.parametrize("unit", ["zgfj", "czj", "wumajd"])
def test_reach_milestone_of_others_is_not_found(world: World, unit: str) -> None:
    milestone = world.milestone("zjj")
    command = ReachMilestone(milestone.pk, TODAY)
    assert refusal(services.reach_milestone, world.ctx(unit), command) == (404, "access.not_found")


def test_block_milestone_names_what_stands_in_the_way(world: World) -> None:
    cause, milestone = world.milestone("zgfj"), world.milestone("zjj")
    services.block_milestone(world.ctx("zjj"), BlockMilestone(milestone.pk, "等验收资料", cause.pk))
    row = fresh(milestone)
    assert (row.state, row.obstacle, row.upstream_id) == ("blocked", "等验收资料", cause.pk)
    assert moves(milestone) == ["block"]
    # Its clock runs on: a step is not less due because it is blocked.
    assert len(open_clocks(milestone)) == 1


def test_block_milestone_wants_the_obstacle(world: World) -> None:
    milestone = world.milestone("zjj")
    assert refusal(services.block_milestone, world.ctx("zjj"), BlockMilestone(milestone.pk, " ")) == (
        422,
        "coordination.note_missing",
    )


def test_block_milestone_by_itself_and_in_a_circle_is_refused(world: World) -> None:
    first = world.milestone("zgfj")
    second = world.milestone("zjj", upstream=first)
    third = world.milestone("zjj", upstream=second)
    for blocked, upstream in ((first, third), (first, second), (first, first)):
        command = BlockMilestone(blocked.pk, "互相等待", upstream.pk)
        assert refusal(services.block_milestone, world.ctx("zgfj"), command) == (422, "coordination.circle")
    assert fresh(first).state == "planned"


def test_block_milestone_behind_a_finished_step_is_refused(world: World) -> None:
    done, milestone = world.milestone("zgfj"), world.milestone("zjj")
    services.reach_milestone(world.ctx("zgfj"), ReachMilestone(done.pk, TODAY))
    command = BlockMilestone(milestone.pk, "等验收", done.pk)
    assert refusal(services.block_milestone, world.ctx("zjj"), command) == (
        422,
        "coordination.upstream_closed",
    )


def test_block_milestone_sends_the_slip_upstream_and_never_to_the_one_that_waits(world: World) -> None:
    cause = world.milestone("zgfj", due=-6, title="竣工验收")
    waiting = world.milestone("zjj", due=-12, title="用房移交")
    services.block_milestone(world.ctx("zjj"), BlockMilestone(waiting.pk, "等竣工验收", cause.pk))
    assert services.raise_due_slips(world.system()) == 1
    [slip] = slips()
    assert (slip.unit.code, slip.milestone_id) == ("zgfj", cause.pk)
    assert slip.upstream == "区住建局“用房移交”。"


def test_resume_milestone_keeps_the_words_and_frees_the_step(world: World) -> None:
    milestone = world.milestone("zjj")
    assert refusal(services.resume_milestone, world.ctx("zjj"), ResumeMilestone(milestone.pk)) == (
        409,
        "flow.state",
    )
    services.block_milestone(world.ctx("zjj"), BlockMilestone(milestone.pk, "资料不齐"))
    services.resume_milestone(world.ctx("zjj"), ResumeMilestone(milestone.pk, "资料已补齐"))
    assert (fresh(milestone).state, fresh(milestone).obstacle) == ("planned", "")
    from tuoyu.foundation.casework.models import Step

    assert Step.objects.unscoped("test").get(move="resume").note == "资料已补齐"
    assert verbs()[-1] == "coordination.milestone.resume"


def test_drop_milestone_stops_its_clock_and_its_slip(world: World) -> None:
    milestone = world.milestone("zjj", due=-4)
    services.raise_due_slips(world.system())
    [slip] = slips()
    services.drop_milestone(world.office(), DropMilestone(milestone.pk, "点位取消"))
    assert fresh(milestone).state == "dropped"
    [clock] = clocks(milestone)
    assert (clock.met_on, clock.cancelled_on) == (None, TODAY)
    assert fresh(slip).state == "cancelled"
    assert open_clocks(slip) == []
    assert services.raise_due_slips(world.system()) == 0
    assert {"coordination.milestone.drop", "coordination.slip.cancel"} <= set(verbs())


def test_drop_milestone_is_for_the_office_and_wants_a_reason(world: World) -> None:
    milestone = world.milestone("zjj")
    assert refusal(services.drop_milestone, world.ctx("zjj"), DropMilestone(milestone.pk, "不做了"))[0] == 403
    assert refusal(services.drop_milestone, world.office(), DropMilestone(milestone.pk, ""))[0] == 422
    services.drop_milestone(world.office(), DropMilestone(milestone.pk, "不做了"))
    assert refusal(services.drop_milestone, world.office(), DropMilestone(milestone.pk, "再来"))[0] == 409
