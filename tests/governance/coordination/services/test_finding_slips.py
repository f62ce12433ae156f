"""Findings that are not mended in time: a slip to who leads the task, one at a time, raised with the days, gone with the finding."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import DISTRICT, NOW
from tests.operations.supervision.mending_world import found, handed_in
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.jobs.worker import Worker
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import PressFinding, SettleFinding
from tuoyu.governance.coordination.models import Slip
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import CancelFinding, CloseFinding, SubmitFinding
from tuoyu.operations.supervision.services.findings import submit_finding
from tuoyu.operations.supervision.services.judging import cancel_finding, close_finding
from tuoyu.operations.supervision.services.reminding import remind_findings
from tuoyu.registers.plans.models import Duty, Task, Version

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _store(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]


@pytest.fixture
def stage() -> Stage:
    """The plan in force has a task on sanitation that the market regulator leads, and one on supervision as a whole."""
    stage = a_stage()
    version = Version.objects.create(
        area=DISTRICT, title="现行方案", state="adopted", state_at=NOW, imported_at=NOW, imported_by="测试"
    )
    for no, title, lead in ((21, "依法加强综合监督管理", "health"), (24, "加强卫生保健监管", "market")):
        task = Task.objects.create(version=version, no=no, title=title)
        Duty.objects.create(task=task, unit=stage.units[lead], kind="lead", position=0)
    return stage


def slips() -> list[Slip]:
    return list(Slip.objects.unscoped("tests").select_related("task", "unit").order_by("pk"))


def press(finding_id: int, days: int, now: datetime = LATER) -> Slip | None:
    return services.press_finding(system(now), PressFinding(finding_id, days))


def test_press_finding_goes_to_who_leads_the_task(stage: Stage) -> None:
    finding = found(stage)
    assert finding.item is not None
    assert finding.item.domain == "sanitation"
    press(finding.pk, 1)
    [slip] = slips()
    assert (slip.task.no, slip.unit, slip.level, slip.cause) == (24, stage.units["market"], "blue", "finding")
    assert slip.finding_id == finding.pk
    for words in ("青禾社区托育园", "消毒柜没有记录", "逾期 1 个工作日", "跟进单位：区卫生健康局"):
        assert words in slip.reason
    clock = Clock.objects.unscoped("tests").get(subject_type="coordination.slip")
    assert (clock.unit_id, clock.kind) == (stage.units["market"].pk, "slip_blue_reply")


def test_press_finding_of_a_domain_without_a_task_of_its_own(stage: Stage) -> None:
    press(found(stage, item="FIRE-001").pk, 1)
    press(found(stage, item="").pk, 1)
    assert [(slip.task.no, slip.unit) for slip in slips()] == [(21, stage.units["health"])] * 2


def test_press_finding_has_one_open_slip_that_is_raised(stage: Stage) -> None:
    finding = found(stage)
    for days in (1, 2, 5, 10, 11):
        press(finding.pk, days)
    [slip] = slips()
    assert slip.level == "red"
    assert "逾期 10 个工作日" in slip.reason


def test_press_finding_leaves_alone_what_was_handed_in(stage: Stage) -> None:
    assert press(handed_in(stage).pk, 3) is None
    assert press(found(stage).pk, 0) is None
    assert slips() == []


def test_press_finding_without_a_plan_is_told_to_the_journal(stage: Stage) -> None:
    Version.objects.unscoped("tests").update(state="superseded")
    assert press(found(stage).pk, 3) is None


def test_press_finding_is_not_for_departments(stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        services.press_finding(stage.ctx("lead"), PressFinding(found(stage).pk, 3))
    assert caught.value.status == 403


@pytest.mark.parametrize(("is_cancelled", "state"), [(False, "cleared"), (True, "cancelled")])
def test_settle_finding_takes_its_slip_with_it(stage: Stage, is_cancelled: bool, state: str) -> None:
    finding = found(stage)
    press(finding.pk, 1)
    assert services.settle_finding(system(LATER), SettleFinding(finding.pk, is_cancelled)) == 1
    assert [slip.state for slip in slips()] == [state]
    assert services.settle_finding(system(LATER), SettleFinding(finding.pk, is_cancelled)) == 0
    running = Clock.objects.unscoped("tests").filter(
        subject_type="coordination.slip", met_on__isnull=True, cancelled_on__isnull=True
    )
    assert not running.exists()


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_by_announcements(stage: Stage) -> None:
    """The daily round tells, a slip is issued; the finding is closed, the slip is cleared. Nobody calls anybody."""
    from tests.operations.supervision.mending_world import picture

    late, wrong = found(stage), found(stage, item="FIRE-001")
    remind_findings(system(LATER))
    Worker(lambda: LATER).drain()
    assert [(slip.finding_id, slip.state) for slip in slips()] == [(late.pk, "issued"), (wrong.pk, "issued")]
    submit_finding(stage.ctx("head", LATER), SubmitFinding(late.pk, "改好了", (picture(),)))
    close_finding(stage.ctx("bo", LATER), CloseFinding(late.pk, "看过了"))
    cancel_finding(stage.ctx("lead", LATER), CancelFinding(wrong.pk, "看错了"))
    Worker(lambda: LATER).drain()
    assert [slip.state for slip in slips()] == ["cleared", "cancelled"]
