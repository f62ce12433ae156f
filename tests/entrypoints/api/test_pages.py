"""The pages of tokens: issue, the secret shown once, the list, revoke; who may, and what the rail offers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.entrypoints.api.world import caller, make_plan, post_of, secret_of
from tests.entrypoints.site.world import client_of
from tuoyu.entrypoints.api.models import Token
from tuoyu.foundation.people.models import Post, Unit

pytestmark = pytest.mark.django_db


def officer() -> Post:
    make_plan(1)
    return post_of("unit_officer", Unit.objects.unscoped("test").get(code="u1"))


def issue(client: Client, acting: Post, **change: object) -> object:
    data = {"name": "数据平台", "post": acting.pk, "scopes": ["plans.version.view"], "days": 30, **change}
    return client.post("/settings/tokens/issue/", data)


def test_a_token_is_issued_shown_once_used_and_revoked() -> None:
    post = officer()
    client = client_of(post.user)
    form = client.get("/settings/tokens/issue/").content.decode()
    assert "查看方案" in form
    assert "people.user.add" not in form
    page = issue(client, post).content.decode()  # type: ignore[attr-defined]
    found = re.search(r'id="token-secret">(ty_[\w-]+)<', page)
    assert found is not None
    secret = found[1]
    assert caller(secret).get("/api/v1/plan").status_code == 200
    listed = client.get("/settings/tokens/").content.decode()
    assert "数据平台" in listed
    assert secret not in listed
    token = Token.objects.unscoped("test").get()
    assert client.get(f"/settings/tokens/{token.pk}/revoke/").status_code == 200
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert caller(secret).get("/api/v1/plan").json()["code"] == "TY-4011"
    assert "已撤销" in client.get("/settings/tokens/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请给令牌起个名字"),
        ({"scopes": []}, "请至少勾选一项操作"),
        ({"scopes": ["people.user.add"]}, "没有这项操作"),
        ({"days": "一年"}, "有效期应在 1 到 366 天之间"),
        ({"days": 400}, "有效期应在 1 到 366 天之间"),
        ({"post": 999_999}, "只能用您本人今天有效的岗位"),
    ],
)
def test_a_form_that_is_wrong_says_so(change: dict[str, object], sentence: str) -> None:
    post = officer()
    answer = issue(client_of(post.user), post, **change)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert sentence in answer.content.decode()  # type: ignore[attr-defined]
    assert not Token.objects.unscoped("test").exists()


def test_another_persons_token_is_neither_listed_nor_revoked() -> None:
    secret_of(officer())
    token = Token.objects.unscoped("test").get()
    stranger = client_of(post_of("unit_head").user)
    assert "数据平台" not in stranger.get("/settings/tokens/").content.decode()
    assert stranger.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    guard = client_of(post_of("security_admin").user)
    assert "数据平台" in guard.get("/settings/tokens/").content.decode()
    assert guard.get("/settings/tokens/issue/").status_code == 403
    assert guard.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
