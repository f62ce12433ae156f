"""Visits from planning to the signed record, through the services."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.visit_world import (
    JPEG,
    MINUTE,
    answer,
    answer_all,
    begun,
    items_of,
    photo,
    plan,
    planned,
    recorded,
    send,
    signature,
    signed,
    upload,
)
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.files.services import open_file
from tuoyu.foundation.notices.models import Notice
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.visits import (
    CancelVisit,
    MoveVisit,
    NoticeVisit,
    RateVisit,
    RecordVisit,
    SignVisit,
    StartVisit,
)
from tuoyu.operations.supervision.models import Answer, Finding, Photo, Recusal, Visit
from tuoyu.operations.supervision.queries.visits import (
    answer_of,
    checklist_of,
    field_visits,
    members_of,
    noticed_visit,
    visits,
)
from tuoyu.operations.supervision.services.recording import rate_visit, record_visit, sign_visit
from tuoyu.operations.supervision.services.visit_papers import record_content
from tuoyu.operations.supervision.services.visits import (
    cancel_visit,
    move_visit,
    notice_visit,
    plan_visit,
    start_visit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def notices(stage: Stage) -> list[str]:
    rows = Notice.objects.unscoped("tests").filter(unit=stage.units["place"]).order_by("pk")
    return list(rows.values_list("title", flat=True))


def refusal(error: pytest.ExceptionInfo[Refused]) -> str:
    return "；".join(reason.sentence for reason in error.value.verdict.failures)


# ---- planning --------------------------------------------------------------------------------------------------------


def test_plan_visit_gives_every_item_to_the_department_that_answers_for_it(stage: Stage) -> None:
    visit = planned(stage)
    assert (visit.state, visit.lead_unit_id) == ("planned", stage.units["health"].pk)
    kinds = {item.item.unit_kind: item.unit.name for item in checklist_of(visit)}
    assert kinds == {"卫生健康": "区卫生健康局", "市场监管": "区市场监管局"}
    assert [each.inspector.name for each in members_of(visit)] == ["ann君", "bo君", "cai君"]
    told = Notice.objects.unscoped("tests").filter(user=stage.users["ann"]).get()
    assert "青禾" in told.sentence


def test_plan_visit_asks_what_nobody_knows(stage: Stage) -> None:
    """A place that was never filed: whether it cooks is not known, so the kitchen is looked at."""
    titles = {item.item.code for item in checklist_of(planned(stage))}
    assert "FOOD-002" in titles
    stage.place.filed_on, stage.place.meals = TODAY - timedelta(days=30), "none"
    stage.place.save(update_fields=["filed_on", "meals"])
    assert "FOOD-002" not in {item.item.code for item in checklist_of(planned(stage))}


def test_plan_visit_refuses_whoever_must_keep_away(stage: Stage) -> None:
    Recusal.objects.create(
        inspector=stage.inspectors["bo"],
        institution=stage.place,
        kind="kinship",
        since_on=TODAY - timedelta(days=9),
    )
    with pytest.raises(Refused) as error:
        planned(stage)
    assert "bo君要回避这家机构：亲属关系" in refusal(error)
    with pytest.raises(Refused) as error:
        planned(stage, "ann")
    assert "不得少于 2 名" in refusal(error)
    assert not Visit.objects.unscoped("tests").exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"planned_on": TODAY - timedelta(days=1)}, "过去"),
        ({"reason": " "}, "事由"),
        ({"authority": ""}, "依据"),
    ],
)
def test_plan_visit_refuses_what_is_wrong(stage: Stage, changes: dict[str, object], word: str) -> None:
    with pytest.raises(Refused) as error:
        plan_visit(stage.ctx("lead"), plan(stage, **changes))
    assert word in refusal(error)


def test_move_visit_tells_the_institution_only_if_it_was_told(stage: Stage) -> None:
    visit = planned(stage)
    move_visit(stage.ctx("lead"), MoveVisit(visit.pk, TODAY + timedelta(days=3), "园里体检"))
    assert notices(stage) == []
    notice_visit(stage.ctx("lead"), NoticeVisit(visit.pk))
    moved = move_visit(stage.ctx("lead"), MoveVisit(visit.pk, TODAY + timedelta(days=5), "下雨"))
    assert moved.planned_on == TODAY + timedelta(days=5)
    assert notices(stage) == ["检查通知", "检查通知"]
    with pytest.raises(Refused):
        move_visit(stage.ctx("lead"), MoveVisit(visit.pk, TODAY - timedelta(days=1), "昨天"))


def test_move_visit_is_the_lead_department_s(stage: Stage) -> None:
    visit = planned(stage)
    with pytest.raises(Refused) as error:
        move_visit(stage.ctx("market_lead"), MoveVisit(visit.pk, TODAY + timedelta(days=3), "另有安排"))
    assert "由区卫生健康局牵头" in refusal(error)
    start_visit(stage.ctx("ann"), StartVisit(visit.pk))
    with pytest.raises(Refused) as error:
        move_visit(stage.ctx("lead"), MoveVisit(visit.pk, TODAY + timedelta(days=3), "晚了"))
    assert "检查中" in refusal(error)


def test_cancel_visit_wants_a_reason_and_tells_it(stage: Stage) -> None:
    visit = planned(stage)
    with pytest.raises(Refused):
        cancel_visit(stage.ctx("lead"), CancelVisit(visit.pk, " "))
    notice_visit(stage.ctx("lead"), NoticeVisit(visit.pk))
    assert cancel_visit(stage.ctx("lead"), CancelVisit(visit.pk, "台风")).state == "cancelled"
    assert notices(stage)[-1] == "检查已取消"


def test_notice_visit_opens_the_code_and_the_page(stage: Stage) -> None:
    visit = planned(stage)
    assert noticed_visit(visit.code) is None
    assert not visits(stage.ctx("head")).filter(pk=visit.pk).exists()
    notice_visit(stage.ctx("lead"), NoticeVisit(visit.pk))
    assert noticed_visit(visit.code) == visit
    assert visits(stage.ctx("head")).filter(pk=visit.pk).exists()
    assert notices(stage) == ["检查通知"]


def test_start_visit_notices_at_the_door(stage: Stage) -> None:
    visit = planned(stage, is_unannounced=True)
    begun_now = start_visit(stage.ctx("ann"), StartVisit(visit.pk, NOW - MINUTE))
    assert (begun_now.state, begun_now.started_at) == ("under_way", NOW - MINUTE)
    assert begun_now.noticed_at == NOW
    assert notices(stage) == ["检查通知"]


def test_start_visit_is_for_members(stage: Stage) -> None:
    visit = planned(stage, "ann", "cai")
    with pytest.raises(Refused) as error:
        start_visit(stage.ctx("bo"), StartVisit(visit.pk))
    assert "不在这次检查的检查组里" in refusal(error)


# ---- what phones send ------------------------------------------------------------------------------------------------


def test_sync_visit_takes_each_answer_once(stage: Stage) -> None:
    visit = begun(stage)
    batch = [answer(item) for item in items_of(stage, visit, "health")[:3]]
    assert {told.state for told in send(stage, "ann", visit, *batch)} == {"kept"}
    assert {told.state for told in send(stage, "ann", visit, *batch)} == {"had"}
    assert Answer.objects.unscoped("tests").count() == 3


def test_sync_visit_begins_what_was_begun_without_network(stage: Stage) -> None:
    visit = planned(stage)
    item = items_of(stage, visit, "health")[0]
    send(stage, "ann", visit, answer(item, at=NOW - 30 * MINUTE))
    visit.refresh_from_db()
    assert (visit.state, visit.started_at) == ("under_way", NOW - 30 * MINUTE)


def test_sync_visit_lets_the_later_word_count_and_keeps_the_earlier(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    send(stage, "ann", visit, answer(item, "bad", NOW + 10 * MINUTE, "灭火器过期"), now=NOW + 20 * MINUTE)
    late = send(stage, "bo", visit, answer(item, "ok", NOW), now=NOW + 30 * MINUTE)
    assert late[0].sentence == "已有更晚的结果，这条留底"
    kept = list(Answer.objects.unscoped("tests").values_list("outcome", "is_replaced"))
    assert kept == [("bad", False), ("ok", True)]
    send(stage, "bo", visit, answer(item, "ok", NOW + 25 * MINUTE, "换好了"), now=NOW + 30 * MINUTE)
    counted = answer_of(checklist_of(visit).get(pk=item.pk))
    assert counted is not None
    assert (counted.outcome, counted.note) == ("ok", "换好了")
    assert Answer.objects.unscoped("tests").count() == 3


def test_sync_visit_corrects_a_clock_that_runs_ahead(stage: Stage) -> None:
    """A phone an hour ahead does not win over a correction made after it."""
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    hour = 60 * MINUTE
    send(stage, "ann", visit, answer(item, "bad", NOW + hour), now=NOW + MINUTE, sent_at=NOW + hour + MINUTE)
    send(stage, "bo", visit, answer(item, "ok", NOW + 5 * MINUTE), now=NOW + 6 * MINUTE)
    counted = answer_of(checklist_of(visit).get(pk=item.pk))
    assert counted is not None
    assert counted.outcome == "ok"


def test_sync_visit_keeps_the_word_of_another_department_as_a_note(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    told = send(stage, "cai", visit, answer(item, "bad", note="我看着不行"))
    assert told[0].state == "note"
    assert answer_of(checklist_of(visit).get(pk=item.pk)) is None
    assert Answer.objects.unscoped("tests").get().is_note


def test_sync_visit_keeps_what_comes_after_the_record_as_a_note(stage: Stage) -> None:
    visit = recorded(stage)
    item = items_of(stage, visit, "health")[0]
    told = send(stage, "bo", visit, answer(item, "bad", NOW + MINUTE), now=NOW + 2 * MINUTE)
    assert (told[0].state, "附注" in told[0].sentence) == ("note", True)
    assert not Finding.objects.unscoped("tests").exists()


def test_sync_visit_refuses_an_item_of_another_list(stage: Stage) -> None:
    visit = begun(stage)
    stranger = replace(answer(items_of(stage, visit, "health")[0]), visit_item_id=987_654)
    told = send(stage, "ann", visit, stranger)
    assert told[0].state == "refused"
    assert "刷新清单" in told[0].sentence


def test_sync_visit_says_that_an_item_was_withdrawn_meanwhile(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    item.item.until_on = TODAY
    item.item.save(update_fields=["until_on"])
    told = send(stage, "ann", visit, answer(item, "bad", note="不行"))
    assert (told[0].state, "已经停用" in told[0].sentence) == ("kept", True)
    answer_all_but(stage, visit, item.pk)
    record_visit(stage.ctx("ann"), RecordVisit(visit.pk))
    assert not Finding.objects.unscoped("tests").exists()


def answer_all_but(stage: Stage, visit: Visit, pk: int) -> None:
    for key, unit in (("ann", "health"), ("cai", "market")):
        send(stage, key, visit, *(answer(each) for each in items_of(stage, visit, unit) if each.pk != pk))


# ---- photos ----------------------------------------------------------------------------------------------------------


def test_add_photo_keeps_it_once_under_the_digest_of_the_phone(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    command = photo(visit, item, lat=Decimal("27.994267"), lng=Decimal("120.699366"), accuracy_m=12)
    assert upload(stage, "ann", command).state == "kept"
    assert upload(stage, "ann", command).state == "had"
    again = upload(stage, "ann", photo(visit, item))
    assert (again.state, "只算一张" in again.sentence) == ("had", True)
    kept = Photo.objects.unscoped("tests").select_related("file").get()
    assert kept.sha256 == hashlib.sha256(JPEG).hexdigest() == kept.file.digest
    assert open_file(stage.ctx("ann"), kept.file).read() == JPEG


def test_add_photo_refuses_what_was_damaged_on_the_way(stage: Stage) -> None:
    visit = begun(stage)
    told = upload(stage, "ann", photo(visit, sent_sha256="0" * 64))
    assert (told.state, "再发一次" in told.sentence) == ("refused", True)
    assert not Photo.objects.unscoped("tests").exists()


def test_add_photo_keeps_a_heic_as_it_is(stage: Stage) -> None:
    visit = begun(stage)
    heic = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40
    assert upload(stage, "ann", photo(visit, content=heic, name="IMG_1.heic")).state == "kept"
    kept = Photo.objects.unscoped("tests").select_related("file").get()
    assert (kept.file.media_type, kept.file.size, kept.is_drawn) == ("image/heic", len(heic), False)
    assert kept.sha256 == kept.file.digest == hashlib.sha256(heic).hexdigest()
    assert open_file(stage.ctx("ann").for_purpose("核对"), kept.file).read() == heic
    with pytest.raises(Refused) as error:
        upload(stage, "ann", photo(visit, content=heic + b"1", name="IMG_1.jpg"))
    assert "内容却是HEIC" in refusal(error)


def test_add_photo_of_50_megabytes_is_told_what_to_do_and_keeps_nothing(stage: Stage) -> None:
    """A true upload through the page: the phone hears a sentence for the photo, by its number, and keeps it."""
    visit = begun(stage)
    content = b"\xff\xd8\xff\xe0" + bytes(50 * 1024 * 1024 - 4)
    sent = photo(visit, content=content)
    told = {
        "photo": SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg"),
        "uid": str(sent.uid),
        "sha256": sent.sha256,
        "sent_sha256": sent.sent_sha256,
        "taken_at": NOW.isoformat(),
        "sent_at": NOW.isoformat(),
    }
    with time_machine.travel(NOW, tick=False):
        client = client_of(stage.users["ann"])
        answered = client.post(f"/supervision/field/visits/{visit.pk}/photo/", told)
    assert answered.status_code == 200
    (row,) = answered.json()["told"]
    assert (row["uid"], row["state"]) == (str(sent.uid), "refused")
    assert "这张照片 50 MB，系统最多收 20 MB" in row["sentence"]
    assert "存出原图" in row["sentence"]
    assert not Photo.objects.unscoped("tests").exists()


def test_add_photo_after_signing_is_kept_and_not_printed(stage: Stage) -> None:
    visit = signed(stage)
    assert upload(stage, "ann", photo(visit)).state == "note"


# ---- the record ------------------------------------------------------------------------------------------------------


def test_record_visit_wants_the_others_and_a_reason(stage: Stage) -> None:
    visit = begun(stage)
    with pytest.raises(Refused) as error:
        record_visit(stage.ctx("ann"), RecordVisit(visit.pk, "没时间"))
    assert "还有事项没有结果" in refusal(error)
    send(stage, "cai", visit, *(answer(item) for item in items_of(stage, visit, "market")))
    with pytest.raises(Refused) as error:
        record_visit(stage.ctx("ann"), RecordVisit(visit.pk))
    assert error.value.verdict.failures[0].field == "unseen_reason"
    done = record_visit(stage.ctx("ann"), RecordVisit(visit.pk, "幼儿午睡，不便进入"))
    assert done.state == "recorded"
    outcomes = {
        a.outcome
        for item in checklist_of(visit)
        if (a := answer_of(item)) and item.unit_id != stage.units["market"].pk
    }
    assert outcomes == {"unseen"}


def test_record_visit_opens_a_finding_for_each_fault_with_its_severity(stage: Stage) -> None:
    visit = begun(stage)
    mine = items_of(stage, visit, "health")
    heavy = next(item for item in mine if item.item.weight == 10 or item.item.is_key)
    light = next(item for item in mine if item.item.weight == 1 and not item.item.is_key)
    answer_all(stage, visit)
    send(
        stage,
        "ann",
        visit,
        answer(heavy, "bad", NOW + MINUTE, "没有"),
        answer(light, "bad", NOW + MINUTE),
        now=NOW + 2 * MINUTE,
    )
    record_visit(stage.ctx("ann", NOW + 3 * MINUTE), RecordVisit(visit.pk))
    found = {row.item_id: row for row in Finding.objects.unscoped("tests")}
    assert {pk: row.severity for pk, row in found.items()} == {heavy.item_id: "grave", light.item_id: "minor"}
    assert found[heavy.item_id].sentence == f"{heavy.item.title}：没有"
    assert found[heavy.item_id].unit_id == stage.units["health"].pk
    assert found[heavy.item_id].found_by == "ann君"


def test_sign_visit_needs_two_inspectors_and_the_other_side(stage: Stage) -> None:
    visit = recorded(stage)
    first = SignVisit(visit.pk, signature("inspector", "ann君"))
    assert sign_visit(stage.ctx("ann"), first).state == "recorded"
    assert sign_visit(stage.ctx("ann"), first).state == "recorded"
    sign_visit(stage.ctx("head"), SignVisit(visit.pk, signature("institution", "head君", "")))
    done = sign_visit(stage.ctx("bo"), SignVisit(visit.pk, signature("inspector", "bo君")))
    assert (done.state, done.number) == ("signed", "330302检20210001")
    assert done.paper is not None
    assert done.paper.media_type == "application/pdf"
    assert notices(stage)[-1] == "检查记录已形成"


def test_sign_visit_notes_a_refusal_with_its_witness(stage: Stage) -> None:
    visit = recorded(stage)
    with pytest.raises(Refused) as error:
        sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature("institution", "", "", refusal="不认可")))
    assert "见证人" in refusal(error)
    for name in ("ann君", "cai君"):
        sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature("inspector", name)))
    refused = signature("institution", "", "", refusal="不认可结果", witness="社区王干事")
    assert sign_visit(stage.ctx("ann"), SignVisit(visit.pk, refused)).state == "signed"


@pytest.mark.parametrize(
    ("who", "side", "name", "strokes", "word"),
    [
        ("ann", "inspector", "路人", "", "不在检查组里"),
        ("head", "inspector", "ann君", "", "不在这次检查的检查组里"),
        ("ann", "institution", "", "", "姓名"),
        ("ann", "institution", "园长", '"/><script>', "笔迹"),
    ],
)
def test_sign_visit_refuses(stage: Stage, who: str, side: str, name: str, strokes: str, word: str) -> None:
    visit = recorded(stage)
    with pytest.raises(Refused) as error:
        sign_visit(stage.ctx(who), SignVisit(visit.pk, signature(side, name, strokes)))
    assert word in refusal(error)


def test_the_record_prints_answers_photos_and_signatures(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    wrong_clock = {"camera_time": "2019:01:01 08:00:00", "taken_at": NOW, "sent_at": NOW + 90 * MINUTE}
    upload(stage, "ann", photo(visit, item, sha256="a" * 64, **wrong_clock), NOW + 90 * MINUTE)
    answer_all(stage, visit)
    record_visit(stage.ctx("ann"), RecordVisit(visit.pk))
    sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature("inspector", "ann君")))
    visit.refresh_from_db()
    content = record_content(system(), visit, "检1")
    assert len(content["answers"]) == checklist_of(visit).count()
    shown = content["photos"][0]
    assert (shown["sha256"].replace(" ", ""), shown["sent"].replace(" ", "")) == (
        "a" * 64,
        hashlib.sha256(JPEG).hexdigest(),
    )
    assert "手机时间与收到时间相差1小时30分" in shown["said"]
    assert "照片自带时间 2019-01-01 08:00" in shown["said"]
    assert next(line for line in content["answers"] if line["note"])["note"] == "照片1"
    assert "<path d=" in content["signatures"][0]["svg"]


def test_rate_visit_once_when_it_is_over(stage: Stage) -> None:
    visit = recorded(stage)
    with pytest.raises(Refused):
        rate_visit(stage.ctx("head"), RateVisit(visit.pk, 5))
    for name in ("ann君", "bo君"):
        sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature("inspector", name)))
    sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature("institution", "园长")))
    with pytest.raises(Refused):
        rate_visit(stage.ctx("head"), RateVisit(visit.pk, 6))
    assert rate_visit(stage.ctx("head"), RateVisit(visit.pk, 4, "客气")).score == 4
    with pytest.raises(Refused) as error:
        rate_visit(stage.ctx("head"), RateVisit(visit.pk, 1))
    assert "已经评价过" in refusal(error)


def test_a_phone_takes_along_the_own_visits_of_the_next_days(stage: Stage) -> None:
    mine = planned(stage, "ann", "cai")
    planned(stage, "bo", "cai", planned_on=TODAY)
    later = planned(stage, planned_on=TODAY + timedelta(days=30))
    assert list(field_visits(stage.ctx("ann"))) == [mine]
    cancel_visit(stage.ctx("lead"), CancelVisit(mine.pk, "改派"))
    assert list(field_visits(stage.ctx("ann"))) == []
    assert list(field_visits(stage.ctx("ann", NOW + timedelta(days=29)))) == [later]


def test_two_phones_that_split_a_visit_make_one_record(stage: Stage) -> None:
    visit = planned(stage)
    health, market = items_of(stage, visit, "health"), items_of(stage, visit, "market")
    send(stage, "cai", visit, *(answer(item, at=NOW + MINUTE) for item in market), now=NOW + 60 * MINUTE)
    send(stage, "ann", visit, *(answer(item, at=NOW) for item in health), now=NOW + 61 * MINUTE)
    done = record_visit(stage.ctx("cai", NOW + 62 * MINUTE), RecordVisit(visit.pk))
    assert done.state == "recorded"
    assert Answer.objects.unscoped("tests").filter(is_replaced=False).count() == len(health) + len(market)
    assert uuid4() not in set(Answer.objects.unscoped("tests").values_list("uid", flat=True))
