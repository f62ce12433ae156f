"""The supervisor's board: what it adds up, and how few statements it asks."""

from __future__ import annotations

from datetime import date, timedelta

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
from tuoyu.operations.supervision.models import InspectionPlan, Rating
from tuoyu.operations.supervision.queries.board import board
from tuoyu.operations.supervision.queries.ratings import class_of_many
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
YEAR = TODAY.year
# What is counted, the units, the streets, the institutions that are named; besides the person and the badges.
MOST_STATEMENTS = 8


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


def a_plan(stage: Stage, unit: str, shares: dict[str, int], state: str = "published") -> None:
    InspectionPlan.objects.create(
        unit=stage.units[unit], year=YEAR, cap=2, shares=shares, state=state, state_at=NOW
    )


def test_the_board_counts_by_department(stage: Stage) -> None:
    a_plan(stage, "health", {"A": 0, "B": 10_000, "C": 0, "D": 0})
    found = board(stage.ctx("office"), YEAR)
    lines = {line.name: line for line in found.departments}
    health, market = lines["区卫生健康局"], lines["区市场监管局"]
    assert (health.aimed, health.reached, health.visits, health.late_visits) == (2, 1, 1, 1)
    assert (health.open_findings, health.overdue_findings) == (2, 1)
    assert (market.aimed, market.visits, market.late_visits, market.open_findings) == (None, 1, 0, 0)


def test_the_board_counts_by_street_and_names_where_it_burns(stage: Stage) -> None:
    found = board(stage.ctx("office"), YEAR)
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
    found = board(stage.ctx("office"), YEAR - 1)
    assert (found.visits, found.reached) == (0, 0)


def test_aims_follow_the_published_plan_and_its_shares(stage: Stage) -> None:
    shares = {"A": 0, "B": 5000, "C": 10_000, "D": 10_000}
    a_plan(stage, "health", shares)
    a_plan(stage, "market", shares, "draft")
    aimed = {line.name: line.aimed for line in board(stage.ctx("office"), YEAR).departments}
    assert aimed == {"区卫生健康局": 1, "区市场监管局": None}


def test_a_department_with_a_plan_alone_is_shown_and_classes_weigh(stage: Stage) -> None:
    """The class of a rating that holds, and the default of policy where none does, as for a draw."""
    a_plan(stage, "group", {"A": 0, "B": 0, "C": 10_000, "D": 0})
    rated(stage.place, "A", TODAY - timedelta(days=300), is_newest=False, until=TODAY)
    rated(stage.place, "C", TODAY - timedelta(days=20), is_newest=True, until=TODAY)
    assert aimed_by_group(stage) == 1
    Rating.objects.unscoped("tests").filter(klass="C").update(valid_until_on=TODAY - timedelta(days=1))
    assert class_of_many([stage.place.pk], TODAY, stage.ctx("office").area) == {stage.place.pk: "A"}
    assert aimed_by_group(stage) == 0


def aimed_by_group(stage: Stage) -> int | None:
    lines = {line.name: line for line in board(stage.ctx("office"), YEAR).departments}
    return lines["区领导小组办公室"].aimed


def rated(place: Institution, klass: str, on: date, *, is_newest: bool, until: date) -> None:
    Rating.objects.create(
        institution=place, klass=klass, tenths=0, cause="round", rated_on=on, rated_at=NOW, rated_by="系统",
        valid_until_on=until, law_fingerprint="", facts_digest="", is_newest=is_newest,
    )  # fmt: skip


def test_the_institutions_named_are_those_that_burn_longest(stage: Stage) -> None:
    """More than are named: the ten whose findings are overdue the longest, and the ten nobody went to, in their order."""
    others = [an_institution(f"第{number:02}托育园", f"91330302MA2HX{number:04}0") for number in range(12)]
    Institution.objects.unscoped("tests").update(standing="open", area_code="330302001", registered_on=TODAY)
    for number, place in enumerate(others):
        finding = opened(stage)
        finding.institution, finding.due_on = place, TODAY - timedelta(days=40 + number)
        finding.save(update_fields=["institution", "due_on"])
        Institution.objects.unscoped("tests").filter(pk=place.pk).update(
            registered_on=TODAY - timedelta(days=number)
        )
    found = board(stage.ctx("office"), YEAR)
    assert [line.name for line in found.places] == [place.name for place in others[:1:-1]]
    assert [line.since_on for line in found.places][::9] == [
        TODAY - timedelta(days=51), TODAY - timedelta(days=42),
    ]  # fmt: skip
    assert [line.name for line in found.unseen] == [place.name for place in others[:1:-1]]
    assert all(line.seen_on is None for line in found.unseen)


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
