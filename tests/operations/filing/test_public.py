"""The public list, its map, its pages and files: everything that a duty publishes, and nothing else."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from tests.operations.filing.public_world import (
    CANARY,
    filed,
    institution_of,
    mark,
    neighbour,
    neighbours,
    verified,
)
from tests.operations.filing.world import scene, submitted
from tests.registers.institutions.world import an_institution
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptCase, RevokeReceipt
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.operations.filing.words import PUBLIC_STANDINGS
from tuoyu.registers.institutions.models import Fact, Institution, Operator
from tuoyu.registers.institutions.queries import PUBLISHED
from tuoyu.registers.sites.models import Area

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


def page(url: str, **query: Any) -> str:
    answer = Client().get(url, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def names(text: str) -> list[str]:
    return re.findall(r'class="ty-row-link" href="[^"]+">([^<]+)', text)


def sheet(query: str) -> list[list[str]]:
    answer = Client().get(f"/care/?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_every_published_standing_is_named() -> None:
    assert set(PUBLIC_STANDINGS) == set(PUBLISHED)


def test_who_is_filed_is_listed_and_who_is_not_is_not() -> None:
    neighbours(4)
    an_institution("没有备案托育园")
    listed = names(page("/care/"))
    assert len(listed) == 4
    assert not [name for name in listed if "没有备案" in name]
    text = page("/care/")
    for _, words in PUBLIC_STANDINGS.values():
        assert words in text


def test_the_list_narrows_sorts_and_searches() -> None:
    neighbours(6)
    assert names(page("/care/", standing="nonconforming")) == ["石榴托育园3"]
    assert set(names(page("/care/", form="community"))) == {"禾苗托育园0", "小满托育园4"}
    assert len(names(page("/care/", is_inclusive="1"))) == 3
    assert len(names(page("/care/", band="toddler_s"))) == 4
    assert names(page("/care/", q="稻香路3号")) == ["青芽托育园2"]
    assert names(page("/care/", sort="monthly_fee_fen"))[0] == "禾苗托育园0"


def test_the_list_narrows_by_street() -> None:
    street = Area.objects.create(code="330302003", name="南汇街道", short_name="南汇", kind="street")
    here, there = neighbours(2)
    Institution.objects.unscoped("tests").filter(pk=here.pk).update(area_code="330302003001")
    assert names(page("/care/", street=street.code)) == [here.name]
    assert there.name in names(page("/care/"))


@pytest.mark.parametrize("query", ["standing=closed", "sort=phone", "street=1", "export=pdf", "band=%00"])
def test_a_wrong_condition_is_a_sentence(query: str) -> None:
    answer = Client().get(f"/care/?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert "public" not in answer["Cache-Control"]


def test_pages_follow_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuoyu.operations.filing.web import public

    monkeypatch.setattr(public, "CARE", public._SPEC(columns=public.CARE.columns, extra_fields=public.CARE.extra_fields, page_size=2, row_url="filing:public-detail"))  # fmt: skip
    neighbours(5)
    seen, query = [], ""
    for _ in range(3):
        text = page(f"/care/{query}")
        seen += names(text)
        found = re.search(r'rel="next" href="/care/(\?[^"]+)"', text)
        query = found[1].replace("&amp;", "&") if found else ""
    assert query == ""
    assert len(seen) == len(set(seen)) == 5


def test_the_list_as_a_file_has_one_fact_a_column() -> None:
    filed()
    head, row = sheet("")
    assert dict(zip(head, row, strict=True)) == {
        "机构名称": "青禾社区托育园",
        "地址": "鹿城区稻香路12号2层",
        "机构性质": "企业",
        "供给形态": "社区嵌入式托育点",
        "班型": "乳儿班、托小班、托大班",
        "托位": "44",
        "普惠": "是",
        "每月收费（元）": "1980",
        "公开电话": "0577-88000000",
        "状态": "已备案，在营",
        "备案日期": "2021-06-15",
        "备案编号": "33030220210001",
    }
    answer = Client().get("/care/?export=xlsx")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_a_page_tells_classes_receipt_and_checks() -> None:
    stage, case, receipt = filed()
    verified(stage, case)
    text = page(f"/care/{receipt.institution_id}/")
    for words in (
        "乳儿班",
        "6 个月 到 1 岁",
        "9 个托位",
        "33030220210001",
        "现场符合",
        "2021年6月15日",
        "1,980 元",
    ):
        assert words in text, words
    assert f"/verify/?s={receipt.statement}" in text


def test_a_page_of_who_does_not_conform_gives_the_reasons() -> None:
    stage, _, receipt = filed()
    services.revoke_receipt(stage.officer(), RevokeReceipt(receipt.pk, "疏散楼梯被占用"))
    text = page(f"/care/{receipt.institution_id}/")
    assert "疏散楼梯被占用" in text
    assert "没有有效的回执" in text
    assert "不符合备案条件" in text


def test_who_has_ended_or_was_never_filed_has_no_page() -> None:
    _, _, receipt = filed()
    mark(receipt, "closed")
    assert Client().get(f"/care/{receipt.institution_id}/").status_code == 404
    assert Client().get(f"/care/{an_institution('新', '52330302MJ000000XY').pk}/").status_code == 404
    assert names(page("/care/")) == []


def test_the_map_has_a_point_or_a_line_for_each() -> None:
    placed = neighbours(3)
    filed()
    text = page("/care/map/")
    for institution in placed:
        assert institution.name in text
    assert "还没有标位置" in text
    assert "青禾社区托育园" in text.split("还没有标位置")[1]


def test_geojson_is_wgs84_points() -> None:
    neighbours(1)
    filed()
    answer = Client().get("/care/geojson/")
    assert answer["Content-Type"].startswith("application/geo+json")
    features = {each["properties"]["name"]: each for each in answer.json()["features"]}
    assert features["禾苗托育园0"]["geometry"] == {"type": "Point", "coordinates": [120.66, 28.0]}
    assert features["青禾社区托育园"]["geometry"] is None


@pytest.mark.parametrize("url", ["/care/", "/care/map/", "/care/geojson/", "/care/{pk}/", "/precheck/"])
def test_pages_may_be_kept_a_minute_and_are_not_sent_twice(url: str) -> None:
    _, _, receipt = filed()
    address = url.format(pk=receipt.institution_id)
    first = Client().get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    mark(receipt, "suspended")
    changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == (304 if url == "/precheck/" else 200)


@pytest.mark.parametrize("url", ["/care/", "/care/map/", "/care/geojson/", "/care/{pk}/"])
def test_statements_do_not_grow_with_rows(url: str, django_assert_max_num_queries: Any) -> None:
    one = neighbours(1)[0]
    with django_assert_max_num_queries(MOST_STATEMENTS) as few:
        Client().get(url.format(pk=one.pk))
    for number in range(1, 5):
        neighbour(number)
    with django_assert_max_num_queries(MOST_STATEMENTS) as many:
        Client().get(url.format(pk=one.pk))
    assert len(many) == len(few)


def test_nothing_but_what_is_published_is_anywhere() -> None:
    """Canaries in every column of class C1 and above that hangs on a published institution."""
    stage = scene()
    case = submitted(stage, opens_on="2021-03-01", head_name=f"{CANARY}-head-C1-1")
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    verified(stage, FilingCase.objects.unscoped("tests").get(pk=case.pk))
    receipt = Receipt.objects.unscoped("tests").get(case_id=case.pk)
    one = institution_of(receipt)
    Operator.objects.unscoped("tests").filter(pk=one.operator_id).update(
        legal_person=f"{CANARY}-legal-C1-1", address=f"{CANARY}-address-C1-1", scope=f"{CANARY}-scope-C1-1"
    )
    Fact.objects.unscoped("tests").filter(institution=one).update(
        source=f"{CANARY}-source-C1-1", recorded_by=f"{CANARY}-by-C1-1"
    )
    everywhere = (
        "/care/",
        f"/care/?q={CANARY}",
        "/care/?export=csv",
        "/care/?export=xlsx",
        "/care/map/",
        "/care/geojson/",
        f"/care/{one.pk}/",
        "/verify/",
        f"/verify/?s={receipt.statement}",
        "/verify/offline/",
        "/verify/revocations/",
        "/precheck/",
        "/api/v1/public/institutions",
    )
    for url in everywhere:
        text = _text(Client().get(url)).replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
        assert CANARY not in text, url


def _text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as workbook:
            body = b"\n".join(workbook.read(name) for name in workbook.namelist())
    return str(body.decode("utf-8", "replace"))


def test_an_institution_of_another_district_is_not_ours() -> None:
    one = neighbours(1)[0]
    Institution.objects.unscoped("tests").filter(pk=one.pk).update(area_code="330303")
    assert names(page("/care/")) == []
    assert Client().get(f"/care/{one.pk}/").status_code == 404
