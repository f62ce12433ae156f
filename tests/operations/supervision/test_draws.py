"""The ceremony of a draw through the services: its order, its secrets, its file."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import NOW
from tests.operations.supervision.draw_world import (
    OPEN_BY,
    SEAL_BY,
    SECOND,
    a_draw_stage,
    again,
    finished,
    frozen,
    keep_away,
    opened,
    refused,
    sealed,
)
from tests.operations.supervision.world import Stage
from tuoyu.foundation.notices.models import Notice
from tuoyu.operations.supervision.commands.draws import (
    AssignDraw,
    FinishDraw,
    FreezeDraw,
    RevealDraw,
    SealDraw,
    VoidDraw,
)
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.models import (
    DrawParty,
    InspectionPlan,
    Inspector,
    Recusal,
    Visit,
    VisitMember,
)
from tuoyu.operations.supervision.queries.draws import assigned_of, document_of, parties_of, public_draws
from tuoyu.operations.supervision.rules.drawing.checking import check_file
from tuoyu.operations.supervision.rules.drawing.lottery import commitment
from tuoyu.operations.supervision.services import draws as services
from tuoyu.operations.supervision.services.assigning import assign_draw
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    reveal_draw,
    seal_draw,
    void_draw,
)
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return a_draw_stage()


# ---- beginning and freezing ------------------------------------------------------------------------------------------


def test_open_draw_wants_terms_that_can_be_kept(stage: Stage) -> None:
    draw = opened(stage)
    assert draw.number == "330302-2021-01"
    assert draw.lead_unit == stage.units["health"]
    for changes, word in (
        ({"crews": ((stage.units["market"].pk, 2),)}, "发起的部门自己"),
        ({"crews": ((stage.units["health"].pk, 1),)}, "不足2人"),
        ({"shares": {"A": 1, "B": 1, "C": 1}}, "四个风险类别"),
        ({"shares": dict.fromkeys("ABCD", 0)}, "一家也抽不到"),
        ({"quorum": 3}, "1到2之间"),
        ({"seal_by_at": NOW}, "已经过去"),
        ({"open_by_at": SEAL_BY - SECOND}, "早于"),
        ({"beacon_name": "时间信标"}, "一起填"),
        ({"title": "两\n行"}, "换行"),
    ):
        error = refused(lambda each=changes: opened(stage, **each))
        assert error.status == 422
        assert word in str(error)


def test_freeze_draw_hashes_the_pool_and_tells_the_departments(stage: Stage) -> None:
    place = stage.place
    keep_away(stage, "ann", place)
    draw = frozen(stage)
    document = document_of(draw)
    assert again(draw).frozen_digest == draw.frozen_digest
    assert {row["name"] for row in document["objects"]} == set(
        Institution.objects.unscoped("tests").values_list("name", flat=True)
    )
    (recusal,) = document["recusals"]
    keys = again(draw).keys
    assert (keys[recusal["inspector"]], keys[recusal["object"]]) == (stage.inspectors["ann"].pk, place.pk)
    assert recusal["reason"] == "有应当回避的情形"
    assert {row["name"]: keys[row["id"]] for row in document["inspectors"]} == {
        "ann君": stage.inspectors["ann"].pk,
        "bo君": stage.inspectors["bo"].pk,
        "cai君": stage.inspectors["cai"].pk,
    }
    told = Notice.objects.unscoped("tests").filter(kind="supervision.draw").values_list("unit", "role")
    assert set(told) == {(stage.units[key].pk, "inspection_lead") for key in ("health", "market")}
    assert refused(freeze_draw, stage.ctx("lead"), FreezeDraw(draw.pk)).status == 409


def test_freeze_draw_is_for_the_department_that_began_it(stage: Stage) -> None:
    draw = opened(stage)
    assert refused(freeze_draw, stage.ctx("market_lead"), FreezeDraw(draw.pk)).status == 404
    assert refused(freeze_draw, stage.ctx("ann"), FreezeDraw(draw.pk)).status == 403


def test_freeze_draw_says_what_the_officer_can_do_where_people_are_missing(stage: Stage) -> None:
    keep_away(stage, "cai", stage.place)
    draw = opened(stage)
    error = refused(freeze_draw, stage.ctx("lead"), FreezeDraw(draw.pk))
    (reason,) = error.verdict.failures
    assert stage.place.name in reason.sentence
    assert "区市场监管局" in reason.sentence
    assert "检查人员库" in reason.next_step
    assert (again(draw).state, again(draw).frozen_text) == (DrawState.DRAFT, "")


def test_freeze_draw_leaves_out_and_says_why(stage: Stage) -> None:
    rows = list(Institution.objects.unscoped("tests").order_by("pk"))
    Institution.objects.unscoped("tests").filter(pk=rows[0].pk).update(standing="suspended")
    Institution.objects.unscoped("tests").filter(pk=rows[1].pk).update(standing="closed")
    InspectionPlan.objects.create(
        unit=stage.units["health"], year=NOW.year, cap=1, state="published", state_at=NOW
    )
    for number, (row, inspector) in enumerate(((rows[2], "ann"), (rows[3], "cai"))):
        visit = Visit.objects.create(
            institution=row, lead_unit=stage.inspectors[inspector].unit, kind="planned", code=f"v{number}", reason="计划",
            authority="计划", planned_on=NOW.date(), state="signed", state_at=NOW,
        )  # fmt: skip
        VisitMember.objects.create(
            visit=visit, inspector=stage.inspectors[inspector], unit=stage.inspectors[inspector].unit
        )
    left_out = {row["name"]: row["reason"] for row in document_of(frozen(stage))["left_out"]}
    assert left_out == {
        rows[0].name: "暂停服务",
        rows[2].name: "区卫生健康局今年对它的检查已到上限（1次）",
        rows[3].name: "今年已由区市场监管局检查过",
    }


# ---- sealing ---------------------------------------------------------------------------------------------------------


def test_seal_draw_publishes_a_digest_and_shows_the_secret_to_nobody(stage: Stage) -> None:
    draw = frozen(stage)
    party = seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, commitment FROM supervision_drawparty WHERE id = %s", [party.pk])
        stored, digest = cursor.fetchone()
    secret = DrawParty.objects.unscoped("tests").get(pk=party.pk).secret.reveal()
    assert len(secret) == 64
    assert secret not in stored
    assert digest == commitment(draw.frozen_digest, "wjj", secret)
    assert refused(seal_draw, stage.ctx("lead"), SealDraw(draw.pk)).status == 409
    assert seal_draw(stage.ctx("market_lead"), SealDraw(draw.pk)).code == "scjgj"


def test_seal_draw_takes_a_secret_that_the_department_brings(stage: Stage) -> None:
    draw = frozen(stage)
    error = refused(seal_draw, stage.ctx("lead"), SealDraw(draw.pk, "A" * 64))
    assert (error.status, error.verdict.failures[0].field) == (422, "secret")
    party = seal_draw(stage.ctx("lead"), SealDraw(draw.pk, "ab" * 32))
    assert party.commitment == commitment(draw.frozen_digest, "wjj", "ab" * 32)


def test_seal_draw_ends_on_its_day_and_once_a_secret_is_open(stage: Stage) -> None:
    draw = frozen(stage)
    seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    late = SEAL_BY + SECOND
    assert "截止" in str(refused(seal_draw, stage.ctx("market_lead", late), SealDraw(draw.pk)))
    reveal_draw(stage.ctx("lead", late), RevealDraw(draw.pk))
    assert refused(seal_draw, stage.ctx("market_lead"), SealDraw(draw.pk)).status == 409


def test_seal_draw_writes_secret_and_digest_together_or_neither(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = frozen(stage)

    def fall(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError("the machine stopped")

    monkeypatch.setattr(services, "journal", fall)
    with pytest.raises(ConnectionError):
        seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    monkeypatch.undo()
    (party, _) = parties_of(draw)
    assert (party.sealed_at, party.commitment, bool(party.secret)) == (None, "", False)
    assert seal_draw(stage.ctx("lead"), SealDraw(draw.pk)).commitment


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_reveal_draw_waits_for_every_seal_and_one_second(stage: Stage) -> None:
    draw = frozen(stage)
    assert "还没有部门封存" in str(refused(reveal_draw, stage.ctx("lead"), RevealDraw(draw.pk)))
    seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    later = stage.ctx("lead", NOW + SECOND)
    assert "区市场监管局还没有封存" in str(refused(reveal_draw, later, RevealDraw(draw.pk)))
    seal_draw(stage.ctx("market_lead", NOW + SECOND), SealDraw(draw.pk))
    assert "刚刚封存" in str(refused(reveal_draw, later, RevealDraw(draw.pk)))
    party = reveal_draw(stage.ctx("lead", NOW + 2 * SECOND), RevealDraw(draw.pk))
    assert party.commitment == commitment(draw.frozen_digest, party.code, party.opened_secret)
    assert again(draw).state == DrawState.OPENING
    assert refused(reveal_draw, stage.ctx("lead", NOW + 3 * SECOND), RevealDraw(draw.pk)).status == 409


def test_reveal_draw_is_over_with_its_day(stage: Stage) -> None:
    draw = sealed(stage)
    assert "截止" in str(refused(reveal_draw, stage.ctx("lead", OPEN_BY + SECOND), RevealDraw(draw.pk)))
    assert refused(reveal_draw, stage.ctx("ann", NOW + SECOND), RevealDraw(draw.pk)).status == 403


# ---- drawing ---------------------------------------------------------------------------------------------------------


def test_finish_draw_makes_a_file_that_verifies_from_the_outside(stage: Stage, tmp_path: Path) -> None:
    keep_away(stage, "ann", stage.place)
    draw = finished(stage)
    content = again(draw).file_text.encode()
    assert check_file(content).is_ok
    path = tmp_path / "draw.json"
    path.write_bytes(content)
    verify = [sys.executable, "-m", "tuoyu.entrypoints.cli.main", "draw", "verify", str(path)]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    path.write_bytes(content.replace(b'"quorum":1', b'"quorum":2'))
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 1


def test_finish_draw_assigns_who_goes_where(stage: Stage) -> None:
    keep_away(stage, "ann", stage.place)
    draw = again(finished(stage))
    assigned = assigned_of(draw)
    assert len(assigned) == 4  # half of seven, rounded up
    units = dict(Inspector.objects.unscoped("tests").values_list("pk", "unit_id"))
    for each in assigned:
        assert {units[key] for key in each.inspector_ids} == {
            stage.units["health"].pk,
            stage.units["market"].pk,
        }
        assert each.institution_id != stage.place.pk or stage.inspectors["ann"].pk not in each.inspector_ids
    assert assigned_of(again(sealed(stage))) == []


def test_assign_draw_makes_a_joint_visit_of_each_place_once(stage: Stage) -> None:
    draw = finished(stage)
    day = NOW.date() + timedelta(days=7)
    command = AssignDraw(draw.pk, day, "第二季度联合抽查", "《托育机构管理规范（试行）》")
    drawn = {each.institution_id: set(each.inspector_ids) for each in assigned_of(draw)}
    assert assign_draw(stage.ctx("lead"), command) == len(drawn) > 0
    made = Visit.objects.unscoped("tests").filter(draw=draw)
    sent: dict[int, set[int]] = {}
    for member in VisitMember.objects.unscoped("tests").filter(visit__draw=draw).select_related("visit"):
        sent.setdefault(member.visit.institution_id, set()).add(member.inspector_id)
    assert sent == drawn
    assert {(visit.planned_on, visit.kind, visit.lead_unit_id) for visit in made} == {
        (day, "drawn", stage.units["health"].pk)
    }
    assert "已经生成过" in str(refused(assign_draw, stage.ctx("lead"), command))


def test_assign_draw_waits_for_the_draw(stage: Stage) -> None:
    command = AssignDraw(sealed(stage).pk, NOW.date() + timedelta(days=7), "联合抽查", "管理规范")
    assert "还没有抽取" in str(refused(assign_draw, stage.ctx("lead"), command))


def test_assign_draw_makes_all_visits_or_none(stage: Stage) -> None:
    """One inspector has to keep away after all: nobody is sent anywhere."""
    draw = finished(stage)
    last = assigned_of(draw)[-1]
    Recusal.objects.create(
        inspector_id=last.inspector_ids[0],
        institution_id=last.institution_id,
        kind="kinship",
        since_on=NOW.date() - timedelta(days=1),
    )
    command = AssignDraw(draw.pk, NOW.date() + timedelta(days=7), "联合抽查", "管理规范")
    assert len(assigned_of(draw)) > 1
    assert refused(assign_draw, stage.ctx("lead"), command).status == 422
    assert not Visit.objects.unscoped("tests").filter(draw=draw).exists()


def test_finish_draw_waits_and_names_who_never_opened(stage: Stage) -> None:
    draw = sealed(stage)
    reveal_draw(stage.ctx("lead", NOW + SECOND), RevealDraw(draw.pk))
    assert "区市场监管局还没有公开" in str(
        refused(finish_draw, stage.ctx("lead", NOW + 2 * SECOND), FinishDraw(draw.pk))
    )
    finish_draw(stage.ctx("lead", OPEN_BY + SECOND), FinishDraw(draw.pk))
    assert document_of(again(draw))["absent"] == ["scjgj"]
    assert check_file(again(draw).file_text.encode()).is_ok


def test_finish_draw_wants_its_quorum(stage: Stage) -> None:
    draw = sealed(stage, quorum=2)
    reveal_draw(stage.ctx("lead", NOW + SECOND), RevealDraw(draw.pk))
    error = refused(finish_draw, stage.ctx("lead", OPEN_BY + SECOND), FinishDraw(draw.pk))
    assert "不到约定的2个" in str(error)
    assert again(draw).state == DrawState.OPENING


def test_finish_draw_takes_the_value_of_an_agreed_beacon(stage: Stage) -> None:
    agreed = {"beacon_name": "时间信标", "beacon_round": 12}
    error = refused(lambda: finished(stage, **agreed))
    assert error.verdict.failures[0].field == "beacon_value"
    draw = finished(stage, "cd" * 32, **agreed)
    assert json.loads(draw.file_text)["beacon"] == "cd" * 32
    assert "没有约定" in str(refused(lambda: finished(stage, "cd" * 32)))


def test_draws_with_other_secrets_differ_and_with_the_same_do_not(stage: Stage) -> None:
    digests = {json.loads(finished(stage).file_text)["seed"] for _ in range(3)}
    assert len(digests) == 3


def test_void_draw_keeps_a_frozen_one_in_sight_with_its_reason(stage: Stage) -> None:
    draft, draw = opened(stage), frozen(stage)
    assert refused(void_draw, stage.ctx("lead"), VoidDraw(draw.pk, " ")).status == 422
    for each in (draft, draw):
        void_draw(stage.ctx("lead"), VoidDraw(each.pk, "名单漏了两家"))
    assert list(public_draws().values_list("pk", "void_reason")) == [(draw.pk, "名单漏了两家")]
    done = finished(stage)
    assert (
        refused(void_draw, stage.ctx("lead", NOW + timedelta(days=3)), VoidDraw(done.pk, "不满意")).status
        == 409
    )
