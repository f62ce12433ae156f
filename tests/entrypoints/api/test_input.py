"""Bad input: every mistake is a problem with a number and a sentence, and nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.entrypoints.api.world import SUMMARY, caller_as, make_plan, this_month
from tuoyu.entrypoints.api.policy import ApiPolicy
from tuoyu.foundation.people.models import Unit
from tuoyu.governance.coordination.models import Report

pytestmark = pytest.mark.django_db
GOOD = {"task_no": 1, "month": f"{this_month():%Y-%m}", "summary": SUMMARY}


@pytest.fixture
def client() -> Client:
    make_plan(1)
    return caller_as("unit_officer", Unit.objects.unscoped("test").get(code="u1"))


def post(client: Client, content: bytes, kind: str = "application/json") -> Any:
    return client.post("/api/v1/reports", content, content_type=kind)


def unchanged() -> bool:
    return Report.objects.unscoped("test").get().state == "due"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"not json",
        b'{"task_no": NaN}',
        b'{"summary": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"a":' * 5000,
        b'{"task_no": 1} {"task_no": 2}',
    ],
)
def test_what_is_no_json_is_told(client: Client, content: bytes) -> None:
    answer = post(client, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "TY-4001")
    assert unchanged()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"task_no": "一"}, "task_no"),
        ({"task_no": 10**30}, "task_no"),
        ({"task_no": -1}, "task_no"),
        ({"task_no": 1.5}, "task_no"),
        ({"task_no": None}, "task_no"),
        ({"task_no": [1]}, "task_no"),
        ({"month": "2021-13"}, "month"),
        ({"month": 202101}, "month"),
        ({"summary": ""}, "summary"),
        ({"summary": "字" * 5001}, "summary"),
        ({"summary": "有\x00零"}, "summary"),
        ({"summary": {"a": 1}}, "summary"),
        ({"state": "accepted"}, "state"),
        ({"unit_id": 1}, "unit_id"),
        ({"figures": [{"label": "数", "value": "1e999"}]}, "figures.0.value"),
        ({"figures": [{"label": "数", "value": 10**40}]}, "figures.0.value"),
        ({"figures": [{"label": "数", "value": 1.234}]}, "figures.0.value"),
        ({"figures": [{"label": "数", "value": 1, "origin": "system"}]}, "figures.0.origin"),
        ({"figures": [{}] * 21}, "figures"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: Client, change: dict[str, Any], field: str) -> None:
    answer = post(client, json.dumps({**GOOD, **change}).encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "TY-4221"), answer.content
    reason = answer.json()["reasons"][0]
    assert reason["field"] == field
    assert f"“{field}”" in reason["sentence"]
    assert unchanged()


@pytest.mark.parametrize("content", [b"[]", b"1", b'"text"', b"null"])
def test_a_body_that_is_no_object_is_told(client: Client, content: bytes) -> None:
    answer = post(client, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "TY-4221")


def test_a_missing_body_names_every_missing_field(client: Client) -> None:
    answer = post(client, b"{}")
    assert {reason["field"] for reason in answer.json()["reasons"]} == {"task_no", "month", "summary"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json_is_taken(client: Client, kind: str) -> None:
    assert post(client, b"a=1", kind).json()["code"] == "TY-4005"


def test_a_body_too_large_is_refused_before_it_is_read(client: Client) -> None:
    answer = post(client, b" " * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "TY-4130")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/tasks?limit=0", "TY-4221"),
        ("/api/v1/tasks?limit=201", "TY-4221"),
        ("/api/v1/tasks?limit=１０", "TY-4221"),
        ("/api/v1/tasks?limit=99999999999999999999999", "TY-4221"),
        ("/api/v1/tasks?Limit=1", "TY-4002"),
        ("/api/v1/plan?x=1", "TY-4002"),
        ("/api/v1/tasks?after=%00", "TY-4003"),
        ("/api/v1/tasks?after=' OR 1=1 --", "TY-4003"),
        ("/api/v1/tasks/0", "TY-4221"),
        ("/api/v1/tasks/abc", "TY-4221"),
        ("/api/v1/tasks/99", "TY-4041"),
        ("/api/v1/reports/99999999999999999999", "TY-4221"),
        ("/api/v1/reports/9999999", "TY-4041"),
        ("/api/v1/reports?month=2021-00", "TY-4221"),
        ("/api/v1/reports?state=lost", "TY-4221"),
        ("/api/v1/reports?unit='; DROP TABLE", "TY-4221"),
        ("/api/v1/units/%00", "TY-4041"),
        ("/api/v1/units/𬭼", "TY-4041"),
        ("/api/v1/indicators/i1/observations?area=33", "TY-4221"),
        ("/api/v1/nothing", "TY-4042"),
        ("/api/v1/", "TY-4042"),
    ],
)
def test_an_odd_address_is_a_numbered_problem(client: Client, path: str, code: str) -> None:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.status_code == answer.json()["status"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_an_unknown_method_is_a_numbered_problem(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/v1/plan")
    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (405, "TY-4050", "GET")


def test_too_many_calls_are_slowed_down_and_told_how_long(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = ApiPolicy(reads_per_minute=3, writes_per_minute=1, answer_hours=24, token_days=30)
    monkeypatch.setattr("tuoyu.entrypoints.api.limits.api_policy_at", lambda *_: limits)
    monkeypatch.setattr("tuoyu.entrypoints.api.limits.WINDOW", 10**9)
    statuses = [client.get("/api/v1/units").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = client.get("/api/v1/units")
    assert answer.json()["code"] == "TY-4290"
    assert int(answer["Retry-After"]) > 0
    assert post(client, json.dumps(GOOD).encode()).status_code == 201
