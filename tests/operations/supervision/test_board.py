"""The supervisor's board: what it adds up, and how few statements it asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.test_findings import opened
from tests.operations.supervision.visited import a_visit
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import USCCS, an_institution
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import InspectionPlan
from tuoyu.operations.supervision.queries.board import board
from tuoyu.operations.supervision.queries.plans import aims_of
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
YEAR = TODAY.year
# Six tables, the plans, the person, the badges; the same however many rows there are.
MOST_STATEMENTS = 16


@pytest.fixture
def stage() -> Stage:
    """Two open institutions, a joint visit that was made, one that nobody made in time, a finding a month over its day."""
    made = a_stage()
    an_institution("石榴托育园", USCCS[1])
    Institution.objects.unscoped("tests").update(standing="open", area_code="330302001")
    a_visit(made, "ann", "cai", planned_on=TODAY - timedelta(days=20))
    a_visit(made, "ann", "bo", state=VisitState.NOTICED, planned_on=TODAY - timedelta(days=2))
    a_visit(made, "ann", "bo", state=VisitState.PLANNED, planned_on=TODAY)
    finding = opened(made)
    finding.due_on = TODAY - timedelta(days=30)
    finding.save(update_fields=["due_on"])
    opened(made, "minor")
    return made


def test_the_board_counts_by_department(stage: Stage) -> None:
    found = board(stage.ctx("office"), YEAR, {stage.units["health"].pk: 2})
    lines = {line.name: line for line in found.departments}
    health, market = lines["区卫生健康局"], lines["区市场监管局"]
    assert (health.aimed, health.reached, health.visits, health.late_visits) == (2, 1, 1, 1)
    assert (health.open_findings, health.overdue_findings) == (2, 1)
    assert (market.aimed, market.visits, market.late_visits, market.open_findings) == (None, 1, 0, 0)


def test_the_board_counts_by_street_and_names_where_it_burns(stage: Stage) -> None:
    found = board(stage.ctx("office"), YEAR, {})
    (street,) = found.streets
    assert (street.places, street.reached, street.open_findings, street.overdue_findings) == (2, 1, 2, 1)
    (place,) = found.places
    assert (place.name, place.overdue_findings, place.since_on) == (
        stage.place.name, 1, TODAY - timedelta(days=30),
    )  # fmt: skip
    assert [(line.name, line.seen_on) for line in found.unseen] == [
        ("石榴托育园", None),
        (stage.place.name, TODAY - timedelta(days=20)),
    ]
    assert (found.visits, found.joint, found.in_service, found.reached) == (1, 1, 2, 1)


def test_the_board_of_another_year_has_its_own_visits(stage: Stage) -> None:
    found = board(stage.ctx("office"), YEAR - 1, {})
    assert (found.visits, found.reached) == (0, 0)


def test_aims_follow_the_published_plan_and_its_shares(stage: Stage) -> None:
    shares = {"A": 0, "B": 5000, "C": 10_000, "D": 10_000}
    for unit, state in ((stage.units["health"], "published"), (stage.units["market"], "draft")):
        InspectionPlan.objects.create(unit=unit, year=YEAR, cap=2, shares=shares, state=state, state_at=NOW)
    assert aims_of(stage.ctx("office"), YEAR) == {stage.units["health"].pk: 1}


def test_the_page_leads_to_the_rows_behind_each_number(stage: Stage) -> None:
    client = client_of(stage.users["office"])
    with time_machine.travel(NOW, tick=False):
        page = client.get("/supervision/").content.decode()
        unit = stage.units["health"].pk
        for address in (
            "/supervision/visits/?is_late=1",
            "/supervision/findings/?is_overdue=1",
            f"/supervision/visits/?unit={unit}&amp;is_late=1",
            f"/supervision/findings/?unit={unit}&amp;is_overdue=1",
        ):
            assert f'href="{address}"' in page, address
        late = client.get(f"/supervision/visits/?unit={unit}&is_late=1").content.decode()
        assert (TODAY - timedelta(days=2)).strftime("%Y-%m-%d") in late or "青禾" in late
        assert "1 条" in late or "共 1" in late
        assert client.get("/supervision/?year=1999").status_code == 200


def test_the_page_asks_as_much_for_many_as_for_few(stage: Stage) -> None:
    client = client_of(stage.users["office"])

    def statements() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            time_machine.travel(NOW, tick=False),
        ):
            assert client.get("/supervision/").status_code == 200
        return len(asked)

    few = statements()
    for number in range(3):
        place = an_institution(f"第{number}托育园", f"91330302MA2HX{number:04}0")
        a_visit(stage, place=place)
        opened(stage)
    assert statements() == few <= MOST_STATEMENTS
