"""Who gets in: tokens, their posts, their scopes; and what each role may call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.entrypoints.api.world import (
    all_scopes,
    caller,
    caller_as,
    make_plan,
    own_ctx,
    post_of,
    secret_of,
    this_month,
    today,
)
from tests.entrypoints.site.world import client_of, make_post
from tuoyu.entrypoints.api.commands import IssueToken, RevokeToken
from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.services import issue_token, revoke_token
from tuoyu.entrypoints.api.v1 import declared_routes
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db

# Written by hand from the duties of each role, not from the matrix that the code reads.
READS = {
    "plans_version_detail",
    "coordination_task_list",
    "coordination_task_detail",
    "coordination_milestone_list",
    "targets_indicator_list",
    "targets_indicator_detail",
    "targets_observation_list",
    "people_unit_list",
    "people_unit_detail",
}
REPORTS = {"coordination_report_list", "coordination_report_detail"}
WRITES = {"coordination_report_submit", "coordination_report_withdraw"}
MAY_CALL = {
    "leader": READS | REPORTS,
    "coordinator": READS | REPORTS,
    "unit_head": READS | REPORTS | WRITES,
    "unit_officer": READS | REPORTS | WRITES,
    "registrar": {
        "plans_version_detail",
        "people_unit_list",
        "people_unit_detail",
        "filing_registration_push",
    },
    "system_admin": {"plans_version_detail", "people_unit_list", "people_unit_detail"},
}
BODIES: dict[str, Any] = {
    "coordination_report_submit": {
        "task_no": 1,
        "month": f"{this_month():%Y-%m}",
        "summary": "已完成全部摸底工作。",
    }
}


def code_of(response: Any) -> str:
    assert response["Content-Type"] == "application/problem+json", response.content
    assert response.json()["status"] == response.status_code
    return str(response.json()["code"])


def call(client: Client, route: Any) -> Any:
    path = route.path.format(no=1, code="u1" if "units" in route.path else "i1", report_id=1)
    if route.method == "GET":
        return client.get(path)
    return client.post(path, BODIES.get(route.operation_id, {}), content_type="application/json")


@pytest.mark.parametrize("role", sorted(MAY_CALL))
def test_each_role_may_call_what_its_duty_needs_and_no_more(role: str) -> None:
    make_plan(1)
    client = caller_as(role)
    for route in declared_routes():
        if route.public_reason:
            continue
        answer = call(client, route)
        is_let_in = answer.status_code not in {401, 403}
        assert is_let_in == (route.operation_id in MAY_CALL[role]), (route.operation_id, answer.content)
        assert answer.status_code != 500


def test_without_a_token_nothing_is_answered() -> None:
    make_plan(1)
    for route in declared_routes():
        if not route.public_reason:
            answer = call(Client(), route)
            assert code_of(answer) == "TY-4010", route
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_session_is_no_token() -> None:
    make_plan(1)
    assert code_of(client_of(post_of("coordinator").user).get("/api/v1/plan")) == "TY-4010"


@pytest.mark.parametrize("shown", ["ty_wrong", "", "ty_" + "x" * 500, "\x00", "Bearer ty_x"])
def test_a_wrong_token_is_refused(shown: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {shown}"}).get("/api/v1/plan")
    assert code_of(answer) in {"TY-4010", "TY-4011"}


def test_a_token_ends_with_its_time_its_revocation_its_post_and_its_account() -> None:
    make_plan(1)
    post = post_of("unit_officer")
    secret = secret_of(post)
    tokens = Token.objects.unscoped("test")
    assert caller(secret).get("/api/v1/plan").status_code == 200
    tokens.update(expires_at=timezone.now())
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4012"
    tokens.update(expires_at=timezone.now() + timedelta(days=1))
    post.ends_on = today() - timedelta(days=1)
    post.save()
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4013"
    post.ends_on = None
    post.save()
    post.user.is_active = False
    post.user.save()
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4013"
    post.user.is_active = True
    post.user.save()
    assert caller(secret).get("/api/v1/plan").status_code == 200
    revoke_token(own_ctx(post), RevokeToken(tokens.get().pk))
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4011"


def test_a_token_in_a_lent_post_ends_with_the_post_it_came_from() -> None:
    make_plan(1)
    source = post_of("unit_officer")
    lent = make_post(post_of("unit_head").user, source.unit, "unit_officer", delegated_from=source)
    secret = secret_of(lent)
    assert caller(secret).get("/api/v1/plan").status_code == 200
    source.ends_on = today() - timedelta(days=1)
    source.save()
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4013"


def test_a_token_acts_in_its_post_alone() -> None:
    make_plan(1)
    officer = post_of("unit_officer")
    make_post(officer.user, officer.unit, "system_admin")
    secret = secret_of(officer, ["plans.version.view"])
    Token.objects.unscoped("test").update(scopes=["plans.version.view", "people.user.view"])
    assert code_of(caller(secret).get("/api/v1/units")) == "TY-4032"


def test_a_token_does_only_what_was_ticked_and_says_which_is_missing() -> None:
    make_plan(1)
    client = caller_as("unit_officer", scopes=["coordination.task.view"])
    answer = client.get("/api/v1/tasks")
    assert code_of(answer) == "TY-4032"
    assert "查看方案" in answer.json()["reasons"][0]["sentence"]


def test_a_token_without_scopes_is_not_a_token_for_everything() -> None:
    make_plan(1)
    secret = secret_of(post_of("unit_officer"))
    Token.objects.unscoped("test").update(scopes=[])
    assert code_of(caller(secret).get("/api/v1/plan")) == "TY-4011"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("people.user.add",)}, "scopes"),
        ({"scopes": ("no.such.action",)}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"post_id": 999_999}, "post"),
    ],
)
def test_issue_token_refuses_what_is_not_sound(change: dict[str, Any], field: str) -> None:
    post = post_of("unit_officer")
    given = {"name": "平台", "post_id": post.pk, "scopes": all_scopes("unit_officer"), "days": 30, **change}
    with pytest.raises(Refused) as refusal:
        issue_token(own_ctx(post), IssueToken(**given))
    assert (refusal.value.status, refusal.value.verdict.failures[0].field) == (422, field)
    assert not Token.objects.unscoped("test").exists()


def test_issue_and_revoke_token_are_journalled_and_only_the_digest_is_kept() -> None:
    post = post_of("unit_officer")
    secret = secret_of(post)
    token = Token.objects.unscoped("test").get()
    revoke_token(own_ctx(post), RevokeToken(token.pk))
    with pytest.raises(Refused, match="已经撤销"):
        revoke_token(own_ctx(post), RevokeToken(token.pk))
    entries = Entry.objects.unscoped("test").filter(verb__startswith="api.token").order_by("pk")
    assert [entry.verb for entry in entries] == ["api.token.issue", "api.token.revoke"]
    row = str(list(Token.objects.unscoped("test").values_list()))
    written = str(list(Entry.objects.unscoped("test").order_by("pk").values_list()))
    assert secret not in row + written
    assert secret[12:] not in row + written


def test_revoke_token_is_for_its_owner_and_the_security_administrator() -> None:
    secret_of(post_of("unit_officer"))
    token = Token.objects.unscoped("test").get()
    with pytest.raises(Refused) as refusal:
        revoke_token(own_ctx(post_of("unit_head")), RevokeToken(token.pk))
    assert refusal.value.status == 404
    assert revoke_token(own_ctx(post_of("security_admin")), RevokeToken(token.pk)).revoked_at


def test_a_call_is_noted_on_the_token_once_a_minute() -> None:
    make_plan(1)
    client = caller_as("unit_officer")
    client.get("/api/v1/plan")
    first = Token.objects.unscoped("test").get().last_used_at
    assert first is not None
    client.get("/api/v1/plan")
    assert Token.objects.unscoped("test").get().last_used_at == first
    assert Unit.objects.unscoped("test").exists()
