"""The pages of the workforce: masked everywhere, whole on one page after a purpose."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tests.registers.institutions.world import START, USCCS, an_institution, bureau
from tests.registers.workforce.world import MOBILE, a_person, citizen, positions
from tuoyu.foundation.people.models import Unit
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.commands import CertificateData
from tuoyu.registers.workforce.models import Certificate, Practitioner, Training

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
MOST_STATEMENTS = 8
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser() -> Browser:
    def sign_in(role: str = "filing_officer", unit: Unit | None = None) -> Client:
        user = make_user(role, f"某{role}")
        make_post(user, unit or bureau(), role)
        return client_of(user)

    return sign_in


@pytest.fixture
def house() -> tuple[Institution, Unit]:
    """An institution with the unit of its people."""
    institution, unit = an_institution(), make_unit("qh", "青禾", kind="served")
    institution.unit = unit
    institution.save()
    return institution, unit


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_position_list_masks_names_also_in_the_file(browser: Browser) -> None:
    a_person(an_institution(), 0, "carer", "care_teacher")
    client = browser()
    text = text_of(client.get("/workforce/"))
    assert "王**" in text
    assert "王小禾" not in text
    answer = client.get("/workforce/", {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "姓名,岗位,机构,专职,入职日期,岗位证书,健康证到期"
    assert lines[1].startswith("王**,保育人员,青禾社区托育园,专职,2021-03-01,持证")


def test_position_list_filters(browser: Browser) -> None:
    first, second = an_institution(), an_institution("河东托育园", USCCS[1])

    def health(days: int) -> dict[str, Any]:
        return {"certificates": (CertificateData("health", START, TODAY + timedelta(days=days)),)}

    a_person(first, 0, "carer", **health(-1))
    a_person(first, 1, "carer", **health(0))
    a_person(first, 2, "guard", **health(30))
    a_person(second, 3, "cook", **health(31))
    a_person(second, 4, "carer", "care_teacher")
    client = browser()

    def rows(**asked: str) -> int:
        return text_of(client.get("/workforce/", asked)).count("data-ty-row")

    assert rows() == 5
    assert (rows(health="expired"), rows(health="soon"), rows(health="missing")) == (1, 2, 1)
    assert (rows(papers="missing"), rows(papers="held")) == (3, 1)
    assert (rows(kind="carer"), rows(institution=str(second.pk)), rows(q="河东")) == (3, 2, 2)
    assert client.get("/workforce/", {"health": "吗"}).status_code == 400


def test_position_list_shows_the_own_institution_alone(
    browser: Browser, house: tuple[Institution, Unit]
) -> None:
    institution, unit = house
    a_person(institution, 0)
    a_person(an_institution("河东托育园", USCCS[1]), 1)
    text = text_of(browser("institution_head", unit).get("/workforce/"))
    assert text.count("data-ty-row") == 1
    assert "河东" not in text
    assert f"/workforce/institutions/{institution.pk}/register/" in text
    assert browser("leader").get("/workforce/").status_code == 403


def test_pages_ask_few_statements_however_many_rows_there_are(browser: Browser) -> None:
    institution = an_institution()
    person = a_person(institution, 0, "carer", "care_teacher")
    client = browser()
    list_before, person_page = statements(client, "/workforce/"), f"/workforce/people/{person.pk}/"
    rosters_before = statements(client, "/workforce/rosters/")
    for number in range(1, 6):
        a_person(institution, number)
    assert statements(client, "/workforce/") == list_before <= MOST_STATEMENTS
    assert statements(client, "/workforce/rosters/") == rosters_before <= MOST_STATEMENTS
    asked = statements(client, person_page)
    print(f"list {list_before}, rosters {rosters_before}, person {asked}")
    assert asked <= MOST_STATEMENTS


def test_practitioner_detail_shows_posts_papers_training_and_queries(browser: Browser) -> None:
    institution = an_institution()
    person = a_person(institution, 0, "carer", "care_teacher", education="college")
    a_person(institution, 0, "medic")
    text = text_of(browser().get(f"/workforce/people/{person.pk}/"))
    for word in ("王**", "138****8000", "大专", "保育师", "长期有效", "缺证", "2021年3月1日前查询"):
        assert word in text, word
    for whole in ("王小禾", citizen(0), MOBILE):
        assert whole not in text


def test_reveal_practitioner_shows_one_page_after_a_purpose(browser: Browser) -> None:
    person = a_person(an_institution())
    client, address = browser(), f"/workforce/people/{person.pk}/reveal/"
    assert citizen(0) not in text_of(client.get(address))
    short = client.post(address, {"purpose": "看"})
    assert short.status_code == 422
    assert citizen(0) not in text_of(short)
    answer = client.post(address, {"purpose": "核对健康合格证"})
    for whole in ("王小禾", citizen(0), MOBILE):
        assert whole in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert citizen(0) not in text_of(client.get(address))


def test_register_practitioner_comes_from_a_form(browser: Browser, house: tuple[Institution, Unit]) -> None:
    institution, unit = house
    client, address = browser("institution_head", unit), f"/workforce/institutions/{institution.pk}/register/"
    sent = {
        "name": "王小禾", "citizen_id": citizen(0), "mobile": MOBILE, "kind": "carer", "starts_on": "2021-06-01",
        "is_full_time": "on", "certificate": "care_teacher", "issued_on": "2021-01-01",
    }  # fmt: skip
    wrong = client.post(address, {**sent, "citizen_id": citizen(0)[:-1] + "?"})
    assert wrong.status_code == 422
    assert "请对照身份证核对" in text_of(wrong)
    assert "选了证书，请填写发证日期" in text_of(client.post(address, {**sent, "issued_on": ""}))
    assert not positions()
    answer = client.post(address, sent)
    person = Practitioner.objects.unscoped("tests").get()
    assert answer.headers["Location"] == f"/workforce/people/{person.pk}/"
    assert "王小禾" not in text_of(client.get(answer.headers["Location"]))
    assert [row.kind for row in Certificate.objects.unscoped("tests")] == ["care_teacher"]


def test_end_position_comes_from_a_form(browser: Browser, house: tuple[Institution, Unit]) -> None:
    institution, unit = house
    a_person(institution)
    client, (post,) = browser("institution_head", unit), positions()
    address = f"/workforce/positions/{post.pk}/end/"
    assert client.post(address, {"ends_on": "2021-01-01"}).status_code == 422
    assert client.post(address, {"ends_on": "2021-06-01"}).status_code == 302
    assert positions()[0].ends_on == date(2021, 6, 1)
    assert text_of(client.get("/workforce/")).count("data-ty-row") == 0


def test_record_certificate_and_training_come_from_forms(
    browser: Browser, house: tuple[Institution, Unit]
) -> None:
    institution, unit = house
    person = a_person(institution)
    client, base = browser("institution_head", unit), f"/workforce/people/{person.pk}"
    paper = {"kind": "health", "issued_on": "2021-06-01", "expires_on": "2022-06-01", "number": "甲1"}
    assert (
        client.post(f"{base}/certificates/record/", {**paper, "expires_on": "2021-01-01"}).status_code == 422
    )
    assert client.post(f"{base}/certificates/record/", paper).status_code == 302
    assert client.post(f"{base}/training/record/", {"subject": "急救", "hours": "x"}).status_code == 422
    sent = {"subject": "急救", "hours": "8.5", "done_on": "2021-06-01"}
    assert client.post(f"{base}/training/record/", sent).status_code == 302
    text = text_of(client.get(f"{base}/"))
    assert "健康合格证" in text
    assert "合计 8.5 学时" in text
    assert Training.objects.unscoped("tests").count() == 1


def test_roster_list_names_who_is_full_time_twice(browser: Browser) -> None:
    first, second = an_institution(), an_institution("河东托育园", USCCS[1])
    for institution in (first, second):
        a_person(institution, 0, "medic")
        a_person(institution, 1, "medic", is_full_time=institution == first, weekly_hours=20)
    text = text_of(browser().get("/workforce/rosters/"))
    assert text.count("ty-finding") >= 1
    assert "同时在河东托育园、青禾社区托育园登记为专职" in text
    assert text.count("/workforce/people/") == 1


def test_the_page_of_an_institution_counts_its_staff_for_everybody(browser: Browser) -> None:
    institution = an_institution()
    a_person(institution, 0, "carer", "care_teacher")
    a_person(institution, 1, "carer")
    a_person(institution, 2, "cook")
    address = f"/institutions/{institution.pk}/"
    leader, officer = text_of(browser("leader").get(address)), text_of(browser().get(address))
    for text in (leader, officer):
        assert "共 3 人" in text
        assert "50%" in text or "50.0%" in text
        assert "王**" not in text
    assert f"/workforce/?institution={institution.pk}" in officer
    assert "/workforce/?institution" not in leader
