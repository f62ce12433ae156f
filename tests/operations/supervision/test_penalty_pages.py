"""The pages of penalties and transfers, for those who handle them, for the party, and for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.penalty_world import (
    LATER,
    WAN,
    decided,
    opened,
    opening,
    served,
    staffed,
    told,
)
from tests.operations.supervision.test_penalty_aftermath import published, sent
from tests.operations.supervision.world import Stage, a_stage
from tuoyu.foundation.access.services import house_of
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.commands.penalties import PleadPenalty
from tuoyu.operations.supervision.models import ItemVersion, Penalty, Transfer
from tuoyu.operations.supervision.queries.penalties import past_of, publication_of
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services.findings import open_finding

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 22


@pytest.fixture
def stage() -> Stage:
    return staffed(a_stage())


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at(clock: Any, moment: datetime) -> None:
    clock.move_to(moment)


def as_(stage: Stage, key: str) -> Client:
    return client_of(stage.users[key])


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:500]
    return str(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_case_from_the_form_of_its_opening_to_the_decision(stage: Stage, clock: Any) -> None:
    lead, party = as_(stage, "market_lead"), as_(stage, "head")
    assert "没有按规定查询工作人员的违法犯罪记录" in page(
        lead, f"/supervision/penalties/open/?institution={stage.place.pk}"
    )
    facts = opening(stage)
    sent_form = {
        "place": stage.place.name, "offence": facts.offence, "facts": facts.facts, "occurred_on": facts.occurred_on,
        "officers": list(facts.officer_ids),
    }  # fmt: skip
    answer = lead.post("/supervision/penalties/open/", sent_form)
    assert answer.status_code == 302, answer.content.decode()
    case = Penalty.objects.unscoped("tests").get()
    url = f"/supervision/penalties/{case.pk}/"
    page(party, url, 404)
    lead.post(f"{url}conclude/", {"facts": facts.facts, "evidence": "笔录\n名册"})
    refused = lead.post(f"{url}tell/", {"kinds": ["warning", "fine"], "fine_fen": "900000"})
    # What is wrong with a sum stands beside the sum.
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"fine_fen"}
    lead.post(f"{url}tell/", {"kinds": ["warning", "fine"], "fine_fen": "20000"})
    told_page = page(party, url)
    assert "您的权利" in told_page
    assert "警告、罚款 2 万元" in told_page
    assert f'href="{url}plead/"' in told_page
    assert f'href="{url}contest/"' not in told_page
    assert party.post(f"{url}plead/", {"text": "已经补查。"}).status_code == 302
    at(clock, LATER)
    chief = as_(stage, "market_chief")
    form = page(chief, f"{url}decide/")
    assert "已经补查。" in form
    assert "没有同类的以往案例" in form
    assert 'name="fine_fen" value="20000"' in form
    digest = past_of(case.offence, LATER.date()).digest
    filled = {
        "kinds": ["warning", "fine"],
        "fine_fen": "20000",
        "plea_answer": "不采纳。",
        "reviewer": "法规科",
        "review": "同意。",
        "seen": "old",
    }
    stale = chief.post(f"{url}decide/", filled)
    assert stale.status_code == 409
    assert "看到的以往案例已有变化" in stale.content.decode()
    assert f'name="seen" value="{digest}"' in stale.content.decode()
    assert chief.post(f"{url}decide/", filled | {"seen": digest}).status_code == 302
    assert "市监罚〔2021〕1号" in page(chief, url)


def test_the_page_says_who_may_do_what_is_not_for_the_reader(stage: Stage) -> None:
    case = told(stage)
    text = page(as_(stage, "market_chief"), f"/supervision/penalties/{case.pk}/")
    assert "还可以陈述申辩，现在不能决定" in text
    assert "可以办理的岗位：机构负责人" in text
    assert f'href="/supervision/penalties/{case.pk}/decide/"' not in text


def test_the_decide_page_draws_past_cases_and_asks_for_a_reason(stage: Stage, clock: Any) -> None:
    for number, fine in enumerate((1, 1, 2, 2, 2)):
        decided(stage, fine * WAN, occurred_on=NOW.date() - timedelta(days=number + 1))
    case = told(stage, 4 * WAN, occurred_on=NOW.date())
    at(clock, LATER)
    text = page(as_(stage, "market_chief"), f"/supervision/penalties/{case.pk}/decide/")
    assert text.count("ty-spread-dot") == 5
    assert "同类以往案例 5 件：最低 1 万元，中间一半 1 万元至 2 万元" in text
    assert "在中间一半之外" in text


def test_a_late_fine_is_told_on_the_page(stage: Stage, clock: Any) -> None:
    case = served(stage)
    at(clock, LATER + timedelta(days=17))
    text = page(as_(stage, "head"), f"/supervision/penalties/{case.pk}/")
    assert "加处罚款 1,200" in text
    assert "到今天应缴" in text


def test_papers_are_those_that_were_issued(stage: Stage) -> None:
    case = served(stage)
    url = f"/supervision/penalties/{case.pk}/paper/"
    for client in (as_(stage, "head"), as_(stage, "market_lead")):
        for name in ("told", "decided", "served"):
            assert body(client.get(f"{url}?of={name}")).startswith(b"%PDF-")
    fresh = opened(stage, occurred_on=NOW.date())
    page(as_(stage, "market_lead"), f"/supervision/penalties/{fresh.pk}/paper/", 409)


def test_the_statement_of_the_party_is_read_for_a_purpose(stage: Stage) -> None:
    case = told(stage)
    services.plead_penalty(stage.ctx("head"), PleadPenalty(case.pk, "家里困难"))
    client, url = as_(stage, "market_lead"), f"/supervision/penalties/{case.pk}/"
    assert "家里困难" not in page(client, url)
    assert "家里困难" not in page(client, f"{url}plea/")
    assert "家里困难" in client.post(f"{url}plea/", {"purpose": "核实"}).content.decode()


def test_everybody_reads_the_record_until_the_day_after_its_last(stage: Stage, clock: Any) -> None:
    case = decided(stage)
    at(clock, LATER)
    assert "现在没有公示中的行政处罚" in page(Client(), "/penalties/")
    published(stage, case)
    text = page(Client(), "/penalties/")
    for word in (
        "市监罚〔2021〕1号",
        "青禾社区托育园",
        "91330302MA2HXY1210",
        "警告、罚款 2 万元",
        "第一百二十六条",
        "区市场监管局",
    ):
        assert word in text
    for word in ("cai君", "market_chief君", "head君", "陈青"):
        assert word not in text
    publication = publication_of(case)
    assert publication is not None
    last = publication.display_until_on
    at(clock, datetime(last.year, last.month, last.day, 23, 59, tzinfo=NOW.tzinfo))
    assert "市监罚〔2021〕1号" in page(Client(), "/penalties/")
    at(clock, datetime(last.year, last.month, last.day, 23, 59, tzinfo=NOW.tzinfo) + timedelta(minutes=1))
    assert "市监罚〔2021〕1号" not in page(Client(), "/penalties/")


def test_the_file_for_the_credit_platform_has_the_fields_of_the_record(stage: Stage, clock: Any) -> None:
    case = decided(stage)
    published(stage, case)
    at(clock, LATER)
    lines = (
        body(as_(stage, "market_lead").get("/supervision/penalties/export/?export=csv"))
        .decode("utf-8-sig")
        .splitlines()
    )
    head = lines[0].split(",")
    assert head[:5] == [
        "行政相对人名称",
        "行政相对人类别",
        "统一社会信用代码",
        "行政处罚决定书文号",
        "违法行为类型",
    ]
    row = dict(zip(head, lines[1].split(","), strict=False))
    assert (row["行政处罚决定书文号"], row["罚款金额（万元）"], row["处罚类别"]) == (
        "市监罚〔2021〕1号",
        "2",
        "警告、罚款",
    )
    page(as_(stage, "head"), "/supervision/penalties/export/", 403)


def test_a_transfer_goes_over_and_comes_back_answered(stage: Stage) -> None:
    lead, market = as_(stage, "lead"), as_(stage, "market_lead")
    form = {
        "place": stage.place.name,
        "to_unit": stage.units["market"].pk,
        "ground": "第一百二十六条",
        "facts": "没有查询",
    }
    assert lead.post("/supervision/transfers/send/", form).status_code == 302
    transfer = Transfer.objects.unscoped("tests").get()
    url = f"/supervision/transfers/{transfer.pk}/"
    assert "由接收单位办理" in page(lead, url)
    assert market.post(f"{url}accept/", {}).status_code == 302
    assert market.post(f"{url}answer/", {"answer": "已立案"}).status_code == 302
    assert "已立案" in page(lead, url)
    page(as_(stage, "head"), url, 403)


def test_papers_of_a_transfer_are_opened_by_both_sides(stage: Stage) -> None:
    transfer = sent(stage)
    url = f"/supervision/transfers/{transfer.pk}/paper/?number="
    assert body(as_(stage, "market_lead").get(f"{url}1")).decode() == "现场笔录"
    page(as_(stage, "lead"), f"{url}2", 404)


def test_lists_and_pages_ask_as_much_for_one_as_for_three(stage: Stage) -> None:
    client = as_(stage, "market_lead")
    counts = []
    for number in range(3):
        case = decided(stage, occurred_on=NOW.date() - timedelta(days=number + 1))
        published(stage, case)
        sent(stage)
        client.get("/supervision/penalties/")
        counts.append(
            tuple(
                _statements(client, url)
                for url in (
                    "/supervision/penalties/",
                    f"/supervision/penalties/{case.pk}/",
                    "/supervision/transfers/",
                    "/penalties/",
                )
            )
        )
    print(f"statements: {counts}")
    assert counts[0] == counts[2]
    assert max(counts[2]) <= MOST_STATEMENTS


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_finding_proposes_the_wrongs_of_its_item(stage: Stage) -> None:
    item = ItemVersion.objects.unscoped("tests").get(code="FEE-001")
    command = OpenFinding(
        stage.place.pk, stage.units["market"].pk, "major", "没有公布收费", NOW, "cai君", item_id=item.pk
    )
    finding = open_finding(house_of(stage.ctx("cai")), command)
    shown = page(as_(stage, "market_lead"), f"/supervision/findings/{finding.pk}/")
    assert "没有明码标价" in shown
    assert "《中华人民共和国价格法》第四十二条（待核实）" in shown
    url = f"/supervision/penalties/open/?institution={stage.place.pk}&finding={finding.pk}"
    assert url.replace("&", "&amp;") in shown
    form = page(as_(stage, "market_lead"), url)
    first = form.index('<optgroup label="和所选问题有关">')
    assert (
        first
        < form.index('value="PRC-001"')
        < form.index('<optgroup label="其他">')
        < form.index('value="PRT-001"')
    )
    assert "可能的处罚" not in page(as_(stage, "head"), f"/supervision/findings/{finding.pk}/")
