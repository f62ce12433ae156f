"""What is counted of findings, against rows made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.operations.supervision.mending_world import another_place, closed, found, handed_in
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.figures.registry import figure
from tuoyu.operations.supervision.commands.findings import CancelFinding, CloseFinding, ReopenFinding
from tuoyu.operations.supervision.services.judging import cancel_finding, close_finding, reopen_finding

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
AHEAD = NOW + timedelta(days=9)


@pytest.fixture
def stage(settings: object, tmp_path: Path) -> Stage:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return a_stage()


def value(key: str, on: date = TODAY, area: str | None = None) -> Decimal | None:
    source = figure(f"supervision.{key}")
    assert source is not None
    return source.compute(system(), on, area).value


def test_nothing_found_gives_no_value(stage: Stage) -> None:
    assert [value(key) for key in ("findings_closed", "finding_days", "findings_repeated")] == [None] * 3


def test_closed_of_those_found_this_year(stage: Stage) -> None:
    closed(stage)
    found(stage)
    cancelled = found(stage)
    cancel_finding(stage.ctx("lead"), CancelFinding(cancelled.pk, "看错了"))
    found(stage, now=NOW - timedelta(days=200))  # of the year before
    assert value("findings_closed") == Decimal("0.5")
    assert value("findings_closed", TODAY - timedelta(days=1)) is None


def test_days_from_finding_to_closing(stage: Stage) -> None:
    closed(stage)  # at once
    close_finding(stage.ctx("bo", AHEAD), CloseFinding(handed_in(stage).pk, "看了"))
    assert value("finding_days") == 0
    assert value("finding_days", AHEAD.date()) == Decimal("4.5")


def test_repeats_are_those_opened_again(stage: Stage) -> None:
    reopen_finding(stage.ctx("bo"), ReopenFinding(closed(stage).pk, "又没有记"))
    found(stage)
    assert value("findings_repeated") == Decimal("0.5")


def test_a_street_counts_its_own(stage: Stage) -> None:
    place = another_place(stage, area_code="330302002")
    found(stage, at=place)
    closed(stage)
    assert value("findings_closed", area="330302002") == 0
    assert value("findings_closed", area=system().area) == Decimal("0.5")
