"""The pages of institutions."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tests.registers.institutions.test_services import fresh
from tests.registers.institutions.world import START, USCCS, an_institution, bureau, profile, system
from tuoyu.foundation.people.models import Unit
from tuoyu.registers.institutions.commands import (
    ClassData,
    MarkInstitution,
    PremisesData,
    RecordCapacity,
    ReviseInstitution,
    RoomData,
)
from tuoyu.registers.institutions.models import ChainAgreement, Institution, Sameness, SpareCapacity
from tuoyu.registers.institutions.services import (
    mark_institution,
    record_capacity,
    revise_institution,
    suspect_samenesses,
)

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
MOST_STATEMENTS = 8
# Cards of the apps above on the page of an institution: one statement each.
CARDS_ABOVE = 4


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser() -> Browser:
    """``browser("leader")``: somebody in the health bureau (or ``unit``) with that role."""

    def sign_in(role: str = "filing_officer", unit: Unit | None = None) -> Client:
        user = make_user(role, f"某{role}")
        make_post(user, unit or bureau(), role)
        return client_of(user)

    return sign_in


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def full(name: str = "青禾社区托育园", **changes: Any) -> Institution:
    """Filed, open, with classes, premises, a door on the map, and children."""
    institution = an_institution(name, lon=Decimal("120.65"), lat=Decimal("28.01"), **changes)
    rooms = (RoomData("苗苗班活动室", "activity", 2, Decimal(60)),)
    premises = PremisesData("lease", START, date(2022, 2, 28), highest_floor=5, rooms=rooms)
    classes = (ClassData("苗苗班", "toddler_s", 18), ClassData("果果班", "toddler_l", 20))
    command = ReviseInstitution(institution.pk, START, "备案书", classes=classes, premises=premises)
    revise_institution(system(), command)
    marks = (
        ("filed", {"number": f"3303022021{institution.pk % 9999:04d}"}),
        ("open", {}),
        ("occupied", {"children": 21}),
    )
    for kind, content in marks:
        mark_institution(system(), MarkInstitution(institution.pk, kind, START, "备案回执", dict(content)))
    return fresh(institution)


def statements(client: Client, address: str) -> int:
    client.get(address)  # what a process keeps is read once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_institution_list_searches_and_filters(browser: Browser) -> None:
    full()
    an_institution("河东幼儿园", USCCS[1], form="kindergarten", is_inclusive=True, area_code="330302002")
    client = browser("unit_officer")

    def rows(**asked: str) -> int:
        return text_of(client.get("/institutions/", asked)).count("data-ty-row")

    assert rows() == 2
    assert rows(q="青禾") == rows(q=USCCS[1]) == rows(q="稻香路12号 河东") == 1
    assert rows(standing="open") == rows(form="kindergarten") == rows(is_inclusive="1") == 1
    assert rows(filed_on_from="2021-03-01", filed_on_to="2021-03-01") == 1
    assert rows(supervisor=str(bureau().pk)) == 2
    assert client.get("/institutions/", {"street": "999999999"}).status_code == 400


@pytest.mark.parametrize(
    ("attention", "found"),
    [
        ("no_point", "还没有标注的园"),
        ("open_unfiled", "开了没备案的园"),
        ("stopped", "停了的园"),
        ("overfull", "挤满的园"),
    ],
)
def test_institution_list_finds_what_wants_attention(browser: Browser, attention: str, found: str) -> None:
    full()
    here = {"lon": Decimal("120.6"), "lat": Decimal("28.0")}
    an_institution("还没有标注的园")
    unfiled = an_institution("开了没备案的园", **here)
    mark_institution(system(), MarkInstitution(unfiled.pk, "open", START, "走访"))
    stopped = full("停了的园")
    mark_institution(system(), MarkInstitution(stopped.pk, "open", date(2021, 6, 1), "走访", is_over=True))
    packed = full("挤满的园")
    mark_institution(system(), MarkInstitution(packed.pk, "occupied", START, "报送", {"children": 39}))
    text = text_of(browser().get("/institutions/", {"attention": attention}))
    assert text.count("data-ty-row") == 1
    assert found in text


def test_institution_list_leaves_as_a_file(browser: Browser) -> None:
    full()
    answer = browser("leader").get("/institutions/", {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "机构,供给形态,状态,主管部门,街镇社区,托位,在托,备案日期,备案编号"
    assert lines[1].startswith("青禾社区托育园,社区嵌入式托育点,在营,区卫生健康局,")


def test_pages_ask_few_statements_however_many_rows_there_are(browser: Browser) -> None:
    first = full()
    client = browser()
    counts = [statements(client, "/institutions/")]
    full("二园")
    full("三园")
    counts.append(statements(client, "/institutions/"))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
    for address in ("map/", "duplicates/", f"{first.pk}/", f"{first.pk}/history/"):
        asked = statements(client, f"/institutions/{address}")
        print(f"{address}: {asked} statements")
        cards = CARDS_ABOVE if address == f"{first.pk}/" else 0
        assert asked <= MOST_STATEMENTS + cards, address


# ---- the page of one -------------------------------------------------------------------------------------------------


def test_institution_detail_shows_facts_apart_and_classes_against_the_law(browser: Browser) -> None:
    institution = full()
    text = text_of(browser().get(f"/institutions/{institution.pk}/"))
    for word in ("已登记", "已备案", "开业", institution.filing_number, "21 人", "苗苗班活动室", "陈青"):
        assert word in text, word
    assert text.count("超过上限") == 1  # 18 places where 15 is the most
    assert "租期不足 3 年" in text
    assert "高于 3 层" in text
    assert 'id="panel-staff"' in text


def test_institution_detail_hides_the_telephone_of_the_body(browser: Browser) -> None:
    institution = an_institution()
    operator = institution.operator
    operator.phone = "13800138000"
    operator.save()
    text = text_of(browser().get(f"/institutions/{institution.pk}/"))
    assert "138****8000" in text
    assert "13800138000" not in text


def test_institution_detail_of_a_kindergarten_says_what_is_to_spare(browser: Browser) -> None:
    institution = an_institution("河东幼儿园", form="kindergarten")
    client = browser()
    assert "还没有填报园舍余量" in text_of(client.get(f"/institutions/{institution.pk}/"))
    record_capacity(system(), RecordCapacity(institution.pk, date(2021, 6, 1), 10, 8, 300, 240))
    text = text_of(client.get(f"/institutions/{institution.pk}/"))
    assert "2 间" in text
    assert "36 个月" in text


def test_institution_detail_of_another_institution_is_not_found(browser: Browser) -> None:
    unit = make_unit("qh", "青禾", kind="served")
    mine, other = an_institution(), an_institution("河东托育园", USCCS[1])
    revise_institution(system(), ReviseInstitution(mine.pk, START, "开户", unit_id=unit.pk))
    client = browser("institution_head", unit)
    assert client.get(f"/institutions/{mine.pk}/").status_code == 200
    assert client.get(f"/institutions/{other.pk}/").status_code == 404
    assert "河东托育园" not in text_of(client.get("/institutions/"))


# ---- history ---------------------------------------------------------------------------------------------------------


def test_fact_list_answers_how_it_was_and_how_it_was_believed(browser: Browser) -> None:
    institution = an_institution(head_name="甲")
    revise_institution(
        system(), ReviseInstitution(institution.pk, date(2021, 5, 1), "变更登记", profile(head_name="乙"))
    )
    client, address = browser(), f"/institutions/{institution.pk}/history/"
    text = text_of(client.get(address, {"day": "2021-04-01", "known": "2021-06-15"}))
    state = text[text.index("某一天是什么样") : text.index("与今天的差别")]
    assert "甲" in state
    assert "乙" in text[text.index("与今天的差别") :]
    assert "和今天的认识没有差别" in text_of(client.get(address))
    assert "那时底册里还没有" in text_of(client.get(address, {"day": "2021-04-01", "known": "2021-01-01"}))
    assert client.get(address, {"day": "昨天"}).status_code == 400


def test_fact_list_is_for_those_who_decide_and_look_over_them(browser: Browser) -> None:
    institution = an_institution()
    assert browser("unit_officer").get(f"/institutions/{institution.pk}/history/").status_code == 403


# ---- acts ------------------------------------------------------------------------------------------------------------


def test_locate_institution_takes_other_systems_and_keeps_wgs84(browser: Browser) -> None:
    institution, client = an_institution(), browser()
    address = f"/institutions/{institution.pk}/locate/"
    sent = {"coordinates": "120.6552，28.0153", "datum": "gcj02"}
    look = client.post(address, {**sent, "look": "1"})
    assert look.status_code == 200
    assert fresh(institution).lon is None
    assert client.post(address, sent).status_code == 302
    kept = fresh(institution)
    assert kept.lon is not None
    assert 0.003 < float(Decimal("120.6552") - kept.lon) < 0.007  # the shift of GCJ-02 here is about 450 m
    for wrong in ("120.6552", "28.0153, 120.6552", "五马街"):
        answer = client.post(address, {"coordinates": wrong, "datum": "wgs84"})
        assert answer.status_code == 422, wrong
        assert "ty-error" in text_of(answer) or "invalid" in text_of(answer)


def test_locate_institution_shows_when_the_point_lies_outside(browser: Browser) -> None:
    institution, client = an_institution(), browser()
    sent = {"coordinates": "121.5, 31.2", "datum": "wgs84", "look": "1"}
    assert "在本区轮廓之外" in text_of(client.post(f"/institutions/{institution.pk}/locate/", sent))


def test_record_agreement_comes_from_a_form(browser: Browser) -> None:
    institution, client = an_institution(), browser()
    address = f"/institutions/{institution.pk}/agreements/record/"
    sent = {"number": "约1", "area_codes": ["330302"], "supply_forms": ["community"], "most_branches": "3", "valid_from_on": "2021-06-01"}  # fmt: skip
    assert client.post(address, {**sent, "most_branches": "0"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert ChainAgreement.objects.unscoped("tests").get().most_branches == 3
    assert "约定 约1" in text_of(client.get(f"/institutions/{institution.pk}/"))


def test_record_capacity_comes_from_a_form(browser: Browser) -> None:
    institution, client = an_institution("河东幼儿园", form="kindergarten"), browser()
    address = f"/institutions/{institution.pk}/capacity/record/"
    sent = {"month_on": "2021-06-01", "rooms": "10", "rooms_used": "8", "seats_3_6": "300", "children_3_6": "240", "waiting_3_6": "0"}  # fmt: skip
    assert "在用活动室 11 间多于全部 10 间" in text_of(client.post(address, {**sent, "rooms_used": "11"}))
    assert client.post(address, sent).status_code == 302
    assert SpareCapacity.objects.unscoped("tests").get().rooms_used == 8


# ---- map and pairs ---------------------------------------------------------------------------------------------------


def test_institution_map_draws_spots_and_names_what_is_missing(browser: Browser) -> None:
    full()
    an_institution("还没有标注的园")
    text = text_of(browser("unit_head").get("/institutions/map/"))
    drawn = re.search(r'<script id="institution-map" type="application/json">(.*?)</script>', text)
    assert drawn is not None
    assert [spot["label"] for spot in json.loads(drawn[1])["spots"]] == ["青禾社区托育园"]
    assert "1 家机构没有标注位置" in text


def test_decide_sameness_comes_from_the_page_of_a_pair(browser: Browser) -> None:
    an_institution("青禾托育园", USCCS[0])
    an_institution("青禾托育中心", USCCS[1])
    suspect_samenesses(system())
    pair = Sameness.objects.unscoped("tests").get()
    client = browser()
    text = text_of(client.get(f"/institutions/duplicates/{pair.pk}/"))
    assert "地址相同" in text
    assert text.count("相同") > 3
    assert "可能与" in text_of(client.get(f"/institutions/{pair.first_id}/"))
    address = f"/institutions/duplicates/{pair.pk}/decide/"
    assert client.post(address, {"decision": "same", "reason": "电话核实同一家"}).status_code == 422
    sent = {"decision": "same", "kept_id": pair.first_id, "reason": "电话核实同一家"}
    assert client.post(address, sent).status_code == 302
    assert Sameness.objects.unscoped("tests").get().decision == "same"
    assert "作出判断" not in text_of(client.get(f"/institutions/duplicates/{pair.pk}/"))
    assert browser("leader").post(address, sent).status_code == 403
