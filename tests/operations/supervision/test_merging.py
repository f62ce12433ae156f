"""综合查一次: visits of two departments become one, everybody concerned hears of it, and they can be taken apart again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.draw_world import a_draw_stage, keep_away, refused
from tests.operations.supervision.visit_world import answer, send
from tests.operations.supervision.visit_world import plan as plan_of
from tests.operations.supervision.world import SINCE, TODAY, Stage
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.visits import (
    CancelVisit,
    MergeVisit,
    NoticeVisit,
    SplitVisit,
    StartVisit,
)
from tuoyu.operations.supervision.figures.visits import joint_share
from tuoyu.operations.supervision.models import Inspector, Visit, VisitItem, VisitMember
from tuoyu.operations.supervision.queries.plans import visits_ahead, visits_avoided, visits_of_units
from tuoyu.operations.supervision.queries.visits import checklist_of, field_visits, visits
from tuoyu.operations.supervision.services.merging import merge_visit, split_visit
from tuoyu.operations.supervision.services.visits import cancel_visit, notice_visit, plan_visit, start_visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MERGES = "/supervision/plans/merges/"


@pytest.fixture
def stage() -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield a_draw_stage()


def two(stage: Stage, **changes: Any) -> tuple[Visit, Visit]:
    """Health goes in three days, market in ten; each with items and inspectors of its own."""
    health = plan_visit(stage.ctx("lead"), plan_of(stage, "ann", "bo", planned_on=TODAY + 3 * DAY))
    told = {"planned_on": TODAY + 10 * DAY, "reason": "食品专项", "authority": "《食品安全法》"} | changes
    return health, plan_visit(stage.ctx("market_lead"), plan_of(stage, "cai", "dan", **told))


@pytest.fixture(autouse=True)
def _second_of_market(stage: Stage) -> None:
    """The market regulator has a second officer: two go, or nobody."""
    stage.inspectors["dan"] = Inspector.objects.create(
        unit=stage.units["market"], kind="officer", name="dan君", certificate_no="浙C000009", since_on=SINCE
    )


def merge(stage: Stage, key: str, own: Visit, *others: Visit) -> Visit:
    return merge_visit(stage.ctx(key), MergeVisit(own.pk, tuple(each.pk for each in others)))


def codes(error: Refused) -> list[str]:
    return [reason.code for reason in error.verdict.failures]


def fresh(visit: Visit) -> Visit:
    return Visit.objects.unscoped("tests").get(pk=visit.pk)


def members(visit: Visit) -> set[str]:
    rows = VisitMember.objects.unscoped("tests").filter(visit=visit)
    return set(rows.values_list("inspector__name", flat=True))


def items(visit: Visit) -> set[tuple[str, int]]:
    return {(item.item.code, item.unit_id) for item in checklist_of(visit)}


def notices(**where: Any) -> list[Notice]:
    return list(Notice.objects.unscoped("tests").filter(key__startswith="supervision.visit_joint", **where))


def test_merge_visit_makes_one_of_two_with_the_people_and_items_of_both(stage: Stage) -> None:
    health, market = two(stage)
    own, other = items(health), items(market)
    joint = merge(stage, "market_lead", market, health)
    assert (joint.pk, joint.planned_on, joint.kind, joint.lead_unit) == (
        health.pk, TODAY + 3 * DAY, "planned", stage.units["health"],
    )  # fmt: skip
    assert members(joint) == {"ann君", "bo君", "cai君", "dan君"}
    assert own
    assert other
    assert items(joint) == own | other
    merged = fresh(market)
    assert (merged.state, merged.merged_into_id) == ("merged", joint.pk)
    assert (members(market), items(market)) == ({"cai君", "dan君"}, other)
    assert [visit.pk for visit in field_visits(stage.ctx("cai"))] == [joint.pk]


def test_merge_visit_tells_the_institution_once_and_the_lead_of_the_other_department(stage: Stage) -> None:
    health, market = two(stage)
    joint = merge(stage, "lead", health, market)
    assert fresh(joint).state == "noticed"
    (told,) = notices(unit=stage.units["place"])
    assert told.role == "institution_head"
    assert joint.code in told.sentence
    assert "原来分 2 次来" in told.sentence
    assert not Notice.objects.unscoped("tests").filter(title="检查通知").exists()
    assert [row.unit for row in notices(role="inspection_lead")] == [stage.units["market"]]


def test_merge_visit_leads_the_code_that_is_out_to_the_joint_visit(stage: Stage) -> None:
    health, market = two(stage)
    notice_visit(stage.ctx("market_lead"), NoticeVisit(market.pk))
    joint = merge(stage, "lead", health, market)
    shown = Client().get(f"/v/{market.code}/").content.decode()
    assert joint.code in shown
    assert "ann君" in shown
    assert "cai君" in shown
    assert "《食品安全法》" in shown
    assert "已经和别的部门合成一次" in shown
    assert "已经和别的部门合成一次" not in Client().get(f"/v/{joint.code}/").content.decode()
    # The merged one stays on the page of the institution, which was told of it.
    assert {row.pk for row in visits(stage.ctx("head"))} == {joint.pk, market.pk}


def test_merge_visit_keeps_unseen_by_the_institution_what_it_was_never_told(stage: Stage) -> None:
    health, market = two(stage)
    merge(stage, "lead", health, market)
    assert [row.pk for row in visits(stage.ctx("head"))] == [health.pk]
    assert Client().get(f"/v/{market.code}/").status_code == 404


def test_merge_visit_tells_nothing_where_nothing_may_be_told(stage: Stage) -> None:
    health = plan_visit(
        stage.ctx("lead"), plan_of(stage, "ann", "bo", planned_on=TODAY + DAY, is_unannounced=True)
    )
    market = plan_visit(
        stage.ctx("market_lead"), plan_of(stage, "cai", "dan", planned_on=TODAY + DAY, is_unannounced=True)
    )
    joint = merge(stage, "lead", health, market)
    assert fresh(joint).state == "planned"
    assert not notices(unit=stage.units["place"])
    assert notices(unit=stage.units["market"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"planned_on": TODAY + 40 * DAY}, "supervision.merge_apart"),
        ({"is_unannounced": True}, "supervision.merge_unannounced"),
    ],
)
def test_merge_visit_refuses_what_cannot_be_one(stage: Stage, changes: dict[str, Any], code: str) -> None:
    health, market = two(stage, **changes)
    error = refused(merge, stage, "lead", health, market)
    assert (error.status, codes(error)) == (409, [code])
    assert all(reason.next_step for reason in error.verdict.failures)
    assert fresh(market).state == "planned"


def test_merge_visit_refuses_the_same_department_another_place_and_what_began(stage: Stage) -> None:
    health, market = two(stage)
    again = plan_visit(stage.ctx("lead"), plan_of(stage, "ann", "bo", planned_on=TODAY + 5 * DAY))
    assert codes(refused(merge, stage, "lead", health, again)) == ["supervision.merge_same_unit"]
    Visit.objects.unscoped("tests").filter(pk=again.pk).update(state="cancelled")
    from tests.operations.supervision.test_plans import a_visit, places

    elsewhere = a_visit(stage, places()[3], "cai", state="planned", planned_on=TODAY + 4 * DAY)
    assert codes(refused(merge, stage, "lead", health, elsewhere)) == ["supervision.merge_places"]
    start_visit(stage.ctx("cai"), StartVisit(market.pk))
    assert codes(refused(merge, stage, "lead", health, market)) == ["supervision.merge_begun"]
    assert codes(refused(merge, stage, "lead", health)) == ["supervision.merge_alone"]


def test_merge_visit_refuses_an_inspector_who_keeps_away_on_the_joint_day(stage: Stage) -> None:
    health, market = two(stage)
    keep_away(stage, "cai", stage.place)
    assert codes(refused(merge, stage, "lead", health, market)) == ["supervision.recused"]


def test_merge_visit_is_for_the_leads_of_the_departments_in_it(stage: Stage) -> None:
    health, market = two(stage)
    assert refused(merge, stage, "ann", health, market).status == 403
    assert refused(merge, stage, "market_lead", health, market).status == 404
    assert merge(stage, "market_lead", market, health).pk == health.pk


def test_merge_visit_counts_in_the_figures_once(stage: Stage) -> None:
    health, market = two(stage)
    assert visits_avoided(NOW.year, visits_of_units(NOW.year)) == 0
    joint = merge(stage, "lead", health, market)
    assert visits_avoided(NOW.year, visits_of_units(NOW.year)) == 1
    one = {stage.units["health"].pk: (1, 1), stage.units["market"].pk: (1, 1)}
    assert visits_of_units(NOW.year) == one
    assert [each.visit for each in visits_ahead(TODAY)] == [joint.pk]
    Visit.objects.unscoped("tests").filter(pk=joint.pk).update(state="signed", signed_at=NOW)
    counted = joint_share(stage.ctx("lead"), TODAY, DISTRICT)
    assert (counted.numerator, counted.denominator) == (1, 1)


def test_split_visit_brings_back_what_was(stage: Stage) -> None:
    health, market = two(stage)
    own, other = items(health), items(market)
    joint = merge(stage, "lead", health, market)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        split_visit(stage.ctx("market_lead", NOW + timedelta(minutes=5)), SplitVisit(joint.pk, "车不够"))
    back = fresh(market)
    assert (back.state, back.merged_into, back.planned_on) == ("planned", None, TODAY + 10 * DAY)
    assert (members(health), items(health)) == ({"ann君", "bo君"}, own)
    assert (members(market), items(market)) == ({"cai君", "dan君"}, other)
    # The institution was told of the first: it stays told, and hears of the change.
    assert fresh(health).state == "noticed"
    assert len(notices(unit=stage.units["place"])) == 2
    assert notices(unit=stage.units["health"], title="合成的检查分开了")
    assert merge(stage, "lead", health, market).pk == joint.pk


def test_split_visit_gives_back_what_the_institution_was_told(stage: Stage) -> None:
    health, market = two(stage)
    notice_visit(stage.ctx("market_lead"), NoticeVisit(market.pk))
    joint = merge(stage, "lead", health, market)
    split_visit(stage.ctx("lead"), SplitVisit(joint.pk, "改派"))
    assert fresh(market).state == "noticed"
    assert "dan君" in Client().get(f"/v/{market.code}/").content.decode()


def test_split_visit_ends_when_the_joint_visit_begins(stage: Stage) -> None:
    health, market = two(stage)
    assert codes(refused(split_visit, stage.ctx("lead"), SplitVisit(health.pk, "x"))) == [
        "supervision.split_single"
    ]
    joint = merge(stage, "lead", health, market)
    error = refused(cancel_visit, stage.ctx("lead"), CancelVisit(joint.pk, "不去了"))
    assert codes(error) == ["supervision.cancel_joint"]
    assert refused(split_visit, stage.ctx("ann"), SplitVisit(joint.pk, "x")).status == 403
    assert refused(start_visit, stage.ctx("cai"), StartVisit(market.pk)).status == 409
    start_visit(stage.ctx("cai"), StartVisit(joint.pk))
    assert codes(refused(split_visit, stage.ctx("lead"), SplitVisit(joint.pk, "x"))) == [
        "supervision.split_begun"
    ]


def test_sync_visit_of_a_phone_that_did_not_hear_of_the_merging(stage: Stage) -> None:
    """The phone holds the old list: what it sends is taken for the joint visit, and nothing goes lost."""
    health, market = two(stage)
    old = list(checklist_of(market))
    joint = merge(stage, "lead", health, market)
    told = send(stage, "cai", market, *(answer(item) for item in old))
    assert {each.state for each in told} == {"kept"}
    assert fresh(joint).state == "under_way"
    answered = VisitItem.objects.unscoped("tests").filter(visit=joint, answers__outcome="ok")
    assert answered.count() == len(old)
    assert not VisitItem.objects.unscoped("tests").filter(visit=market, answers__isnull=False).exists()


def test_merges_on_their_pages(stage: Stage) -> None:
    health, market = two(stage)
    lead = client_of(stage.users["market_lead"])
    shown = lead.get(MERGES).content.decode()
    assert (
        f"/supervision/visits/{market.pk}/merge/" in shown
        or f"/supervision/visits/{health.pk}/merge/" in shown
    )
    page = f"/supervision/visits/{market.pk}/merge/"
    own = lead.get(f"/supervision/visits/{market.pk}/").content.decode()
    assert "也要来。" in own
    assert page in own
    assert page not in client_of(stage.users["cai"]).get(f"/supervision/visits/{market.pk}/").content.decode()
    assert "机构少接待 1 次" in lead.get(page).content.decode()
    assert lead.post(page, {"with_ids": f"{market.pk}"}).status_code == 409
    assert lead.post(page, {"with_ids": "1 or 1"}).status_code == 422
    done = lead.post(page, {"with_ids": f"{health.pk}"})
    assert done.headers["Location"] == f"/supervision/visits/{health.pk}/"
    joint = lead.get(done.headers["Location"]).content.decode()
    assert "综合查一次：" in joint
    assert "分开" in joint
    assert "已经合到" in lead.get(f"/supervision/visits/{market.pk}/").content.decode()
    assert "没有可以合并的检查" in lead.get(MERGES).content.decode()
    assert "现在没有可以一起合的" in lead.get(page).content.decode()
    gone = lead.post(f"/supervision/visits/{health.pk}/split/", {"reason": "车不够"})
    assert gone.headers["Location"] == f"/supervision/visits/{health.pk}/"
    assert fresh(market).state == "planned"
    office = client_of(stage.users["office"]).get(MERGES).content.decode()
    assert "由这些部门的检查负责人来合" in office


def test_merge_visit_leaves_the_check_of_a_complaint_alone(stage: Stage) -> None:
    health, complaint = two(stage, kind="complaint")
    assert codes(refused(merge, stage, "lead", health, complaint)) == ["supervision.merge_cause"]
    assert fresh(complaint).state == "planned"


def test_merge_visit_takes_all_that_were_named_or_none(stage: Stage) -> None:
    health, market = two(stage)
    command = MergeVisit(health.pk, (market.pk, 999_999))
    error = refused(merge_visit, stage.ctx("lead"), command)
    assert (error.status, codes(error)) == (409, ["supervision.merge_gone"])
    assert fresh(market).state == "planned"
