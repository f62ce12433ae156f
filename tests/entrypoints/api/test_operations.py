"""What the operations answer: true to their schemas, few statements at any size, page by page, nothing that leaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.entrypoints.api.world import SUMMARY, caller_as, make_plan, post_of, secret_of, this_month
from tuoyu.entrypoints.api import schemas
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.models import Unit, User
from tuoyu.governance.coordination.models import Report

pytestmark = pytest.mark.django_db

READS: dict[str, Any] = {
    "/api/v1/plan": schemas.PlanOut,
    "/api/v1/tasks": schemas.Page[schemas.TaskOut],
    "/api/v1/tasks/1": schemas.TaskDetailOut,
    "/api/v1/tasks/1/milestones": schemas.Page[schemas.MilestoneOut],
    "/api/v1/indicators": schemas.Page[schemas.IndicatorOut],
    "/api/v1/indicators/i1": schemas.IndicatorDetailOut,
    "/api/v1/indicators/i1/observations": schemas.Page[schemas.ObservationOut],
    "/api/v1/units": schemas.Page[schemas.UnitOut],
    "/api/v1/units/u1": schemas.UnitDetailOut,
    "/api/v1/reports": schemas.Page[schemas.ReportOut],
}
MOST_STATEMENTS = 8
LONGEST_STATEMENT = 8000


def unit(code: str) -> Unit:
    return Unit.objects.unscoped("test").get(code=code)


def officer(code: str = "u1") -> Client:
    return caller_as("unit_officer", unit(code))


def body(**change: Any) -> dict[str, Any]:
    return {"task_no": 1, "month": f"{this_month():%Y-%m}", "summary": SUMMARY, **change}


def submit(client: Client, **change: Any) -> Any:
    return client.post("/api/v1/reports", body(**change), content_type="application/json")


@pytest.mark.parametrize("path", sorted(READS))
def test_an_answer_is_what_its_schema_says(path: str) -> None:
    make_plan(3)
    answer = officer().get(path)
    assert answer.status_code == 200, answer.content
    READS[path].model_validate(answer.json())


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_rows(count: int) -> None:
    make_plan(count)
    client = officer()
    for path in (*READS, f"/api/v1/reports/{Report.objects.unscoped('test').order_by('pk').first().pk}"):  # type: ignore[union-attr]
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= MOST_STATEMENTS, (path, len(seen))
        assert max(len(each["sql"]) for each in seen) < LONGEST_STATEMENT
        assert not any("OFFSET" in each["sql"] or "COUNT(*)" in each["sql"] for each in seen)


@pytest.mark.parametrize(
    "path",
    ["/api/v1/tasks", "/api/v1/units", "/api/v1/reports", "/api/v1/indicators", "/api/v1/tasks/3/milestones"],
)
def test_pages_of_one_hold_all_rows_once(path: str) -> None:
    make_plan(3)
    client = officer()
    whole = client.get(path).json()["items"]
    found, after, pages = [], "", 0
    while pages < 50:
        page = client.get(path, {"limit": 1, "after": after} if after else {"limit": 1}).json()
        found += page["items"]
        after, pages = page["next"], pages + 1
        if after is None:
            break
    assert found == whole
    assert len(whole) >= 3


def test_a_cursor_belongs_to_its_list() -> None:
    make_plan(3)
    client = officer()
    after = client.get("/api/v1/units?limit=1").json()["next"]
    assert client.get("/api/v1/tasks", {"after": after}).json()["code"] == "TY-4003"
    assert client.get("/api/v1/units", {"after": after[:-2] + "xx"}).json()["code"] == "TY-4003"


def test_duties_through_the_collective_are_told_as_such() -> None:
    make_plan(1)
    duties = officer().get("/api/v1/units/330302001").json()["duties"]
    assert duties == [{"task_no": 1, "task_title": "任务1", "kind": "responsible", "by_collective": "各街镇"}]


def test_a_task_tells_its_trouble_and_who_solves_it() -> None:
    make_plan(1)
    task = officer().get("/api/v1/tasks/1").json()
    assert task["standing"]["light"] == "bad"
    assert task["standing"]["solver"] == "第1单位"
    assert task["leads"] == [{"code": "u1", "name": "第1单位"}]


def test_observations_come_newest_first_and_corrected_ones_not_at_all() -> None:
    make_plan(3)
    rows = officer().get("/api/v1/indicators/i3/observations").json()["items"]
    assert [row["period_on"] for row in rows] == ["2021-03-01", "2021-02-01", "2021-01-01"]
    assert rows[0]["value"] == "3.0000"


def test_submit_report_travels_the_same_corridor_as_the_site() -> None:
    make_plan(1)
    answer = submit(officer(), figures=[{"label": "托位", "value": "12.50", "unit": "个"}])
    assert answer.status_code == 201, answer.content
    told = schemas.ReportDetailOut.model_validate(answer.json())
    assert (told.state, told.proof, told.unit.code) == ("submitted", "claimed", "u1")
    assert [(figure.value, figure.origin) for figure in told.figures] == [("12.50", "typed")]
    assert "数据平台" in told.submitted_by
    entry = Entry.objects.unscoped("test").filter(verb="coordination.report.submit").get()
    assert (entry.actor_kind, entry.request_id) == ("client", answer["X-Request-ID"])


def test_withdraw_report_takes_it_back_once() -> None:
    make_plan(1)
    client = officer()
    pk = submit(client).json()["id"]
    answer = client.post(f"/api/v1/reports/{pk}/withdraw", content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "due")
    again = client.post(f"/api/v1/reports/{pk}/withdraw", content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "TY-4091")
    assert "待填报" in again.json()["detail"]


def test_a_unit_reports_for_itself_alone() -> None:
    make_plan(2)
    stranger = officer("u2")
    assert submit(stranger, task_no=1).json()["code"] == "TY-4041"
    pk = submit(officer("u1")).json()["id"]
    refused = stranger.post(f"/api/v1/reports/{pk}/withdraw", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (404, "TY-4041")


def test_a_report_that_says_nothing_is_refused_with_the_reason() -> None:
    make_plan(1)
    answer = submit(officer(), summary="做了。")
    assert (answer.status_code, answer.json()["code"]) == (422, "TY-4220")
    assert answer.json()["reasons"][0]["field"] == "summary"
    assert Report.objects.unscoped("test").get().state == "due"


def test_an_answer_known_to_the_caller_is_not_sent_again() -> None:
    make_plan(1)
    client = officer()
    first = client.get("/api/v1/plan")
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get("/api/v1/plan", headers={"If-None-Match": f'"x", W/{first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/tasks", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_no_canary_gets_out() -> None:
    make_plan(2)
    post = post_of("unit_officer", unit("u1"))
    secret = secret_of(post)
    User.objects.filter(pk=post.user_id).update(mobile_index="CNRY-u1-C2-1", password="CNRY-u1-C2-2")
    client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)
    odd = (
        "/api/v1/tasks/999",
        "/api/v1/units/x",
        "/api/v1/nothing",
        "/api/v1/plan?x=CNRY",
        "/api/v1/openapi.json",
    )
    for path in (*READS, *odd):
        text = client.get(path).content.decode()
        assert "CNRY-" not in text, path
        assert secret[3:] not in text, path
        assert "Traceback" not in text


def test_a_fault_is_a_problem_that_tells_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_args: Any) -> None:
        raise RuntimeError("CNRY-inside")

    make_plan(1)
    monkeypatch.setattr("tuoyu.entrypoints.api.operations.plan.plan_in_force", burst)
    answer = officer().get("/api/v1/plan")
    assert (answer.status_code, answer.json()["code"]) == (500, "TY-5000")
    assert answer.json()["instance"] == answer["X-Request-ID"]
    assert "CNRY" not in answer.content.decode()


def test_the_plan_is_404_while_there_is_none(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(20):
        assert caller_as("coordinator").get("/api/v1/plan").json()["code"] == "TY-4040"
