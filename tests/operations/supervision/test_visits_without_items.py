"""A department that owns no items is told what to do before it plans a visit, and why when it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tests.operations.supervision.visit_world import plan
from tests.operations.supervision.world import SINCE, TODAY, Stage, a_stage
from tuoyu.kernel.context import PostRef
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.models import Inspector, ItemVersion, Visit
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.services.visits import plan_visit
from tuoyu.registers.institutions.words import SupplyForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    """The stage with a bureau of education that has a lead and two inspectors."""
    stage = a_stage()
    unit = stage.units["education"] = make_unit("jyj", "区教育局")
    user = stage.users["teacher"] = make_user("teacher", "teacher君")
    post = make_post(user, unit, "inspection_lead")
    stage.posts["teacher"] = PostRef(post.pk, unit.pk, unit.name, "inspection_lead", unit.area)
    for number, key in enumerate(("dan", "eve")):
        stage.inspectors[key] = Inspector.objects.create(
            unit=unit, kind="officer", name=f"{key}君", certificate_no=f"浙J{number}", since_on=SINCE
        )
    return stage


def refused(call: Any, *args: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*args)
    (reason,) = caught.value.verdict.failures
    assert (caught.value.status, reason.code, reason.field) == (
        422,
        "supervision.nothing_asked",
        "inspector_ids",
    )
    return f"{reason.sentence}{reason.next_step}"


def test_plan_visit_of_education_alone_says_who_can_come_along_and_how_to_own_items(stage: Stage) -> None:
    assert not items_in_force(TODAY).filter(unit_kind="教育").exists()
    told = refused(plan_visit, stage.ctx("teacher"), plan(stage, "dan", "eve"))
    assert "没有归区教育局查的事项" in told
    assert "卫生健康" in told
    assert "市场监管" in told
    assert "监管责任" in told
    assert not Visit.objects.unscoped("tests").exists()
    # What it says helps.
    assert (
        plan_visit(stage.ctx("teacher"), plan(stage, "dan", "eve", "ann")).lead_unit_id
        == stage.units["education"].pk
    )


def test_plan_visit_tells_items_that_do_not_fit_from_none_at_all(stage: Stage) -> None:
    row = ItemVersion.objects.unscoped("tests").filter(unit_kind="卫生健康")[0]
    item = replace(row.item, code="EDU-001")
    other = next(form for form in ("home", "centre") if form != stage.place.form)
    ItemVersion.objects.create(
        code=item.code, version=1, domain=row.domain, unit_kind="教育", title="有课程安排", look="看课程表。", clause=row.clause,
        weight=1, evidence="paper", forms=[other], confidence="uncertain", since_on=TODAY, changed_at=NOW, changed_by="某人",
    )  # fmt: skip
    told = refused(plan_visit, stage.ctx("teacher"), plan(stage, "dan", "eve"))
    where = SupplyForm.label_of(other)
    assert f"归区教育局查的事项适用于：{where}。这家是{SupplyForm.label_of(stage.place.form)}" in told
    assert "卫生健康" in told
    with time_machine.travel(NOW, tick=False):
        shown = client_of(stage.users["teacher"]).get("/supervision/visits/plan/").content.decode()
    assert f"归区教育局查的事项适用于：{where}。去别的机构，请和有事项的部门一起去" in shown


def test_the_page_says_it_beforehand_with_links_only_to_those_it_concerns(stage: Stage) -> None:
    with time_machine.travel(NOW, tick=False):
        teacher = client_of(stage.users["teacher"])
        for page in (
            teacher.get("/supervision/visits/plan/"),
            teacher.post("/supervision/visits/plan/", {}),
        ):
            shown = page.content.decode()
            assert "没有归区教育局查的事项" in shown
            assert 'href="/supervision/duties/">监管责任</a>' in shown
            assert 'href="/supervision/items/">检查事项</a>' in shown
        assert teacher.get("/supervision/duties/").status_code == 200
        assert (
            "请和有事项的部门一起去"
            not in client_of(stage.users["lead"]).get("/supervision/visits/plan/").content.decode()
        )
        form = {
            "institution_id": stage.place.pk, "kind": "planned", "planned_on": TODAY, "reason": "年度计划检查",
            "authority": "管理规范", "inspector_ids": [stage.inspectors[key].pk for key in ("dan", "eve")],
        }  # fmt: skip
        answer = teacher.post("/supervision/visits/plan/", form)
        assert answer.status_code == 422
        assert "一起去（综合查一次）" in answer.content.decode()
