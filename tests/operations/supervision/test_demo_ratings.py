"""The story of ratings and evaluations, told in a small district."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.evaluation_world import some_experts
from tests.operations.supervision.rating_world import a_finding
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import START, an_institution, system
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.demo.evaluations import FATES
from tuoyu.operations.supervision.demo.ratings import QUARTERS, seed_ratings
from tuoyu.operations.supervision.models import Evaluation, EvaluationTable, Rating, RatingAppeal
from tuoyu.registers.institutions.commands import MarkInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import mark_institution

pytestmark = pytest.mark.django_db


def place(stage: Stage, number: int) -> Institution:
    """An institution that is open, with a head of its own."""
    unit = make_unit(f"yuan{number}", f"第{number}园", kind="served", area="330302001")
    make_post(make_user(f"yz{number}", f"园长{number}"), unit, "institution_head")
    row = an_institution(f"第{number}托育园", f"91330302MA2HX{number:02}210", address=f"稻香路{number}00号")
    row.unit = unit
    row.save(update_fields=["unit"])
    for kind, content in (("filed", {"number": f"鹿托备{number}"}), ("open", {})):
        mark_institution(system(), MarkInstitution(row.pk, kind, START, "回执", content))
    return Institution.objects.unscoped("tests").get(pk=row.pk)


def test_the_story_is_told() -> None:
    stage = a_stage()
    places = [place(stage, number) for number in range(6)]
    for row in places[:3]:
        a_finding(stage, "grave", institution=row, days_ago=200)

    def ctx_of(_unit: str, role: str, at: datetime) -> Ctx:
        return stage.ctx("lead" if role == "inspection_lead" else "office", at)

    some_experts(stage, 4)
    today = TODAY + timedelta(days=300)
    told = seed_ratings(system, ctx_of, District.load("330302"), today)
    ratings = Rating.objects.unscoped("tests")
    assert told == ratings.exclude(cause="appeal").count() + len(FATES)
    assert ratings.order_by().values("rated_on").distinct().count() >= 3
    assert QUARTERS == 8
    assert set(RatingAppeal.objects.unscoped("tests").values_list("state", flat=True)) == {
        "upheld", "rejected", "submitted",
    }  # fmt: skip
    states = Evaluation.objects.unscoped("tests").order_by("pk").values_list("state", "round")
    assert list(states) == [
        ("published", 1), ("published", 1), ("published", 2), ("graded", 1), ("self_done", 1), ("opened", 1),
    ]  # fmt: skip
    assert "虚构" in EvaluationTable.objects.unscoped("tests").get().title
