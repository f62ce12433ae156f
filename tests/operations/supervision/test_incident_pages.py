"""The pages of incidents: from the questions to the report, who is following it up, the list, the drill."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import an_institution
from tuoyu.operations.supervision.commands.incidents import ReportIncident, StartDrill
from tuoyu.operations.supervision.models import Drill, Incident
from tuoyu.operations.supervision.services.drills import start_drill
from tuoyu.operations.supervision.services.incidents import report_incident
from tuoyu.registers.sites.models import Area

pytestmark = pytest.mark.django_db
PATH = "hurt.hospital.grave.accident"
MINUTE = timedelta(minutes=1)
SECRET = "从滑梯上摔下，手臂变形"
LIST = "/supervision/incidents/"
MOST_STATEMENTS = 14


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def browser_of(stage: Stage, key: str) -> Client:
    return client_of(stage.users[key])


def sent(stage: Stage, **changes: Any) -> dict[str, Any]:
    facts = {
        "path": PATH, "institution_id": stage.place.pk, "known_at": "2021-06-15T09:25", "happened_at": "2021-06-15T09:20",
        "children_count": "1", "place": "滑梯", "what": SECRET, "measures": "", "drill": "",
    }  # fmt: skip
    return {**facts, **changes}


def reported(stage: Stage, who: str = "head", path: str = PATH) -> Incident:
    command = ReportIncident(
        stage.place.pk, tuple(path.split(".")), NOW - 9 * MINUTE, NOW - 5 * MINUTE, "滑梯", 1, SECRET
    )
    return report_incident(stage.ctx(who), command)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def data_of(text: str) -> Any:
    found = re.search(r'<script id="tree-data" type="application/json">(.*?)</script>', text)
    assert found is not None
    return json.loads(found[1])


def test_the_questions_are_on_the_page_with_help_on_top(stage: Stage) -> None:
    text = text_of(browser_of(stage, "head").get("/supervision/incidents/now/"))
    for number in ("120", "110", "119"):
        assert f'href="tel:{number}"' in text
    data = data_of(text)
    assert data["questions"][data["first"]]["text"] == "发生了什么？"
    assert data["report"] == "/supervision/incidents/report/"
    assert browser_of(stage, "office").get("/supervision/incidents/now/").status_code == 403


def test_anybody_may_keep_the_page(stage: Stage) -> None:
    answer = Client().get("/supervision/incidents/page/")
    assert "attachment" in answer["Content-Disposition"]
    assert "default-src 'none'" in text_of(answer)


def test_the_form_is_filled_in_as_far_as_the_answers_go(stage: Stage) -> None:
    known = int((NOW - 7 * MINUTE).timestamp())
    text = text_of(browser_of(stage, "head").get(f"/supervision/incidents/report/?path={PATH}&known={known}"))
    assert f'value="{PATH}"' in text
    assert 'value="2021-06-15T09:23"' in text
    assert "要报告，先送医" in text
    assert "told_at" not in text, "an institution does not date its own report"
    assert "told_at" in text_of(browser_of(stage, "ann").get(f"/supervision/incidents/report/?path={PATH}"))


@pytest.mark.parametrize("query", ["", "?path=hurt", "?path=x.y", f"?path={PATH}.more", "?path=%00"])
def test_without_answers_the_form_asks_again(stage: Stage, query: str) -> None:
    answer = browser_of(stage, "head").get(f"/supervision/incidents/report/{query}")
    assert (answer.status_code, answer["Location"]) == (302, "/supervision/incidents/now/")


@pytest.mark.parametrize("known", ["", "x", "99999999999", "9" * 40, "-1"])
def test_a_phone_with_a_wrong_clock_does_no_harm(stage: Stage, known: str) -> None:
    text = text_of(browser_of(stage, "head").get(f"/supervision/incidents/report/?path={PATH}&known={known}"))
    assert 'value="2021-06-15T09:30"' in text


def test_a_report_goes_all_the_way(stage: Stage) -> None:
    head, officer = browser_of(stage, "head"), browser_of(stage, "bo")
    answer = head.post("/supervision/incidents/report/", sent(stage))
    row = Incident.objects.unscoped("tests").get()
    assert answer["Location"] == f"{LIST}{row.pk}/"
    own = text_of(head.get(answer["Location"]))
    assert "按时报告" in own
    assert "还没有人确认" in own
    assert SECRET not in own
    shown = text_of(officer.get(answer["Location"]))
    assert "确认收到，我来跟进" in shown
    assert officer.post(f"{LIST}{row.pk}/acknowledge/").status_code == 302
    assert "bo君确认" in text_of(head.get(answer["Location"]))
    assert "确认收到，我来跟进" not in text_of(officer.get(answer["Location"]))
    assert officer.post(f"{LIST}{row.pk}/update/", {"text": ""}).status_code == 422
    assert head.post(f"{LIST}{row.pk}/update/", {"text": "孩子回家了"}).status_code == 302
    lead = browser_of(stage, "lead")
    assert lead.post(f"{LIST}{row.pk}/investigate/").status_code == 302
    closed = lead.post(f"{LIST}{row.pk}/close/", {"cause": "滑梯湿滑", "lessons": "雨天停用"})
    assert closed.status_code == 302
    assert "已结案" in text_of(head.get(answer["Location"]))


def test_a_wrong_time_is_said_beside_its_field(stage: Stage) -> None:
    answer = browser_of(stage, "head").post(
        "/supervision/incidents/report/", sent(stage, known_at="2021-06-15T10:30")
    )
    assert answer.status_code == 422
    assert "知道的时间在现在之后" in answer.content.decode()


def test_what_happened_is_read_after_a_purpose(stage: Stage) -> None:
    row = reported(stage)
    client = browser_of(stage, "ann")
    page = f"{LIST}{row.pk}/reveal/"
    assert SECRET not in text_of(client.get(page))
    assert client.post(page, {"purpose": ""}).status_code == 422
    assert SECRET in text_of(client.post(page, {"purpose": "现场核实"}))
    assert browser_of(stage, "office").get(page).status_code == 403
    assert browser_of(stage, "market_lead").get(page).status_code == 404


def test_found_by_the_authority_the_clock_is_seen_running(stage: Stage) -> None:
    row = reported(stage, "ann")
    text = text_of(browser_of(stage, "head").get(f"{LIST}{row.pk}/"))
    assert row.report_by_at is not None
    assert f'data-until="{row.report_by_at.astimezone(UTC).isoformat()}"' in text
    assert "还剩1小时55分钟" in text
    assert "补报经过" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("?kind=injury", 2), ("?kind=food", 0), ("?severity=major", 1), ("?tardy=1", 0), ("?tardy=0", 2),
     ("?drill=0", 2), ("?drill=1", 0), ("?street=330302001", 0), ("?q=青禾", 2), ("?state=closed", 1)],
)  # fmt: skip
def test_the_list_is_narrowed(stage: Stage, query: str, count: int) -> None:
    Area.objects.create(code="330302001", name="五马街道", short_name="五马", kind="street")
    reported(stage)
    reported(stage, path="hurt.small.accident")
    text = text_of(browser_of(stage, "office").get(LIST + query))
    assert text.count("data-ty-row") == count
    assert SECRET not in text


def test_the_list_is_exported_without_what_happened(stage: Stage) -> None:
    reported(stage)
    answer: Any = browser_of(stage, "lead").get(f"{LIST}?export=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8-sig")
    assert "青禾社区托育园" in text
    assert "按时报告" in text
    assert SECRET not in text


def test_more_rows_are_no_more_statements(stage: Stage) -> None:
    client = browser_of(stage, "lead")

    def statements(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    first = reported(stage)
    one, detail = statements(LIST), statements(f"{LIST}{first.pk}/")
    for _ in range(3):
        reported(stage)
    assert statements(LIST) == one
    print(f"list {one}, page {detail} statements")
    assert detail <= MOST_STATEMENTS + 6


def test_a_drill_on_screen(stage: Stage) -> None:
    mute = an_institution("河东托育园", "52330302MJ000000XY")
    lead, head = browser_of(stage, "lead"), browser_of(stage, "head")
    form = text_of(lead.get("/supervision/drills/start/"))
    assert "青禾社区托育园" in form
    assert mute.name not in form
    answer = lead.post(
        "/supervision/drills/start/",
        {"title": "秋季演练", "scenario": "有孩子走失", "institution_ids": [stage.place.pk]},
    )
    drill = Drill.objects.unscoped("tests").get()
    assert answer["Location"] == f"/supervision/drills/{drill.pk}/"
    assert "还在等" in text_of(lead.get(answer["Location"]))
    assert "有一次演练在等你报告" in text_of(head.get("/supervision/incidents/now/"))
    now = text_of(head.get(f"/supervision/incidents/now/?drill={drill.pk}"))
    assert "【这是演练】" in now
    assert data_of(now)["drill"] == str(drill.pk)
    asked = text_of(head.get(f"/supervision/incidents/report/?path=missing.lost&drill={drill.pk}"))
    assert "【这是演练】" in asked
    done = head.post("/supervision/incidents/report/", sent(stage, path="missing.lost", drill=str(drill.pk)))
    assert done.status_code == 302
    assert "不到1分钟" in text_of(lead.get(f"/supervision/drills/{drill.pk}/"))
    with time_machine.travel(drill.ends_at + MINUTE, tick=False):
        assert "已结束" in text_of(browser_of(stage, "lead").get(f"/supervision/drills/{drill.pk}/"))
    assert "秋季演练" in text_of(lead.get("/supervision/drills/"))


def test_the_silent_are_named_when_a_drill_is_over(stage: Stage) -> None:
    drill = start_drill(stage.ctx("lead"), StartDrill("夜间演练", "有孩子走失", (stage.place.pk,)))
    with time_machine.travel(drill.ends_at + MINUTE, tick=False):
        text = text_of(browser_of(stage, "lead").get(f"/supervision/drills/{drill.pk}/"))
    assert "没有声音" in text
    assert stage.place.name in text


def test_the_page_of_the_institution_lists_its_incidents(stage: Stage) -> None:
    row = reported(stage)
    text = text_of(browser_of(stage, "head").get(f"/institutions/{stage.place.pk}/"))
    assert f'href="{LIST}{row.pk}/"' in text
