"""The journal viewer, the parameters, the matrix of roles, and the explanation of a right."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user, officer
from tuoyu.foundation.access.registry import all_actions
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.audit.sealer import seal
from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.policy.reader import current

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def auditor(unit: Unit) -> Client:
    return client_of(officer("auditor", "审计员", "audit_admin", unit))


@pytest.fixture
def admin(unit: Unit) -> Client:
    return client_of(officer("admin", "管理员", "system_admin", unit))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def act(client: Client, times: int = 1) -> None:
    """Something that the journal keeps."""
    for number in range(times):
        client.post("/posts/switch/", {"post": ""}, HTTP_X_TEST=str(number))


def test_journal_lists_filters_and_opens_an_entry(admin: Client, auditor: Client) -> None:
    act(admin)
    entry = Entry.objects.unscoped("test").get(verb="people.post.switch")

    assert "切换岗位" in text_of(auditor.get("/settings/journal/"))
    assert "还没有" not in text_of(auditor.get(f"/settings/journal/?number={entry.user_id}"))
    assert "没有符合条件" in text_of(auditor.get("/settings/journal/?number=12345"))
    assert "没有符合条件" in text_of(auditor.get("/settings/journal/?number=zzz"))
    assert "没有符合条件" in text_of(auditor.get("/settings/journal/?verb=people.unit.close"))
    page = text_of(auditor.get(f"/settings/journal/{entry.pk}/"))
    assert entry.request_id in page
    assert "等待固证" in page
    assert auditor.get("/settings/journal/999999/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "path",
    [
        "/settings/journal/",
        "/settings/journal/{pk}/",
        "/settings/journal/verify/",
        "/settings/policy/",
        "/settings/roles/",
    ],
)
def test_pages_ask_at_most_eight_statements(
    admin: Client, auditor: Client, rows: int, path: str, django_assert_max_num_queries: Any
) -> None:
    act(admin, rows)
    pk = Entry.objects.unscoped("test").order_by("pk").values_list("pk", flat=True)[0]
    # The page itself may ask five; who asks costs three.
    with django_assert_max_num_queries(8):
        assert auditor.get(path.format(pk=pk)).status_code == 200


def test_verification_finds_a_whole_journal_whole_and_a_changed_one_changed(
    admin: Client, auditor: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUOYU_ANCHOR_DIR", str(tmp_path))
    act(admin, 3)
    seal(timezone.now())

    assert "日志完整" in text_of(auditor.post("/settings/journal/verify/"))
    Entry.objects.unscoped("an intruder").filter(position=2).update(actor_name="别人")
    changed = text_of(auditor.post("/settings/journal/verify/"))
    assert "发现问题" in changed
    assert "这条日志被改过" in changed
    assert Entry.objects.unscoped("test").filter(verb="audit.head.verify").count() == 2


def test_policy_list_shows_every_parameter_with_value_and_paper(admin: Client) -> None:
    page = text_of(admin.get("/settings/policy/"))

    for parameter in current().all_parameters():
        assert parameter.key in page
    assert "没有符合条件" in text_of(admin.get("/settings/policy/?q=没有这样的参数"))
    assert "people.idle_minutes" not in text_of(admin.get("/settings/policy/?group=deadlines"))
    unverified = text_of(admin.get("/settings/policy/?unverified=1"))
    assert unverified.count("/settings/policy/") < page.count("/settings/policy/")


def test_policy_detail_of_every_parameter_opens(admin: Client) -> None:
    for parameter in current().all_parameters():
        page = text_of(admin.get(f"/settings/policy/{parameter.key}/"))
        assert parameter.values[0].fingerprint in page
        assert all(module in page for module in parameter.read_by)
    assert admin.get("/settings/policy/no.such_key/").status_code == 404


def test_role_matrix_has_a_line_for_every_action(admin: Client) -> None:
    page = text_of(admin.get("/settings/roles/"))

    assert all(f"<small>{code}</small>" in page for code in all_actions())
    assert "系统管理员不得由" in page


def ask(client: Client, **question: Any) -> Any:
    return client.get("/why/", {"on": timezone.localdate().isoformat(), "model": "", "key": "", **question})


def test_why_names_post_and_scope(auditor: Client, unit: Unit) -> None:
    person = officer("lilei", "李雷", unit=unit)
    own = Post.objects.unscoped("test").get(user=person)
    foreign = make_post(make_user("wang", "王五"), unit, "unit_head")

    yes = text_of(ask(auditor, user=person.pk, action="people.post.view", model="people.post", key=own.pk))
    assert "李雷可以查看岗位" in yes
    assert "本人的" in yes
    assert "在范围内" in yes
    no = text_of(ask(auditor, user=person.pk, action="people.post.view", model="people.post", key=foreign.pk))
    assert "李雷不能查看岗位" in no
    assert "不在范围内" in no
    assert "没有这项权限" in text_of(ask(auditor, user=person.pk, action="people.unit.add"))


def test_why_knows_days_and_missing_rows(auditor: Client, unit: Unit) -> None:
    person = officer("lilei", "李雷", unit=unit)

    assert "这一天没有有效岗位" in text_of(
        ask(auditor, user=person.pk, action="people.unit.view", on="2019-01-01")
    )
    missing = ask(auditor, user=person.pk, action="people.unit.view", model="people.unit", key=987654)
    assert "没有编号为这个的" in text_of(missing)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"user": ""}, "请选择人员。"),
        ({"user": "0"}, "没有这个人员"),
        ({"action": "x.y.z"}, "没有这个操作"),
        ({"model": "people.unit", "key": ""}, "要么都填，要么都不填"),
        ({"model": "auth.permission", "key": "1"}, "没有这类对象"),
        ({"key": "abc", "model": "people.unit"}, "应为数字"),
        ({"key": "9" * 30, "model": "people.unit"}, "太大"),
        ({"on": "昨天"}, "日期应写成"),
    ],
)
def test_why_refuses_questions_it_cannot_answer(
    auditor: Client, unit: Unit, question: dict[str, str], sentence: str
) -> None:
    person = officer("lilei", "李雷", unit=unit)

    response = ask(auditor, **{"user": person.pk, "action": "people.unit.view", **question})

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_why_is_for_security_and_audit_alone(admin: Client) -> None:
    assert admin.get("/why/").status_code == 403
