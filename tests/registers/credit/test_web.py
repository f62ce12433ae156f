"""The pages of credit: list, search, filters, export, one fact, its paper."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, officer
from tests.registers.credit.world import a_fact
from tests.registers.institutions.world import USCCS, bureau, system
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import CHINA
from tuoyu.registers.credit.commands import EndFact
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.services import end_fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    with travel(NOW, tick=False):
        return client_of(officer(role="filing_officer", unit=bureau()))


def text_of(client: Client, address: str, at: datetime = NOW, **params: str) -> str:
    with travel(at, tick=False):
        answer = client.get(address, params)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_in(text: str) -> int:
    return len(set(re.findall(r'href="/credit/(\d+)/"', text)))


def test_fact_list_searches_filters_and_masks(client: Client) -> None:
    a_fact(1)
    a_fact(
        2,
        kind="finding",
        severity="serious",
        subject_kind="operator",
        subject_key=USCCS[0],
        subject_name="河东公司",
    )
    a_fact(3, kind="ban", severity="serious", subject_kind="practitioner", subject_name="王小禾")
    end_fact(system(), EndFact(a_fact(4).pk, "mistaken"))
    text = text_of(client, "/credit/")
    assert rows_in(text) == 4
    assert "王小禾" not in text
    assert "王*" in text or "王＊" in text
    assert rows_in(text_of(client, "/credit/", q="河东")) == 1
    assert rows_in(text_of(client, "/credit/", q="罚〔2021〕1号")) == 1
    assert rows_in(text_of(client, "/credit/", q="王小禾")) == 0
    assert rows_in(text_of(client, "/credit/", kind="ban")) == 1
    assert rows_in(text_of(client, "/credit/", severity="serious")) == 2
    assert rows_in(text_of(client, "/credit/", standing="standing")) == 3
    assert rows_in(text_of(client, "/credit/", standing="ended")) == 1
    with travel(NOW, tick=False):
        assert client.get("/credit/", {"standing": "gossip"}).status_code == 400


def test_fact_list_leaves_as_a_file_with_masked_people(client: Client) -> None:
    a_fact(1, subject_kind="practitioner", subject_name="王小禾")
    with travel(NOW, tick=False):
        answer = client.get("/credit/", {"export": "csv"})
    head, line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert head == "对象,对象类别,类别,轻重,来源单位,文号,作出日期,有效至,状态"
    assert "王小禾" not in line
    assert "行政处罚,一般" in line


def test_fact_list_takes_as_many_statements_for_three_as_for_one(client: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            text_of(client, "/credit/")
        return len(seen)

    a_fact(1)
    statements()
    one = statements()
    a_fact(2)
    a_fact(3)
    assert statements() == one


def test_fact_detail_says_what_until_when_and_why_it_ended(client: Client) -> None:
    fact = a_fact(is_public=True, source_link="/filing/cases/7/")
    address = f"/credit/{fact.pk}/"
    text = text_of(client, address)
    for words in (
        "青禾社区托育园",
        "向社会公示到",
        "2022年6月1日",
        "待核实",
        'href="/filing/cases/7/"',
    ):
        assert words in text
    assert "公示期满" not in text
    assert "公示期满" in text_of(client_later(), address, LATER)
    end_fact(system(), EndFact(fact.pk, "overturned", note="复议决定书"))
    ended = text_of(client, address)
    assert "终止：撤销（复议决定书）" in ended
    assert "从这天起不再公示" in ended
    assert "2022年6月1日" not in ended + text_of(client, "/credit/")


@pytest.mark.parametrize(
    ("changes", "sentence", "until"),
    [
        ({}, "不向社会公示，在本系统内有效到2022年6月1日", "2022年6月1日"),
        ({"kind": "ban", "subject_kind": "practitioner"}, "长期有效，直到原决定被撤销或更正。", "长期"),
        ({"kind": "ban", "is_public": True}, "向社会公示到2022年6月1日", "长期"),
    ],
)
def test_a_fact_says_how_long_it_holds(
    client: Client, changes: dict[str, Any], sentence: str, until: str
) -> None:
    fact = a_fact(1, **changes)
    assert sentence in text_of(client, f"/credit/{fact.pk}/")
    assert until in text_of(client, "/credit/")


def test_a_fact_that_is_never_shown_says_so(client: Client) -> None:
    fact = a_fact()
    CreditFact.objects.unscoped("tests").filter(pk=fact.pk).update(
        display_from_on=None, display_until_on=None
    )
    assert "只留底" in text_of(client, f"/credit/{fact.pk}/")
    assert "不公示" in text_of(client, "/credit/")


LATER = datetime(2022, 6, 2, 9, 0, tzinfo=CHINA)


def client_later() -> Client:
    with travel(LATER, tick=False):
        return client_of(officer("later", "李明", "filing_officer", bureau()))


def test_fact_detail_is_not_for_other_units() -> None:
    fact = a_fact()
    with travel(NOW, tick=False):
        other = client_of(officer("jyj", "李明", "unit_officer", bureau("jyj", "区教育局")))
        assert other.get(f"/credit/{fact.pk}/").status_code == 404
        assert other.get(f"/credit/{fact.pk}/file/").status_code == 404
        assert rows_in(other.get("/credit/").content.decode()) == 0


def test_fact_file_is_the_paper(client: Client) -> None:
    paper = store_file(system(), "决定书.txt", ContentFile("处罚决定".encode()), data_class=C1)
    fact, bare = a_fact(1, source_file_id=paper.pk), a_fact(2)
    with travel(NOW, tick=False):
        answer = client.get(f"/credit/{fact.pk}/file/")
        assert b"".join(answer.streaming_content).decode() == "处罚决定"  # type: ignore[attr-defined]
        assert client.get(f"/credit/{bare.pk}/file/").status_code == 404
    assert f"/credit/{fact.pk}/file/" in text_of(client, f"/credit/{fact.pk}/")
    assert "/file/" not in text_of(client, f"/credit/{bare.pk}/")
