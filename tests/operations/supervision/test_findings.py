"""Findings from the first sentence to the last."""

from __future__ import annotations

import pytest

from tests.conftest import NOW
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.services.findings import open_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def opened(stage: Stage, severity: str = "major") -> Finding:
    command = OpenFinding(
        stage.place.pk,
        stage.units["health"].pk,
        severity,
        "消毒柜没有记录",
        NOW,
        "ann君",
        stage.users["ann"].pk,
    )
    return open_finding(house_of(stage.ctx("ann")), command)


def test_open_finding_starts_the_clock_of_the_institution(stage: Stage) -> None:
    days = {severity: opened(stage, severity).due_on for severity in ("minor", "major", "grave")}
    assert days["minor"] > days["major"] > days["grave"]
    clocks = Clock.objects.unscoped("tests").filter(subject_type="supervision.finding")
    assert {(clock.unit_id, clock.due_on) for clock in clocks} == {
        (stage.units["place"].pk, day) for day in days.values()
    }


def test_open_finding_is_the_house_s_alone(stage: Stage) -> None:
    with pytest.raises(Refused):
        open_finding(
            stage.ctx("head"), OpenFinding(stage.place.pk, stage.units["health"].pk, "minor", "无", NOW, "")
        )
