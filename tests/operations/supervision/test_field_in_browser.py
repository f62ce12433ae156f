"""The page of inspectors in a real browser: no network, a killed browser, two phones, photos that are too much."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import AXE, IN_A_BROWSER, RULES
from tests.operations.supervision.phones import PICTURE, Phone, give_all, sign_all
from tests.operations.supervision.visit_world import items_of, plan
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.kernel.context import CHINA
from tuoyu.operations.supervision.models import Answer, Finding, Photo, Visit
from tuoyu.operations.supervision.services.visits import plan_visit

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def visit_today(stage: Stage) -> Visit:
    now = datetime.now(tz=CHINA)
    return plan_visit(stage.ctx("lead", now), plan(stage, planned_on=now.date()))


@pytest.fixture
def phone(browser: Any, live_server: Any, tmp_path: Path, stage: Stage) -> Iterator[Callable[[str], Phone]]:
    made: list[Phone] = []

    def buy(key: str) -> Phone:
        found = Phone(browser, live_server.url, tmp_path / key, stage.users[key])
        made.append(found)
        return found

    yield buy
    for each in made:
        with suppress(Exception):
            each.context.close()
    assert [complaint for each in made for complaint in each.complaints] == []


def test_sync_visit_loses_nothing_without_network_and_with_the_browser_killed(
    stage: Stage, phone: Callable[[str], Phone]
) -> None:
    visit = visit_today(stage)
    mine = items_of(stage, visit, "health")
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    ann.installed()
    ann.visit(visit)

    ann.context.set_offline(True)
    ann.choose(mine[0], "合格")
    ann.choose(mine[1], "不合格")
    ann.page.locator(f"#item-{mine[1].pk} textarea").fill("灭火器过期")
    ann.page.locator(f"#item-{mine[1].pk} textarea").blur()
    ann.shoot(mine[1])
    ann.reads("未发送 4 条.*没有网络，已存在手机上")
    assert not Answer.objects.unscoped("tests").exists()

    ann.kill()
    ann.open()
    ann.context.set_offline(True)
    # The session died with the browser; without network the page opens all the same.
    ann.go()
    ann.visit(visit)
    ann.reads("未发送 4 条")
    assert (ann.kept("answers"), ann.kept("photos"), ann.kept("moves")) == (2, 1, 1)
    assert "灭火器过期" in ann.page.locator(f"#item-{mine[1].pk} textarea").input_value()
    ann.choose(mine[2], "不适用")

    ann.context.set_offline(False)
    ann.page.evaluate("Field.outbox.send()")
    ann.reads("登录过期了，都存在手机上")
    assert ann.page.locator("#sign-in").is_visible()
    ann.sign_in()
    ann.page.evaluate("Field.outbox.send()")
    ann.reads("全部已发送")

    found = {row.visit_item_id: row for row in Answer.objects.unscoped("tests")}
    assert {pk: row.outcome for pk, row in found.items()} == {
        mine[0].pk: "ok",
        mine[1].pk: "bad",
        mine[2].pk: "not_here",
    }
    assert found[mine[1].pk].note == "灭火器过期"
    kept = Photo.objects.unscoped("tests").select_related("file").get()
    assert kept.sha256 == hashlib.sha256(PICTURE).hexdigest() == kept.file.digest
    assert str(kept.lat) == "27.994267"
    visit.refresh_from_db()
    assert visit.state == "under_way"
    # Sent once: what is sent again changes nothing, and the phone shows what the server has.
    ann.page.evaluate("Field.outbox.send()")
    ann.page.reload()
    ann.visit(visit)
    ann.reads("全部已发送")
    assert Answer.objects.unscoped("tests").count() == 3
    assert ann.page.locator(f"#item-{mine[1].pk}").get_attribute("data-outcome") == "bad"


def test_sync_visit_of_an_answer_whose_receipt_was_lost_counts_once(
    stage: Stage, phone: Callable[[str], Phone]
) -> None:
    """The server has it, the phone never hears of it: it sends again, and the answer is one."""
    visit = visit_today(stage)
    mine = items_of(stage, visit, "health")
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    ann.visit(visit)
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    ann.context.route(re.compile("/field/sync/$"), lose)
    ann.choose(mine[0], "合格")
    ann.reads("未发送")
    ann.page.evaluate("Field.outbox.send()")
    ann.reads("全部已发送")
    assert lost == [200]
    assert Answer.objects.unscoped("tests").count() == 1


def test_two_inspectors_split_one_visit_and_both_sides_sign(
    stage: Stage, phone: Callable[[str], Phone]
) -> None:
    visit = visit_today(stage)
    health, market = items_of(stage, visit, "health"), items_of(stage, visit, "market")
    ann, cai = phone("ann"), phone("cai")
    for each in (ann, cai):
        each.sign_in()
        each.go()
        each.installed()
        each.visit(visit)
        each.context.set_offline(True)
    give_all(ann, health[:-1])
    ann.choose(health[-1], "不合格")
    give_all(cai, market)

    ann.context.set_offline(False)
    ann.page.evaluate("Field.outbox.send()")
    ann.reads("全部已发送")
    ann.page.locator("#finish").click()
    ann.page.get_by_text("还有事项没有结果：").first.wait_for()
    cai.context.set_offline(False)
    cai.page.evaluate("Field.outbox.send()")
    cai.reads("全部已发送")

    ann.page.locator("#finish").click()
    ann.page.get_by_role("heading", name="双方签字").wait_for()
    sign_all(ann, ("ann君", "bo君"), "陈园长")
    for _ in range(100):
        visit.refresh_from_db()
        if visit.state == "signed":
            break
        ann.page.wait_for_timeout(100)
    assert (visit.state, bool(visit.number), visit.paper is not None) == ("signed", True, True)
    assert Finding.objects.unscoped("tests").get().item_id == health[-1].item_id
    counted = Answer.objects.unscoped("tests").filter(is_note=False, is_replaced=False)
    assert counted.count() == len(health) + len(market)


def test_add_photo_says_what_to_do_with_what_it_cannot_take(
    stage: Stage, phone: Callable[[str], Phone]
) -> None:
    """No picture, far too large, the same twice: a sentence each, and what was kept stays."""
    visit = visit_today(stage)
    item = items_of(stage, visit, "health")[0]
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    ann.installed()
    ann.visit(visit)
    ann.context.set_offline(True)
    ann.shoot(item)
    ann.reads("未发送")
    ann.shoot(item)
    ann.reads("已经有了，只算一张")
    ann.shoot(item, b"hello", "a.png")
    ann.reads("选的不是照片")
    assert ann.kept("photos") == 1
    large = ann.page.evaluate(LARGE)
    ann.reads("只发缩小的一张")
    row = ann.page.evaluate(
        "async () => { const row = (await Field.store.all('photos')).find(row => row.original); "
        "return { sha: row.sha256, sent: row.sent_sha256, size: row.blob.size, original: row.original.size }; }"
    )
    assert row["sha"] == large["sha"] != row["sent"]
    assert row["size"] < 15 * 1024 * 1024 < row["original"]
    ann.context.set_offline(False)
    ann.page.evaluate("Field.outbox.send()")
    ann.reads("全部已发送")
    kept = {
        photo.is_reduced: photo.sha256 for photo in Photo.objects.unscoped("tests").select_related("file")
    }
    assert kept == {False: hashlib.sha256(PICTURE).hexdigest(), True: large["sha"]}


def test_add_photo_keeps_a_heic_and_loses_none_that_is_too_large(
    stage: Stage, phone: Callable[[str], Phone]
) -> None:
    """This browser draws no HEIC: a small one is sent as it is; one of 50 MB stays on the phone, and can be let out."""
    visit = visit_today(stage)
    item = items_of(stage, visit, "health")[0]
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    ann.visit(visit)
    with ann.page.expect_response(re.compile("/photo/")):
        ann.shoot(item, HEIC, "IMG_2.heic", "image/heic")
    ann.reads("全部已发送")
    kept = Photo.objects.unscoped("tests").select_related("file").get()
    assert (kept.sha256, kept.file.media_type) == (hashlib.sha256(HEIC).hexdigest(), "image/heic")
    sha = ann.page.evaluate(LARGE_HEIC)
    card = ann.page.locator(f"#item-{item.pk}")
    card.get_by_role("alert").wait_for()
    assert "这张照片 50 MB，超过 15 MB" in card.inner_text()
    with ann.page.expect_download() as saved:
        card.get_by_role("button", name="存出原图").click()
    assert hashlib.sha256(Path(saved.value.path()).read_bytes()).hexdigest() == sha
    # Sent all the same, the server says so too, and it is still there.
    card.get_by_role("button", name="再发一次").click()
    card.get_by_text("系统最多收 20 MB").wait_for()
    size = "async () => (await Field.store.all('photos')).find(row => row.state === 'refused').blob.size"
    assert ann.page.evaluate(size) == 50 * 1024 * 1024
    assert Photo.objects.unscoped("tests").count() == 1


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 400
LARGE_HEIC = """async () => {
    const bytes = new Uint8Array(50 * 1024 * 1024);
    bytes.set(new TextEncoder().encode("ftypheic"), 4);
    const blob = new Blob([bytes], {type: "image/heic"});
    const given = new DataTransfer();
    given.items.add(new File([blob], "IMG_3.heic", {type: "image/heic"}));
    const input = document.querySelector(".item input[type=file]");
    input.files = given.files;
    input.dispatchEvent(new Event("change"));
    return Field.photos.digest(bytes.buffer);
}"""

# A picture of 16 MB of noise (BMP packs nothing), chosen as a photo; its digest for comparison.
LARGE = """async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    canvas.getContext("2d").fillRect(0, 0, 64, 64);
    const png = await new Promise(done => canvas.toBlob(done));
    // Bytes after the end of a PNG belong to the file and not to the picture.
    const blob = new Blob([png, new Uint8Array(16 * 1024 * 1024)], {type: "image/png"});
    const sha = await Field.photos.digest(await blob.arrayBuffer());
    const given = new DataTransfer();
    given.items.add(new File([blob], "large.png", {type: "image/png"}));
    const input = document.querySelector(".item input[type=file]");
    input.files = given.files;
    input.dispatchEvent(new Event("change"));
    return {sha};
}"""


# What a browser does when a photo is written and the disk is full (the protocol's own switch does not reach this store).
FULL = """() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...row) {
        if (this.name === "photos") throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, row);
    };
}"""


def test_a_full_phone_says_so_and_keeps_what_it_has(stage: Stage, phone: Callable[[str], Phone]) -> None:
    visit = visit_today(stage)
    mine = items_of(stage, visit, "health")
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    ann.visit(visit)
    ann.context.set_offline(True)
    ann.choose(mine[0], "合格")
    ann.page.evaluate(FULL)
    ann.shoot(mine[0], PICTURE + b"\x01" * 3_000_000)
    ann.reads("手机空间不够，这张照片没有存下。以前存的都在")
    assert (ann.kept("answers"), ann.kept("photos")) == (1, 0)


@pytest.mark.parametrize("place", ["", "visit", "sign"])
def test_the_page_is_usable_by_everybody(stage: Stage, phone: Callable[[str], Phone], place: str) -> None:
    visit = visit_today(stage)
    ann = phone("ann")
    ann.sign_in()
    ann.go()
    if place:
        ann.visit(visit)
    if place == "sign":
        ann.context.set_offline(True)
        give_all(ann, items_of(stage, visit, "health"))
        ann.page.locator("#finish").click()
        ann.page.locator(".signers li", has_text="ann君").get_by_role("button", name="签字").click()
    assert ann.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ann.page.evaluate(AXE.read_text(encoding="utf-8"))
    report = ann.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"][:160]) for each in report["violations"]] == []
    small = ann.page.evaluate(
        """() => [...document.querySelectorAll("button, .choice span, .visit, label.button, a.button")]
            .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44).map(each => each.outerHTML.slice(0, 90))"""
    )
    assert small == []
