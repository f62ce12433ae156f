"""Pages of findings: the list, the page of one with its reasons, what an institution has to mend, self-checks."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.mending_world import (
    another_place,
    closed,
    found,
    handed_in,
    to_be_looked_at,
)
from tests.operations.supervision.pictures import PNG
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.operations.supervision.commands.findings import AnswerSelfCheck, RaiseObjection, SpreadFinding
from tuoyu.operations.supervision.models import Finding, Objection, Proof, SelfCheck
from tuoyu.operations.supervision.services import objections, self_checks

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
LATER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _today(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stage() -> Stage:
    return a_stage()


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return lambda key: client_of(stage.users[key])


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def page_of(finding: Finding, part: str = "") -> str:
    return f"/supervision/findings/{finding.pk}/{part}"


# ---- the list --------------------------------------------------------------------------------------------------------


def test_finding_list_filters_and_exports(stage: Stage, browser: Browser) -> None:
    found(stage, "grave", item="FIRE-001")
    closed(stage)
    client = browser("office")
    rows = {
        "": 2,
        "?severity=grave": 1,
        "?state=closed": 1,
        "?domain=fire": 1,
        f"?unit={stage.units['health'].pk}": 2,
        "?is_overdue=1": 0,
        "?is_repeated=1": 0,
        "?q=FIRE-001": 1,
        "?sort=due_on": 2,
    }
    for query, count in rows.items():
        answer = client.get(f"/supervision/findings/{query}")
        assert answer.status_code == 200, query
        assert text_of(answer).count("data-ty-row") == count, query
    with time_machine.travel(LATER, tick=False):
        late = text_of(browser("office").get("/supervision/findings/?is_overdue=1"))
    assert late.count("data-ty-row") == 1
    sheet = b"".join(client.get("/supervision/findings/?export=csv").streaming_content).decode("utf-8-sig")
    assert len(sheet.strip().splitlines()) == 3


def test_finding_list_asks_as_often_for_three_rows_as_for_one(stage: Stage, browser: Browser) -> None:
    client = browser("lead")
    found(stage)
    one = statements(client, "/supervision/findings/")
    found(stage)
    found(stage)
    assert statements(client, "/supervision/findings/") == one


# ---- the page of one -------------------------------------------------------------------------------------------------


def test_finding_detail_says_who_may_not_and_why(stage: Stage, browser: Browser) -> None:
    finding = handed_in(stage)
    finder, other, head = (text_of(browser(key).get(page_of(finding))) for key in ("ann", "bo", "head"))
    close = page_of(finding, "close/")
    assert close not in finder
    assert "不能由您销号" in finder
    assert close in other
    assert close not in head
    assert "补了记录，指定专人" in head
    for words in ("检查时看", "整改前", "检查时没有拍照", "第 1 次"):
        assert words in other, words


def test_finding_detail_of_a_grave_one_offers_the_look_back(stage: Stage, browser: Browser) -> None:
    finding = handed_in(stage, "grave")
    text = text_of(browser("lead").get(page_of(finding)))
    assert page_of(finding, "look-back/") in text
    assert page_of(finding, "close/") not in text
    assert "要先到现场回头看" in text


def test_finding_detail_marks_who_denied_it(stage: Stage, browser: Browser) -> None:
    place = another_place(stage, form=stage.place.form)
    self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(found(stage, "grave").pk))
    check = SelfCheck.objects.unscoped("tests").get()
    self_checks.answer_self_check(stage.ctx("other"), AnswerSelfCheck(check.pk, "clean"))
    later = found(stage, now=LATER, at=place)
    assert "自查时报告“我们没有这个问题”" in text_of(browser("lead").get(page_of(later)))


def test_finding_detail_is_not_found_elsewhere(stage: Stage, browser: Browser) -> None:
    finding = found(stage)
    assert browser("cai").get(page_of(finding)).status_code == 404
    assert browser("market_lead").get(page_of(finding)).status_code == 404


# ---- the moves -------------------------------------------------------------------------------------------------------


def test_submit_finding_with_a_picture_from_the_phone(stage: Stage, browser: Browser) -> None:
    finding = found(stage)
    client = browser("head")
    form = text_of(client.get(page_of(finding, "submit/")))
    assert 'accept="image/*' in form
    assert "选填" not in form
    assert "选填" in text_of(client.get(page_of(found(stage, "minor"), "submit/")))
    refused = client.post(page_of(finding, "submit/"), {"text": "补了"})
    assert refused.status_code == 422
    assert "要有照片或材料证明" in text_of(refused)
    picture = SimpleUploadedFile("改好.png", PNG, "image/png")
    done = client.post(page_of(finding, "submit/"), {"text": "补了", "pictures": picture})
    assert (done.status_code, done.url) == (302, "/supervision/mend/")
    shot = Proof.objects.unscoped("tests").get()
    answer = client.get(f"/supervision/proofs/{shot.pk}/")
    assert answer["Content-Type"] == "image/png"
    assert "inline" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == PNG
    assert browser("cai").get(f"/supervision/proofs/{shot.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("move", "who", "sent", "state"),
    [
        ("close", "bo", {"note": "看了照片"}, "closed"),
        ("return", "ann", {"note": "看不清"}, "returned"),
        ("look-back", "lead", {"due_on": "2021-07-01"}, "look_back"),
        ("cancel", "lead", {"note": "看错了"}, "cancelled"),
    ],
)
def test_moves_of_what_was_handed_in(
    stage: Stage, browser: Browser, move: str, who: str, sent: dict[str, str], state: str
) -> None:
    finding = handed_in(stage)
    answer = browser(who).post(page_of(finding, f"{move}/"), sent)
    assert (answer.status_code, answer.url) == (302, page_of(finding))
    finding.refresh_from_db()
    assert finding.state == state


@pytest.mark.parametrize(("move", "state"), [("confirm", "closed"), ("reopen", "open")])
def test_moves_after_the_look_back(stage: Stage, browser: Browser, move: str, state: str) -> None:
    finding = to_be_looked_at(stage)
    assert browser("bo").post(page_of(finding, f"{move}/"), {"note": "去看了"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == state


def test_a_move_that_is_refused_keeps_the_form(stage: Stage, browser: Browser) -> None:
    finding = handed_in(stage)
    answer = browser("ann").post(page_of(finding, "close/"), {"note": "够了"})
    assert answer.status_code == 409
    assert "不能由您销号" in text_of(answer)
    assert "没有参加这次检查的人员" in text_of(answer)


def test_objections_on_the_page(stage: Stage, browser: Browser) -> None:
    finding = found(stage)
    assert page_of(finding, "object/") in text_of(browser("head").get(page_of(finding)))
    assert browser("head").post(page_of(finding, "object/"), {"reason": "本子在隔壁"}).status_code == 302
    objection = Objection.objects.unscoped("tests").get()
    answer = f"/supervision/objections/{objection.pk}/answer/"
    assert answer in text_of(browser("lead").get(page_of(finding)))
    assert answer not in text_of(browser("bo").get(page_of(finding)))
    sent = {"outcome": "upheld", "reply": "本子确实在"}
    assert browser("lead").post(answer, sent).status_code == 302
    assert "异议成立" in text_of(browser("head").get(page_of(finding)))


# ---- what an institution has to do -----------------------------------------------------------------------------------


def test_mend_list_shows_what_to_do_by_when(stage: Stage, browser: Browser) -> None:
    grave = found(stage, "grave", item="FIRE-001")
    major = found(stage)
    handed_in(stage)
    text = text_of(browser("head").get("/supervision/mend/"))
    assert text.index(page_of(grave, "submit/")) < text.index(page_of(major, "submit/"))
    assert "检查时看：" in text
    assert "等检查单位" in text
    with time_machine.travel(LATER, tick=False):
        assert "is-late" in text_of(browser("head").get("/supervision/mend/"))
    assert browser("lead").get("/supervision/mend/").status_code == 403


def test_mend_list_shows_only_one_s_own(stage: Stage, browser: Browser) -> None:
    another_place(stage)
    finding = found(stage)
    assert page_of(finding, "submit/") not in text_of(browser("other").get("/supervision/mend/"))


def test_self_checks_in_two_taps(stage: Stage, browser: Browser) -> None:
    another_place(stage, form=stage.place.form)
    finding = found(stage, "grave")
    answer = browser("lead").post(page_of(finding, "spread/"))
    assert answer.status_code == 302
    check = SelfCheck.objects.unscoped("tests").get()
    url = f"/supervision/self-checks/{check.pk}/answer/"
    client = browser("other")
    assert url in text_of(client.get("/supervision/mend/"))
    assert client.post(url, {"answer": "mended"}).status_code == 422
    assert client.post(url, {"answer": "clean"}).status_code == 302
    assert "没有这个问题" in text_of(browser("lead").get(page_of(finding)))
    assert text_of(browser("lead").get("/supervision/self-checks/")).count("data-ty-row") == 1


def test_self_checks_and_objections_are_the_own_institution_s(stage: Stage, browser: Browser) -> None:
    another_place(stage, form=stage.place.form)
    finding = found(stage, "grave")
    self_checks.spread_finding(stage.ctx("lead"), SpreadFinding(finding.pk))
    check = SelfCheck.objects.unscoped("tests").get()
    assert browser("head").get(f"/supervision/self-checks/{check.pk}/answer/").status_code == 404
    objections.raise_objection(stage.ctx("head"), RaiseObjection(finding.pk, "不对"))
    assert browser("other").get(page_of(finding)).status_code == 404


def test_the_page_of_the_institution_has_a_card(stage: Stage, browser: Browser) -> None:
    url = f"/institutions/{stage.place.pk}/"
    assert 'id="panel-mending"' not in text_of(browser("lead").get(url))
    for _ in range(7):
        found(stage)
    text = text_of(browser("lead").get(url))
    assert 'id="panel-mending"' in text
    assert "看全部" in text
