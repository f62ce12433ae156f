"""Yearly plans: drafted, published, replaced; what is done of them; what everybody reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.draw_world import SHARES, a_draw_stage
from tests.operations.supervision.world import TODAY, Stage
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.plans import OpenPlan, PublishPlan, RevisePlan
from tuoyu.operations.supervision.models import InspectionPlan, Visit, VisitMember
from tuoyu.operations.supervision.queries.plans import (
    caps_of,
    editions_of,
    plan_in_force,
    progress_of,
    visits_ahead,
    visits_avoided,
    visits_of_units,
)
from tuoyu.operations.supervision.services.plans import open_plan, publish_plan, revise_plan
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
YEAR = NOW.year


@pytest.fixture
def stage() -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield a_draw_stage()


def refused(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value


def published(stage: Stage, key: str = "lead", cap: int = 2) -> InspectionPlan:
    plan = open_plan(stage.ctx(key), OpenPlan(YEAR, cap, SHARES))
    return publish_plan(stage.ctx(key), PublishPlan(plan.pk))


def a_visit(stage: Stage, place: Institution, *inspectors: str, **changes: Any) -> Visit:
    facts = {
        "lead_unit": stage.inspectors[inspectors[0]].unit, "kind": "planned", "reason": "计划", "authority": "计划",
        "code": f"v{Visit.objects.unscoped('tests').count()}", "planned_on": TODAY, "state": "signed", "state_at": NOW,
    }  # fmt: skip
    visit = Visit.objects.create(institution=place, **(facts | changes))
    for key in inspectors:
        VisitMember.objects.create(
            visit=visit, inspector=stage.inspectors[key], unit=stage.inspectors[key].unit
        )
    return visit


def places() -> list[Institution]:
    return list(Institution.objects.unscoped("tests").order_by("pk"))


def test_open_plan_once_a_year_for_the_own_department(stage: Stage) -> None:
    plan = open_plan(stage.ctx("lead"), OpenPlan(YEAR, 2, SHARES))
    assert (plan.unit, plan.state) == (stage.units["health"], "draft")
    assert (
        refused(open_plan, stage.ctx("lead"), OpenPlan(YEAR, 1, SHARES)).verdict.failures[0].field == "year"
    )
    for command, field in (
        (OpenPlan(YEAR + 2, 2, SHARES), "year"),
        (OpenPlan(YEAR + 1, 0, SHARES), "cap"),
        (OpenPlan(YEAR + 1, 2, {"A": 1}), ""),
    ):
        error = refused(open_plan, stage.ctx("lead"), command)
        assert (error.status, error.verdict.failures[0].field) == (422, field)
    assert refused(open_plan, stage.ctx("ann"), OpenPlan(YEAR, 2, SHARES)).status == 403


def test_publish_plan_makes_its_cap_count(stage: Stage) -> None:
    health = stage.units["health"].pk
    plan = open_plan(stage.ctx("lead"), OpenPlan(YEAR, 3, SHARES))
    assert caps_of([health], YEAR) == {}
    assert refused(publish_plan, stage.ctx("market_lead"), PublishPlan(plan.pk)).status == 404
    publish_plan(stage.ctx("lead"), PublishPlan(plan.pk))
    assert caps_of([health], YEAR) == {health: 3}
    assert refused(publish_plan, stage.ctx("lead"), PublishPlan(plan.pk)).status == 409


def test_revise_plan_replaces_the_edition_and_keeps_it(stage: Stage) -> None:
    plan = published(stage)
    assert refused(revise_plan, stage.ctx("lead"), RevisePlan(plan.pk, 1, SHARES, " ")).status == 422
    assert refused(revise_plan, stage.ctx("lead"), RevisePlan(plan.pk, 99, SHARES, "少去")).status == 422
    new = revise_plan(stage.ctx("lead"), RevisePlan(plan.pk, 1, SHARES, "按省里要求减少"))
    assert plan_in_force(plan.unit_id, YEAR) == new
    assert [(each.edition, each.state) for each in editions_of(new)] == [(2, "published"), (1, "replaced")]
    assert refused(revise_plan, stage.ctx("lead"), RevisePlan(plan.pk, 1, SHARES, "再改")).status == 409


def test_progress_counts_institutions_once_and_only_the_own_department(stage: Stage) -> None:
    plan, rows = published(stage), places()
    a_visit(stage, rows[0], "ann")
    a_visit(stage, rows[0], "bo", planned_on=TODAY - timedelta(days=30))
    a_visit(stage, rows[1], "cai")
    a_visit(stage, rows[2], "ann", kind="complaint")
    a_visit(stage, rows[3], "ann", state="planned")
    lines = {line.risk.value: line for line in progress_of(plan, TODAY, DISTRICT)}
    assert (lines["B"].places, lines["B"].planned, lines["B"].done) == (7, 4, 1)
    assert (lines["A"].places, lines["A"].planned, lines["A"].is_done) == (0, 0, True)


def test_visits_avoided_are_the_departments_beyond_the_first(stage: Stage) -> None:
    rows = places()
    a_visit(stage, rows[0], "ann", "bo", "cai")
    a_visit(stage, rows[1], "cai")
    a_visit(stage, rows[1], "ann", "cai", state="cancelled")
    assert visits_avoided(YEAR, visits_of_units(YEAR)) == 1
    assert visits_avoided(YEAR - 1, visits_of_units(YEAR - 1)) == 0
    assert visits_of_units(YEAR) == {stage.units["health"].pk: (1, 1), stage.units["market"].pk: (2, 2)}


def test_visits_ahead_are_those_that_have_not_begun(stage: Stage) -> None:
    rows = places()
    later = TODAY + timedelta(days=5)
    ahead = a_visit(stage, rows[0], "ann", "bo", state="planned", planned_on=later)
    told = a_visit(stage, rows[0], "cai", state="noticed", planned_on=later)
    a_visit(stage, rows[0], "cai", state="planned", planned_on=TODAY - timedelta(days=1))
    a_visit(stage, rows[0], "cai", state="under_way", planned_on=later)
    found = {each.visit: each for each in visits_ahead(TODAY)}
    assert found.keys() == {ahead.pk, told.pk}
    assert (found[ahead.pk].units, found[ahead.pk].on) == ({stage.units["health"].pk}, later)


def test_plans_on_their_pages_and_in_public(stage: Stage) -> None:
    lead = client_of(stage.users["lead"])
    sent = {
        "year": YEAR,
        "cap": 2,
        "share_A": "5",
        "share_B": "12.34",
        "share_C": "50",
        "share_D": "100",
        "note": "",
    }
    assert "待核实" in lead.get("/supervision/plans/open/").content.decode()
    page = lead.post("/supervision/plans/open/", sent).headers["Location"]
    assert "12.34%" in lead.get(page).content.decode()
    assert "区卫生健康局" not in Client().get("/inspection-plans/").content.decode()
    assert lead.post(f"{page}publish/").status_code == 302
    rows = places()
    a_visit(stage, rows[0], "ann", "cai")
    later = TODAY + timedelta(days=5)
    a_visit(stage, rows[1], "ann", state="planned", planned_on=later)
    a_visit(stage, rows[1], "cai", state="planned", planned_on=later + timedelta(days=2))
    shown = Client().get("/inspection-plans/").content.decode()
    assert "少打扰 1 次" in shown
    assert "区卫生健康局" in shown
    shown = lead.get("/supervision/plans/merges/").content.decode()
    assert rows[1].name in shown
    assert "少接待 1 次" in shown
    sent = {key: value for key, value in sent.items() if key != "year"} | {"cap": 1, "note": "减少"}
    newer = lead.post(f"{page}revise/", sent).headers["Location"]
    assert newer != page
    assert "第 1 版" in lead.get(newer).content.decode()
