"""A new plan: open work goes on under the task that continues it, and nobody is reminded of what fell away."""

from __future__ import annotations

import pytest

from tests.governance.coordination.services.test_reports import refusal
from tests.governance.coordination.world import (
    AREA,
    MAY,
    World,
    fresh,
    make_task,
    make_version,
    open_clocks,
    slips,
)
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.models import LightRecord, Milestone, Report
from tuoyu.registers.plans.models import Task, Version
from tuoyu.registers.plans.words import VersionState


@pytest.fixture
def successor(world: World) -> Version:
    """The next version: task 1 goes on as task 5, the others end."""
    world.version.state = VersionState.SUPERSEDED.value
    world.version.save()
    version = make_version(title="新一轮实施方案", doc_no="温鹿政办〔2021〕30号")
    task = make_task(version, world.unit, 5, "落实配建用房", "zgfj", ("zjj",))
    Task.objects.unscoped("test").filter(pk=task.pk).update(continues=world.task[1])
    return version


def new_task(version: Version) -> Task:
    return Task.objects.unscoped("test").get(version=version)


def build_work(world: World) -> tuple[Milestone, Milestone, Report]:
    kept, ended = world.milestone("zjj", due=-4), world.milestone("wjj", due=9, task=2)
    services.open_reports(world.system(), MAY)
    services.raise_due_slips(world.system())
    return kept, ended, Report.objects.unscoped("test").get(task=world.task[1])


def test_open_work_is_carried_over_with_its_clocks(world: World, request: pytest.FixtureRequest) -> None:
    kept, _, report = build_work(world)
    version = request.getfixturevalue("successor")
    task = new_task(version)
    assert services.carry_over_work(world.system(), version.pk) == 3
    assert fresh(kept).task == task
    assert fresh(report).task == task
    assert slips()[0].task_id == task.pk
    [clock] = open_clocks(kept)
    # A link to the old page would answer 404.
    assert (clock.link, clock.title) == (f"/coordination/tasks/{task.pk}/", "任务5 zjj的一步")


def test_work_that_no_task_continues_stays_and_its_clocks_stop(
    world: World, request: pytest.FixtureRequest
) -> None:
    _, ended, _ = build_work(world)
    version = request.getfixturevalue("successor")
    services.carry_over_work(world.system(), version.pk)
    assert fresh(ended).task == world.task[2]
    assert fresh(ended).state == "planned"
    assert open_clocks(ended) == []


def test_carrying_over_twice_moves_nothing_more(world: World, request: pytest.FixtureRequest) -> None:
    build_work(world)
    version = request.getfixturevalue("successor")
    services.carry_over_work(world.system(), version.pk)
    assert services.carry_over_work(world.system(), version.pk) == 0


def test_report_asked_for_under_both_tasks_is_kept_once(world: World, request: pytest.FixtureRequest) -> None:
    _, _, report = build_work(world)
    version = request.getfixturevalue("successor")
    services.open_reports(world.system(), MAY)
    assert services.carry_over_work(world.system(), version.pk) == 2
    assert fresh(report).task == world.task[1]
    assert open_clocks(report) == []


def test_snapshot_task_keeps_one_light_a_day(world: World) -> None:
    world.milestone("zjj", due=-12)
    assert services.snapshot_tasks(world.system()) == 3
    assert services.snapshot_tasks(world.system()) == 3
    rows = LightRecord.objects.unscoped("test").order_by("task__no")
    assert [row.light for row in rows] == ["bad", "none", "none"]
    assert refusal(services.snapshot_tasks, world.office())[0] == 403


def test_figures_count_for_a_street_alone_where_one_is_named(world: World) -> None:
    from tests.governance.coordination.world import TODAY
    from tuoyu.governance.coordination.commands import ReachMilestone
    from tuoyu.governance.coordination.figures import milestones_reached, reports_on_time

    street = world.milestone("wumajd", due=-3)
    world.milestone("zjj", due=-3)
    services.reach_milestone(world.ctx("wumajd"), ReachMilestone(street.pk, TODAY))
    ctx = world.system()
    district, one = milestones_reached(ctx, TODAY, None), milestones_reached(ctx, TODAY, "330302001")
    assert (district.numerator, district.denominator) == (1, 2)
    assert (one.numerator, one.denominator) == (1, 1)
    services.open_reports(ctx, MAY)
    world.submit()
    late = reports_on_time(ctx, TODAY, AREA)
    assert (late.numerator, late.denominator) == (0, 4)
