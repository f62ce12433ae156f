"""The story of the demonstration on a small district: two departments, four draws that verify, one under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import DISTRICT
from tests.operations.supervision.draw_world import a_draw_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.demo.draws import OVER, seed_draws
from tuoyu.operations.supervision.models import Draw, Inspector, ItemVersion
from tuoyu.operations.supervision.queries.draws import document_of
from tuoyu.operations.supervision.queries.plans import published_years
from tuoyu.operations.supervision.rules.drawing.checking import check_file

pytestmark = pytest.mark.django_db
TODAY = date(2023, 3, 6)


def test_the_story_is_told_and_every_file_verifies() -> None:
    stage = a_draw_stage()
    Inspector.objects.unscoped("tests").delete()
    Post.objects.unscoped("tests").update(starts_on=TODAY - timedelta(days=900))
    leads = {"wjj": "lead", "scjgj": "market_lead"}

    def ctx_of(unit: str, role: str, at: datetime) -> Ctx:
        assert role == "inspection_lead"
        return stage.ctx(leads[unit], at)

    units = {unit.code: unit for unit in stage.units.values()}
    told = seed_draws(system, ctx_of, District.load(DISTRICT), units, TODAY)
    draws = list(Draw.objects.unscoped("tests").order_by("pk"))
    assert told == len(draws) == len(OVER) + 1
    assert all(check_file(draw.file_text.encode()).is_ok for draw in draws[:-1])
    assert [document_of(draw)["absent"] for draw in draws[:-1]] == [[], ["scjgj"], [], []]
    assert (draws[-1].state, draws[-1].file_text) == ("frozen", "")
    assert published_years() == [2023, 2022]
    assert ItemVersion.objects.unscoped("tests").filter(version=2).count() == 1


def test_a_district_without_departments_that_inspect_has_no_draws() -> None:
    stage = a_draw_stage()
    units = {"wjj": stage.units["health"]}
    assert seed_draws(system, lambda *_: stage.ctx("lead"), District.load(DISTRICT), units, TODAY) == 0
