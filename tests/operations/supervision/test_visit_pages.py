"""Visits on the desk, the check of a notice, and what phones get and send, through the front door."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.visit_world import (
    MINUTE,
    answer,
    begun,
    items_of,
    photo,
    planned,
    recorded,
    send,
    signed,
    upload,
)
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tuoyu.operations.supervision.commands.visits import CancelVisit, NoticeVisit, RecordVisit
from tuoyu.operations.supervision.models import Answer, Finding, Photo, Visit, VisitRating
from tuoyu.operations.supervision.services.recording import record_visit
from tuoyu.operations.supervision.services.visits import cancel_visit, notice_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(time_machine: Any) -> Stage:
    time_machine.move_to(NOW, tick=False)
    return a_stage()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def at(stage: Stage, key: str) -> Client:
    return client_of(stage.users[key])


def test_plan_visit_by_the_form(stage: Stage) -> None:
    sent = {
        "institution_id": stage.place.pk,
        "kind": "special",
        "planned_on": TODAY.isoformat(),
        "reason": "消防专项",
        "authority": "消防法",
        "inspector_ids": [stage.inspectors["ann"].pk],
    }
    refused = at(stage, "lead").post("/supervision/visits/plan/", sent)
    assert (refused.status_code, "不得少于 2 名" in text_of(refused)) == (422, True)
    sent["inspector_ids"] = [stage.inspectors["ann"].pk, stage.inspectors["bo"].pk]
    planned_now = at(stage, "lead").post("/supervision/visits/plan/", sent, follow=True)
    assert "下一步：发检查通知" in text_of(planned_now)


def test_visits_are_listed_searched_and_exported(stage: Stage) -> None:
    signed(stage)
    planned(stage)
    lead = at(stage, "lead")
    assert text_of(lead.get("/supervision/visits/")).count("data-ty-row") == 2
    assert text_of(lead.get("/supervision/visits/?state=signed&q=青禾")).count("data-ty-row") == 1
    assert text_of(lead.get("/supervision/visits/?q=330302检20210001")).count("data-ty-row") == 1
    exported = b"".join(lead.get("/supervision/visits/?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert exported.splitlines()[0] == "机构,日期,状态,不合格,类型,牵头,记录编号"


def test_the_page_of_a_visit_shows_each_side_its_own(stage: Stage) -> None:
    visit = begun(stage)
    item = items_of(stage, visit, "health")[0]
    send(stage, "cai", visit, answer(item, "bad", note="外行看着不行"))
    send(stage, "ann", visit, answer(item, "bad", NOW + MINUTE, "灭火器过期"), now=NOW + 2 * MINUTE)
    upload(stage, "ann", photo(visit, item))
    page = f"/supervision/visits/{visit.pk}/"
    lead = text_of(at(stage, "lead").get(page))
    assert all(word in lead for word in ("灭火器过期", "外行看着不行", "附注", "照片 1"))
    head = text_of(at(stage, "head").get(page))
    assert "结果形成后在这里看" in head
    assert "灭火器过期" not in head
    shown = Photo.objects.unscoped("tests").get()
    assert at(stage, "ann").get(f"/supervision/photos/{shown.pk}/").status_code == 200
    assert at(stage, "office").get(f"/supervision/photos/{shown.pk}/").status_code == 403


def test_a_heic_is_told_by_a_tile_and_handed_out_as_it_is(stage: Stage) -> None:
    visit = begun(stage)
    heic = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40
    item = items_of(stage, visit, "health")[0]
    upload(stage, "ann", photo(visit, item, content=heic, name="IMG_1.heic"))
    send(stage, "ann", visit, answer(item, "bad"))
    ann = at(stage, "ann")
    assert "看不了预览，可以下载" in text_of(ann.get(f"/supervision/visits/{visit.pk}/"))
    kept = Photo.objects.unscoped("tests").get()
    opened: Any = ann.get(f"/supervision/photos/{kept.pk}/")
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["Content-Type"] == "image/heic"
    assert b"".join(opened.streaming_content) == heic
    send(stage, "cai", visit, *(answer(each) for each in items_of(stage, visit, "market")))
    record_visit(stage.ctx("ann"), RecordVisit(visit.pk, "没有查"))
    finding = Finding.objects.unscoped("tests").get()
    assert "看不了预览，可以下载" in text_of(at(stage, "lead").get(f"/supervision/findings/{finding.pk}/"))


def test_the_institution_reads_the_record_and_rates_with_one_press(stage: Stage) -> None:
    visit = signed(stage)
    head = at(stage, "head")
    page = text_of(head.get(f"/supervision/visits/{visit.pk}/"))
    assert "这次检查怎么样" in page
    paper: Any = head.get(f"/supervision/visits/{visit.pk}/paper/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    rated = head.post(f"/supervision/visits/{visit.pk}/rate/", {"score": "5"}, follow=True)
    assert "谢谢，评价已收到" in text_of(rated)
    assert VisitRating.objects.unscoped("tests").get().score == 5
    assert at(stage, "lead").get(f"/supervision/visits/{recorded(stage).pk}/paper/").status_code == 409


def test_anybody_checks_a_notice_and_learns_nothing_of_results(stage: Stage, client: Client) -> None:
    visit = planned(stage)
    assert client.get(f"/v/{visit.code}/").status_code == 404
    notice_visit(stage.ctx("lead"), NoticeVisit(visit.pk))
    asked = client.get("/v/", {"code": f" {visit.code[:4].lower()}-{visit.code[4:].lower()}"}, follow=True)
    page = text_of(asked)
    assert asked.status_code == 200
    assert all(
        word in page for word in ("这是真的检查通知", "ann君", "浙C000000", "区市场监管局", "年度计划检查")
    )
    done = signed(stage)
    assert "合格" not in text_of(client.get(f"/v/{done.code}/"))
    cancel_visit(stage.ctx("lead"), CancelVisit(visit.pk, "改派"))
    assert "已经取消" in text_of(client.get(f"/v/{visit.code}/"))


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/v/", 200, "输入通知上的核验码"),
        ("/v/?code=12", 422, "8 位字母和数字"),
        ("/v/ABCDEFGH/", 404, "没有这个核验码"),
        ("/v/%00%27/", 404, "没有这个核验码"),
    ],
)
def test_a_wrong_code_gets_a_calm_sentence(
    db: None, client: Client, path: str, status: int, word: str
) -> None:
    answered = client.get(path)
    assert (answered.status_code, word in text_of(answered)) == (status, True)


def test_the_program_of_the_page_is_had_without_signing_in(db: None, client: Client) -> None:
    worker = client.get("/supervision/field/worker/")
    assert worker["Service-Worker-Allowed"] == "/supervision/field/"
    assert "field-store" in text_of(worker)
    manifest = client.get("/supervision/field/manifest/").json()
    assert (manifest["start_url"], manifest["display"]) == ("/supervision/field/", "standalone")
    assert client.get("/supervision/field/").status_code == 302


def test_the_frame_holds_no_data_and_asks_for_the_place(stage: Stage) -> None:
    visit = begun(stage)
    frame = at(stage, "ann").get("/supervision/field/")
    assert "geolocation=(self)" in frame["Permissions-Policy"]
    assert stage.place.name not in text_of(frame)
    bundle = at(stage, "ann").get("/supervision/field/bundle/").json()
    told = bundle["visits"][0]
    assert (told["id"], told["code"]) == (visit.pk, visit.code)
    assert {item["is_mine"] for item in told["items"]} == {True, False}
    assert bundle["limits"]["least_signers"] == 2


def batch(visit: Visit, **part: Any) -> dict[str, str]:
    return {"batch": json.dumps({"sent_at": NOW.isoformat(), "visits": [{"visit_id": visit.pk, **part}]})}


def row(item: Any, **changes: Any) -> dict[str, Any]:
    told = {
        "uid": str(uuid4()),
        "visit_item_id": item.pk,
        "outcome": "ok",
        "note": "",
        "answered_at": NOW.isoformat(),
    }
    return {**told, **changes}


def test_sync_visit_answers_for_each_thing_by_its_number(stage: Stage) -> None:
    visit = begun(stage)
    items = items_of(stage, visit, "health")
    rows = [row(items[0]), row(items[1], outcome="banana"), row(items[2], answered_at="yesterday")]
    told = at(stage, "ann").post("/supervision/field/sync/", batch(visit, answers=rows)).json()["told"]
    states = {each["uid"]: each["state"] for each in told}
    assert [states[each["uid"]] for each in rows] == ["kept", "refused", "refused"]
    assert Answer.objects.unscoped("tests").count() == 1


def test_sync_visit_of_a_stranger_refuses_everything_and_keeps_nothing(stage: Stage) -> None:
    visit = begun(stage, "ann", "cai")
    item = items_of(stage, visit, "health")[0]
    told = at(stage, "bo").post("/supervision/field/sync/", batch(visit, answers=[row(item)])).json()["told"]
    assert (told[0]["state"], "不在这次检查的检查组里" in told[0]["sentence"]) == ("refused", True)
    assert not Answer.objects.unscoped("tests").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"visits": [{}]}', '{"sent_at": "2021-06-15T09:30:00", "visits": []}']
)
def test_sync_visit_says_that_a_batch_cannot_be_read(stage: Stage, text: str) -> None:
    answered = at(stage, "ann").post("/supervision/field/sync/", {"batch": text})
    assert (answered.status_code, "手机上的都还在" in answered.json()["sentence"]) == (422, True)


def test_add_photo_answers_by_its_number(stage: Stage) -> None:
    visit = begun(stage)
    told = photo(visit)
    sent = {
        "uid": str(told.uid),
        "sha256": told.sha256,
        "sent_sha256": told.sent_sha256,
        "taken_at": NOW.isoformat(),
        "sent_at": NOW.isoformat(),
    }
    url = f"/supervision/field/visits/{visit.pk}/photo/"
    client = at(stage, "ann")
    assert client.post(url, {**sent, "photo": told.content}).json()["told"][0]["state"] == "kept"
    lacking = client.post(url, sent)
    assert (lacking.status_code, lacking.json()["told"][0]["state"]) == (422, "refused")
    wrong = client.post(url, {**sent, "photo": photo(visit).content, "lat": "95"})
    assert wrong.json()["told"][0]["state"] == "refused"


def test_the_page_of_an_institution_lists_its_visits(stage: Stage) -> None:
    visit = signed(stage)
    page = text_of(at(stage, "lead").get(f"/institutions/{stage.place.pk}/"))
    assert f"/supervision/visits/{visit.pk}/" in page


def test_a_visit_costs_the_same_however_long_its_list(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    visit = signed(stage)
    client = at(stage, "lead")
    with django_assert_max_num_queries(40):
        client.get(f"/supervision/visits/{visit.pk}/")
