"""Units, people and posts in the settings: what happens, who may, what is refused, how much is asked of the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.entrypoints.site.world import (
    LONG_AGO,
    PASSWORD,
    client_of,
    make_post,
    make_unit,
    make_user,
    officer,
    sign_in,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.models import Post, Unit, User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def admin(unit: Unit) -> Client:
    return client_of(officer("admin", "管理员", "system_admin", unit))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def add_unit(client: Client, **changes: str) -> Any:
    facts = {
        "name": "区民政局", "short_name": "民政", "code": "mzj", "kind": "department", "area": "330302",
        "aliases": "民政局\n区民政", "collective": "", "valid_from_on": "2020-01-01",
    }  # fmt: skip
    return client.post("/settings/units/add/", facts | changes)


def test_add_unit_registers_it_and_says_so(admin: Client) -> None:
    response = add_unit(admin)

    made = Unit.objects.unscoped("test").get(code="mzj")
    assert made.aliases == ["民政局", "区民政"]
    assert response["Location"] == f"/settings/units/{made.pk}/"
    assert "已登记单位“区民政局”" in text_of(admin.get(response["Location"]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写名称。"),
        ({"name": "区教育局"}, "已经登记过"),
        ({"code": "民政"}, "只能用小写字母、数字和横线"),
        ({"area": "330303"}, "不在本区"),
        ({"area": "３３０３０２"}, "应为 6、9 或 12 位数字"),
        ({"kind": "spaceship"}, "没有这个选项"),
        ({"valid_from_on": "2020-13-01"}, "应写成 2026-11-25 这样的日期"),
        ({"collective": "999"}, "没有这个选项"),
    ],
)
def test_add_unit_refuses_beside_the_field(admin: Client, changes: dict[str, str], sentence: str) -> None:
    response = add_unit(admin, **changes)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Unit.objects.unscoped("test").filter(code="mzj").exists()


def test_close_unit_waits_for_its_posts(admin: Client, unit: Unit) -> None:
    refused = admin.post(f"/settings/units/{unit.pk}/close/", {"valid_to_on": "2021-06-15"})
    assert refused.status_code == 409
    assert "还有 1 个岗位" in text_of(refused)

    other = make_unit("mzj", "区民政局")
    assert admin.post(f"/settings/units/{other.pk}/close/", {"valid_to_on": "2021-06-15"}).status_code == 302
    other.refresh_from_db()
    assert other.valid_to_on == date(2021, 6, 15)


def test_add_user_leads_to_the_appointment(admin: Client) -> None:
    facts = {"name": "䶮𬭼", "username": "yan", "mobile": "138 0013 8000", "password": "harbour-violet-9"}
    response = admin.post("/settings/people/add/", facts)

    person = User.objects.get(username="yan")
    assert response["Location"] == f"/settings/posts/open/?user={person.pk}"
    assert (person.name, person.has_temporary_password, person.mobile.reveal()) == (
        "䶮𬭼",
        True,
        "13800138000",
    )
    assert f'value="{person.pk}" selected' in text_of(admin.get(response["Location"]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "admin"}, "已经有人使用"),
        ({"username": "a b"}, "不含空格和冒号"),
        ({"username": "proof:1"}, "不含空格和冒号"),
        ({"mobile": "12345"}, "手机号应为11位"),
        ({"password": "short"}, "密码至少 10 位"),
        ({"password": "password123"}, "太常见"),
    ],
)
def test_add_user_refuses_beside_the_field(admin: Client, changes: dict[str, str], sentence: str) -> None:
    facts = {"name": "李雷", "username": "lilei", "mobile": "", "password": "harbour-violet-9"}

    response = admin.post("/settings/people/add/", facts | changes)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert User.objects.count() == 1


def test_mobile_is_masked_everywhere_and_revealed_for_a_purpose_alone(admin: Client) -> None:
    person = make_user("lilei", "李雷", mobile="13800138000")
    pages = ["/settings/people/", "/settings/people/?export=csv", f"/settings/people/{person.pk}/"]
    address = f"/settings/people/{person.pk}/reveal/"
    for path in [*pages, address]:
        response = admin.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"13800138000" not in body
        assert response.status_code == 200
    assert "138****8000" in text_of(admin.get(pages[0]))

    assert admin.post(address, {"purpose": "看"}).status_code == 422
    shown = admin.post(address, {"purpose": "通知联席会议改期"})
    assert "13800138000" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    entry = Entry.objects.unscoped("test").get(verb="people.user.reveal")
    assert (entry.purpose, entry.object_id, entry.fields) == ("通知联席会议改期", str(person.pk), "mobile")
    assert "13800138000" not in str(list(Entry.objects.unscoped("test").values_list()))


def test_reveal_is_refused_to_who_may_only_look(unit: Unit) -> None:
    person = make_user("lilei", "李雷", mobile="13800138000")
    client = client_of(officer(role="coordinator", unit=unit))

    assert client.get(f"/settings/people/{person.pk}/").status_code == 200
    assert (
        client.post(f"/settings/people/{person.pk}/reveal/", {"purpose": "通知联席会议"}).status_code == 403
    )


def test_reset_user_gives_a_temporary_password_and_ends_sessions(admin: Client, unit: Unit) -> None:
    person = officer("lilei", "李雷", unit=unit)
    theirs = client_of(person)

    response = admin.post(f"/settings/people/{person.pk}/reset/", {"password": "harbour-violet-9"})

    assert response.status_code == 302
    assert theirs.get("/posts/").status_code == 302
    fresh = Client()
    assert sign_in(fresh, "lilei", PASSWORD).status_code == 422
    assert sign_in(fresh, "lilei", "harbour-violet-9").status_code == 302
    assert fresh.get("/posts/")["Location"].startswith("/settings/security/password/")


def test_disable_user_ends_sessions_and_posts(admin: Client, unit: Unit) -> None:
    person = officer("lilei", "李雷", unit=unit)
    theirs = client_of(person)

    assert admin.post(f"/settings/people/{person.pk}/disable/").status_code == 302
    assert theirs.get("/posts/")["Location"].startswith("/sign-in/")
    assert Post.objects.unscoped("test").get(user=person).ends_on == TODAY()
    assert sign_in(Client(), "lilei").status_code == 422


def test_open_post_appoints_and_says_who_where_and_when(admin: Client, unit: Unit) -> None:
    person = make_user("lilei", "李雷")
    facts = {
        "user": person.pk,
        "unit": unit.pk,
        "role": "unit_officer",
        "title": "",
        "starts_on": "2026-11-24",
        "ends_on": "",
    }

    response = admin.post("/settings/posts/open/", facts)

    assert response.status_code == 302
    assert "已任命李雷为区教育局单位经办人，自 2026-11-24 起。" in text_of(admin.get(response["Location"]))
    assert admin.post("/settings/posts/open/", facts).status_code == 422


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "audit_admin"}, "不能同时任审计管理员"),
        ({"role": "system"}, "没有这个选项"),
        ({"role": "emperor"}, "没有这个选项"),
        ({"ends_on": "2019-01-01"}, "早于起始日期"),
        ({"user": ""}, "请选择人员。"),
        ({"user": "abc"}, "没有这个选项"),
    ],
)
def test_open_post_refuses_beside_the_field(
    admin: Client, unit: Unit, changes: dict[str, str], sentence: str
) -> None:
    person = officer("lilei", "李雷", "security_admin", unit)
    facts = {
        "user": person.pk,
        "unit": unit.pk,
        "role": "unit_officer",
        "title": "",
        "starts_on": "2020-01-01",
        "ends_on": "",
    }

    response = admin.post("/settings/posts/open/", facts | changes)

    # 409: the person's other posts forbid it; 422: what was typed is wrong.
    assert response.status_code in {409, 422}
    assert sentence in text_of(response)
    assert Post.objects.unscoped("test").filter(user=person).count() == 1


def test_end_post_shortens_and_never_lengthens(admin: Client, unit: Unit) -> None:
    post = make_post(make_user("lilei", "李雷"), unit, ends_on=date(2021, 6, 1))

    later = admin.post(f"/settings/posts/{post.pk}/end/", {"ends_on": "2022-01-01"})
    assert later.status_code == 422
    assert "不能改到更晚" in text_of(later)
    assert admin.post(f"/settings/posts/{post.pk}/end/", {"ends_on": "2021-05-01"}).status_code == 302
    post.refresh_from_db()
    assert post.ends_on == date(2021, 5, 1)


def test_delegate_post_lends_for_a_time_and_takes_back(unit: Unit) -> None:
    head, colleague = officer("head", "韩梅梅", "unit_head", unit), make_user("lilei", "李雷")
    own = Post.objects.unscoped("test").get(user=head)
    client = client_of(head)
    days = {"starts_on": TODAY().isoformat(), "ends_on": (TODAY() + timedelta(days=7)).isoformat()}

    response = client.post(f"/settings/posts/{own.pk}/delegate/", {"to_user": colleague.pk, **days})

    assert response["Location"] == "/settings/delegations/"
    page = text_of(client.get("/settings/delegations/"))
    assert "到期自动收回" in page
    assert "提前收回" in page
    lent = Post.objects.unscoped("test").get(user=colleague)
    assert client_of(colleague).get("/posts/").status_code == 200
    # A lent post is not lent on.
    again = {"to_user": head.pk, **days}
    assert client_of(colleague).post(f"/settings/posts/{lent.pk}/delegate/", again).status_code == 422
    assert (
        client.post(f"/settings/posts/{lent.pk}/end/?mine=1", {"ends_on": TODAY().isoformat()}).status_code
        == 302
    )


def test_delegation_stays_inside_its_post(unit: Unit) -> None:
    head = make_user("head", "韩梅梅")
    own = make_post(head, unit, "unit_head", starts_on=TODAY(), ends_on=TODAY() + timedelta(days=3))
    colleague, client = make_user("lilei", "李雷"), client_of(head)
    beyond = {"starts_on": TODAY() - timedelta(days=1), "ends_on": TODAY() + timedelta(days=9)}

    page = text_of(client.post(f"/settings/posts/{own.pk}/delegate/", {"to_user": colleague.pk, **beyond}))

    assert "超出原岗位的终止日期" in page
    assert "早于原岗位的起始日期" in page


def test_nobody_lends_or_ends_the_post_of_somebody_else(unit: Unit) -> None:
    foreign = make_post(make_user("lilei", "李雷"), unit, "unit_head")
    client = client_of(officer(unit=unit))
    days = {"to_user": foreign.user_id, "starts_on": "2021-01-01", "ends_on": "2021-02-01"}

    assert client.post(f"/settings/posts/{foreign.pk}/delegate/", days).status_code == 404
    assert client.post(f"/settings/posts/{foreign.pk}/end/", {"ends_on": "2021-02-01"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.ends_on is None


OFFICER_MAY_NOT = [
    "/settings/units/add/", "/settings/units/{unit}/close/", "/settings/people/add/", "/settings/people/{user}/disable/",
    "/settings/people/{user}/reset/", "/settings/people/{user}/reveal/", "/settings/posts/open/",
    "/settings/journal/", "/settings/journal/1/", "/settings/journal/verify/", "/why/",
]  # fmt: skip


@pytest.mark.parametrize("path", OFFICER_MAY_NOT)
def test_officer_is_refused_the_work_of_administrators(unit: Unit, path: str) -> None:
    user = officer(unit=unit)
    client, address = client_of(user), path.format(unit=unit.pk, user=user.pk)

    for response in (client.get(address), client.post(address)):
        assert response.status_code == 403
        assert "不能办理" in text_of(response)


def test_officer_sees_no_account_but_the_own(unit: Unit) -> None:
    user, other = officer(unit=unit), make_user("lilei", "李雷")
    client = client_of(user)

    assert client.get(f"/settings/people/{user.pk}/").status_code == 200
    assert client.get(f"/settings/people/{other.pk}/").status_code == 404
    assert "李雷" not in text_of(client.get("/settings/people/"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "path",
    [
        "/settings/units/", "/settings/units/{unit}/", "/settings/people/", "/settings/people/{user}/", "/settings/posts/",
        "/settings/posts/{post}/", "/settings/posts/open/", "/settings/units/add/",
    ],
)  # fmt: skip
def test_pages_ask_at_most_eight_statements(
    admin: Client, unit: Unit, rows: int, path: str, django_assert_max_num_queries: Any
) -> None:
    collective = make_unit("jz", "各街镇", kind="collective")
    users = [make_user(f"user-{number}", f"人员{number}") for number in range(rows)]
    source = make_post(users[0], unit, "unit_head")
    for number, user in enumerate(users):
        make_unit(f"unit-{number}", f"街道{number}", kind="street", collective=collective)
        make_post(user, unit, "unit_officer", delegated_from=source, ends_on=date(2099, 1, 1))
    address = path.format(unit=collective.pk, user=users[0].pk, post=source.pk)

    with django_assert_max_num_queries(8):
        response = admin.get(address)

    assert response.status_code == 200


def test_lists_filter_search_and_export(admin: Client, unit: Unit) -> None:
    make_unit("mzj", "区民政局", valid_to_on=LONG_AGO)

    assert "区民政局" not in text_of(admin.get("/settings/units/?state=now"))
    assert "区民政局" in text_of(admin.get("/settings/units/?q=民政"))
    exported = b"".join(admin.get("/settings/posts/?export=csv").streaming_content).decode("utf-8-sig")
    assert "系统管理员" in exported
    assert reverse("people:post-list") == "/settings/posts/"
