"""The national system: a sheet out, its dictionary, and answers back by hand and by file, all rows or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.filing.public_world import filed, neighbours
from tests.operations.filing.world import Scene
from tests.registers.institutions.world import bureau
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.exchange.services import RowsRefused, export_rows
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import ImportResults, NewFile, RecordResult
from tuoyu.operations.filing.exchange_national import NATIONAL, RESULTS, import_results, national_lines
from tuoyu.operations.filing.models import NationalResult
from tuoyu.operations.filing.queries.national import national_rows

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
HEAD = ["机构名称", "统一社会信用代码", "国家系统编号", "结果", "日期", "说明"]
MOST_STATEMENTS = 8


def officer(stage: Scene) -> Ctx:
    return stage.officer()


def sheet(*rows: Sequence[Any], head: Sequence[str] = HEAD, fmt: str = "xlsx") -> NewFile:
    return NewFile(f"结果.{fmt}", b"".join(export_rows(list(head), rows, fmt, "结果")))


def rows() -> list[NationalResult]:
    return list(NationalResult.objects.unscoped("tests").order_by("pk"))


def command(**changes: Any) -> RecordResult:
    facts = {"name": "青禾社区托育园", "uscc": "", "result": "approved", "told_on": TODAY, "number": "GJ001"}
    return RecordResult(**{**facts, **changes})


def codes(refused: Refused) -> set[str]:
    return {reason.code for reason in refused.verdict.failures}


def signed_in(role: str = "filing_officer") -> Client:
    user = make_user(f"user-{role}", "陈经办二")
    make_post(user, bureau(), role)
    return client_of(user)


def test_the_sheet_says_what_the_registers_hold() -> None:
    stage, _, receipt = filed()
    (row,) = national_rows(officer(stage))
    assert set(row) == {column.key for column in NATIONAL.columns}
    expected = {
        "name": "青禾社区托育园",
        "nature": "企业",
        "filing_number": receipt.number,
        "places": 44,
        "inclusive_places": 44,
        "infant_classes": 1,
        "toddler_l_places": 20,
        "carer_staff": 9,
        "head_staff": 1,
        "certified_carers": 9,
        "fire_proof": True,
        "food_licence": True,
        "insurance": None,
        "tenure": "租赁",
    }
    assert {key: row[key] for key in expected} == expected
    (line,) = national_lines([row])
    assert line[0] == "青禾社区托育园"
    assert len(line) == len(NATIONAL.labels)


def test_a_certificate_that_ended_does_not_count() -> None:
    from tuoyu.registers.workforce.models import Certificate

    stage, _, _ = filed()
    held = Certificate.objects.unscoped("tests").exclude(kind="health")
    held.update(expires_on=TODAY - timedelta(days=1))
    (row,) = national_rows(officer(stage))
    assert (row["carer_staff"], row["certified_carers"]) == (9, 0)


def test_the_number_of_statements_does_not_grow(django_assert_max_num_queries: Any) -> None:
    stage, _, _ = filed()
    with django_assert_max_num_queries(MOST_STATEMENTS) as few:
        assert len(list(national_rows(officer(stage)))) == 1
    neighbours(5)
    with django_assert_max_num_queries(MOST_STATEMENTS) as many:
        assert len(list(national_rows(officer(stage)))) == 6
    assert len(many) == len(few)


def test_record_result_keeps_the_answer_and_says_so() -> None:
    stage, _, _ = filed()
    row = services.record_result(officer(stage), command(uscc=stage.institution.operator.uscc.lower()))
    assert (row.result, row.number, row.institution_id) == ("approved", "GJ001", stage.institution.pk)
    services.record_result(officer(stage), command(result="returned", number="", note="照片不清"))
    (kept,) = rows()
    assert (kept.result, kept.note) == ("returned", "照片不清")
    assert Entry.objects.unscoped("tests").filter(verb="filing.result.record").count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "没有这家"}, "filing.result_unknown"),
        ({"uscc": "91330302MA2HXY1211"}, "filing.result_unknown"),
        ({"uscc": "91330302MA2HXY1210", "name": "别的名字"}, "filing.result_unclear"),
        ({"told_on": TODAY + timedelta(days=1)}, "filing.result_ahead"),
        ({"number": " "}, "filing.result_number"),
    ],
)
def test_record_result_refuses_what_cannot_be(changes: dict[str, Any], code: str) -> None:
    stage, _, _ = filed()
    with pytest.raises(Refused) as refused:
        services.record_result(officer(stage), command(**changes))
    assert codes(refused.value) == {code}
    assert rows() == []


def test_record_result_is_for_officers_of_filing() -> None:
    stage, _, _ = filed()
    with pytest.raises(Refused) as refused:
        services.record_result(stage.head(), command())
    assert refused.value.status == 403


@pytest.mark.parametrize("fmt", ["xlsx", "csv"])
def test_the_result_sheet_comes_in_once(fmt: str) -> None:
    stage, _, _ = filed()
    neighbours(2)
    file = sheet(
        ("青禾社区托育园", None, "GJ001", "审核通过", date(2021, 6, 14), None),
        ("禾苗托育园0", None, None, "退回修改", date(2021, 6, 14), "照片不清"),
        fmt=fmt,
    )
    done = import_results(officer(stage), ImportResults(file))
    assert (done.written, done.repeated) == (2, 0)
    again = import_results(officer(stage), ImportResults(file))
    assert (again.written, again.repeated) == (0, 2)
    assert len(rows()) == 2


def test_one_wrong_line_and_nothing_is_written() -> None:
    stage, _, _ = filed()
    file = sheet(
        ("青禾社区托育园", None, "GJ001", "审核通过", date(2021, 6, 14), None),
        ("没有这家托育园", None, "GJ002", "审核通过", date(2021, 6, 14), None),
    )
    with pytest.raises(RowsRefused) as refused:
        import_results(officer(stage), ImportResults(file))
    assert [error.line for error in refused.value.errors] == [3]
    assert "底册里没有这个名称的机构" in refused.value.errors[0].sentence
    assert rows() == []
    bad = sheet(("青禾社区托育园", None, "GJ001", "好", "某天", None))
    with pytest.raises(RowsRefused) as refused:
        import_results(officer(stage), ImportResults(bad))
    assert {error.column for error in refused.value.errors} == {"结果", "日期"}


def test_the_template_and_the_dictionary_come_from_the_sheet() -> None:
    assert template_of(RESULTS)[:2] == b"PK"
    text = signed_in().get("/filing/national/dictionary/").content.decode()
    for column in NATIONAL.columns:
        assert column.label in text
        assert column.key in text
        assert column.help, f"{column.label} wants a word of explanation"


def test_the_pages_of_the_officer() -> None:
    filed()
    client = signed_in()
    answer = client.get("/filing/national/export/")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, body[:2]) == (200, b"PK")
    assert client.get("/filing/national/results/template/").content[:2] == b"PK"
    assert "还没有登记过结果" in client.get("/filing/national/").content.decode()
    sent = client.post(
        "/filing/national/results/record/",
        {"name": "青禾社区托育园", "result": "pending", "told_on": "2021-06-15"},
    )
    assert (sent.status_code, sent["Location"]) == (302, "/filing/national/")
    assert "待审核" in client.get("/filing/national/").content.decode()
    wrong = client.post(
        "/filing/national/results/record/", {"name": "无", "result": "pending", "told_on": "2021-06-15"}
    )
    assert wrong.status_code == 422
    assert "底册里没有这个名称的机构" in wrong.content.decode()


def test_uploading_tells_line_by_line() -> None:
    filed()
    client = signed_in()
    url = "/filing/national/results/import/"
    bad = sheet(("没有这家", None, "GJ1", "审核通过", date(2021, 6, 14), None))
    answer = client.post(url, {"file": SimpleUploadedFile(bad.name, bad.content)})
    assert answer.status_code == 422
    assert "底册里没有这个名称的机构" in answer.content.decode()
    assert client.post(url, {}).status_code == 422
    odd = client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"not a workbook")})
    assert odd.status_code == 422
    good = sheet(("青禾社区托育园", None, "GJ1", "审核通过", date(2021, 6, 14), None))
    answer = client.post(url, {"file": SimpleUploadedFile(good.name, good.content)}, follow=True)
    assert "写入 1 条结果" in answer.content.decode()


def test_the_office_exports_and_records_nothing() -> None:
    client = signed_in("coordinator")
    assert client.get("/filing/national/export/").status_code == 200
    assert client.get("/filing/national/results/record/").status_code == 403
    page = client.get("/filing/national/").content.decode()
    assert "导出报送表" in page
    assert "登记结果" not in page
