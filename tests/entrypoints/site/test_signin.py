"""Signing in with name and password, and every way to get in without."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.entrypoints.site.world import (
    PASSWORD,
    client_of,
    make_post,
    make_unit,
    make_user,
    officer,
    sign_in,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.sessions import SEEN_KEY

pytestmark = pytest.mark.django_db


def test_sign_in_opens_a_session_and_tells_the_journal() -> None:
    user = officer()
    client = Client()

    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    entry = Entry.objects.unscoped("test").get(verb="people.session.open")
    assert (entry.user_id, entry.result) == (user.pk, "ok")
    assert client.get("/settings/security/").status_code == 200


def test_sign_in_page_may_be_seen_by_everybody_and_is_in_no_cache(client: Client) -> None:
    response = client.get("/sign-in/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "一键体验" not in response.content.decode()


@pytest.mark.parametrize(
    ("username", "password"),
    [("wangfang", "wrong-password"), ("nobody-here", PASSWORD), ("closed", PASSWORD), ("persona", PASSWORD)],
)
def test_sign_in_refuses_with_one_sentence_whatever_is_wrong(username: str, password: str) -> None:
    officer()
    make_user("closed", is_active=False)
    make_user("persona", is_demo=True)
    client = Client()

    response = sign_in(client, username, password)

    assert response.status_code == 422
    assert "登录名或密码不正确。" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("username", ["wangfang", "nobody-here", "closed", "passwordless"])
def test_sign_in_does_the_same_hashing_for_every_name(username: str) -> None:
    """Timing tells nothing: one hash of the same cost, whether the account exists, is closed or has no password."""
    officer()
    make_user("closed", is_active=False)
    user = make_user("passwordless")
    user.set_unusable_password()
    user.save()
    hashes: list[Any] = []
    real_hash, real_verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def encode(self: Any, *args: Any) -> Any:
        hashes.append("encode")
        return real_hash(self, *args)

    def verify(self: Any, *args: Any) -> Any:
        hashes.append("verify")
        return real_verify(self, *args)

    with (
        mock.patch.object(Argon2PasswordHasher, "encode", encode),
        mock.patch.object(Argon2PasswordHasher, "verify", verify),
    ):
        sign_in(Client(), username, "wrong-password")

    assert len(hashes) == 1


def test_sign_in_locks_after_five_failures_and_opens_again_after_fifteen_minutes() -> None:
    officer()
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        answers = [sign_in(client, password="wrong").status_code for _ in range(5)]
        assert answers == [422, 422, 422, 422, 429]
        locked = sign_in(client)
        assert locked.status_code == 429
        assert "已暂停登录 15 分钟" in locked.content.decode()
        clock.shift(timedelta(minutes=16))
        assert sign_in(client).status_code == 302


def test_sign_in_while_locked_does_not_lengthen_the_lock() -> None:
    officer()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            sign_in(Client(), password="wrong")
        clock.shift(timedelta(minutes=14))
        assert sign_in(Client(), password="wrong").status_code == 429
        clock.shift(timedelta(minutes=2))
        assert sign_in(Client()).status_code == 302


def test_sign_in_locks_names_that_nobody_has_alike() -> None:
    answers = [sign_in(Client(), "ghost", "wrong").status_code for _ in range(6)]

    assert answers == [422, 422, 422, 422, 429, 429]


def test_sign_in_stops_one_address_that_tries_many_names() -> None:
    officer()
    for number in range(50):
        sign_in(Client(), f"guess-{number}", "wrong", REMOTE_ADDR="203.0.113.9")

    assert sign_in(Client(), REMOTE_ADDR="203.0.113.9").status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 302


def test_sign_in_stops_many_addresses_that_try_one_name() -> None:
    officer()
    for number in range(20):
        sign_in(Client(), password="wrong", REMOTE_ADDR=f"203.0.113.{number}")

    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 429


def test_sign_in_to_an_own_account_does_not_clear_the_guesses_at_others() -> None:
    officer()
    officer("lilei", "李雷")
    for _ in range(4):
        sign_in(Client(), "lilei", "wrong")
        assert sign_in(Client()).status_code == 302

    assert sign_in(Client(), "lilei", "wrong").status_code == 429


def test_lock_reads_the_address_from_our_proxies_only(settings: Any) -> None:
    """What the client writes into the header itself is never believed."""
    officer()
    for number in range(5):
        sign_in(Client(), password="wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert sign_in(Client(), HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429

    settings.TUOYU_PROXIES = 1
    assert sign_in(Client(), HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.7").status_code == 302


def test_sign_in_gives_the_session_a_new_key() -> None:
    """Session fixation: a key planted before signing in is worth nothing after."""
    officer()
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    sign_in(client)

    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/settings/security/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "https:///evil.example",
    ],
)
def test_sign_in_leads_to_no_other_site(target: str) -> None:
    officer()

    assert sign_in(Client(), data={"next": target})["Location"] == "/"


def test_sign_in_leads_back_to_the_page_asked_for() -> None:
    officer()
    client = Client()

    asked = client.get("/settings/security/?a=1")
    assert asked["Location"] == "/sign-in/?next=%2Fsettings%2Fsecurity%2F%3Fa%3D1"
    assert 'value="/settings/security/?a=1"' in client.get(asked["Location"]).content.decode()
    assert sign_in(client, data={"next": "/settings/security/?a=1"})["Location"] == "/settings/security/?a=1"


def test_sign_in_wants_the_form_token() -> None:
    officer()
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert client.post("/sign-out/").status_code == 403
    assert client.post("/sign-in/persona/", {"user": "1"}).status_code == 403


def test_sign_in_takes_any_text_without_breaking() -> None:
    for name in ("x" * 5000, "名字\x00", "'; DROP TABLE", "𬭼" * 30, "a:b"):
        assert sign_in(Client(), name, "密码\x00").status_code in {422}


def test_htmx_request_without_a_session_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get(
        "/settings/security/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/tasks/?page=2"
    )

    assert response["HX-Redirect"] == "/sign-in/?next=%2Ftasks%2F%3Fpage%3D2"


def test_sign_out_ends_the_session_and_is_a_post_alone() -> None:
    client = client_of(officer())

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/settings/security/").status_code == 302
    assert Entry.objects.unscoped("test").filter(verb="people.session.close").count() == 1


def test_closed_account_is_out_at_the_next_request() -> None:
    user = officer()
    client = client_of(user)
    assert client.get("/settings/security/").status_code == 200

    user.is_active = False
    user.save()

    assert client.get("/settings/security/")["Location"].startswith("/sign-in/")


def test_ended_post_loses_its_rights_at_the_next_request() -> None:
    user = officer(role="system_admin")
    client = client_of(user)
    assert client.get("/settings/units/add/").status_code == 200

    Post.objects.unscoped("test").update(ends_on=timezone.localdate() - timedelta(days=1))

    assert client.get("/settings/units/add/")["Location"].startswith("/sign-in/no-post/")


def test_person_without_post_is_told_so() -> None:
    user = make_user()
    make_post(user, make_unit(), starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    client = Client()

    sign_in(client)

    assert client.get("/settings/security/")["Location"].startswith("/sign-in/no-post/")
    page = client.get("/sign-in/no-post/")
    assert page.status_code == 200
    assert "今天没有担任任何岗位" in page.content.decode()


def test_delegation_ends_with_the_post_it_came_from() -> None:
    unit = make_unit()
    source = make_post(make_user(), unit, "unit_head")
    colleague = make_user("lilei", "李雷")
    make_post(colleague, unit, "unit_head", delegated_from=source, ends_on=date(2099, 1, 1))
    client = client_of(colleague)
    assert client.get("/settings/security/").status_code == 200

    source.ends_on = timezone.localdate() - timedelta(days=1)
    source.save()

    assert "/sign-in/no-post/" in client.get("/settings/security/")["Location"]


def test_idle_session_ends_and_comes_back_to_its_page() -> None:
    client = client_of(officer())
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        response = client.get("/settings/security/?tab=2")
        assert response["Location"] == "/sign-in/?next=%2Fsettings%2Fsecurity%2F%3Ftab%3D2&reason=idle"
        assert "超过 30 分钟没有操作" in client.get(response["Location"]).content.decode()
        assert (
            sign_in(client, data={"next": "/settings/security/?tab=2"})["Location"]
            == "/settings/security/?tab=2"
        )


def test_reading_writes_the_session_at_most_once_a_minute() -> None:
    client = client_of(officer())
    start = timezone.now()
    with time_machine.travel(start + timedelta(seconds=50), tick=False):
        client.get("/posts/")
        assert client.session[SEEN_KEY] == pytest.approx(start.timestamp(), abs=2)
        with CaptureQueriesContext(connection) as asked:
            client.get("/posts/")
        assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}
    with time_machine.travel(start + timedelta(seconds=70), tick=False):
        client.get("/posts/")
        assert client.session[SEEN_KEY] == int((start + timedelta(seconds=70)).timestamp())


def test_temporary_password_must_be_changed_first() -> None:
    user = officer()
    user.has_temporary_password = True
    user.save()
    client = Client()
    sign_in(client)

    asked = client.get("/posts/")
    assert asked["Location"] == "/settings/security/password/?next=%2Fposts%2F"
    new = {"old": PASSWORD, "new": "harbour-violet-9", "again": "harbour-violet-9", "next": "/posts/"}
    assert client.post("/settings/security/password/", new)["Location"] == "/posts/"
    assert client.get("/posts/").status_code == 200
    assert sign_in(Client(), password="harbour-violet-9").status_code == 302


@pytest.mark.parametrize("is_demo_mode", [False, True])
def test_personas_are_open_in_a_demonstration_alone(settings: Any, is_demo_mode: bool) -> None:
    settings.TUOYU_DEMO = is_demo_mode
    persona = make_user("persona", "演示·王芳", is_demo=True)
    make_post(persona, make_unit(), "coordinator")
    client = Client()

    page = client.get("/sign-in/").content.decode()
    response = client.post("/sign-in/persona/", {"user": persona.pk})

    assert ("演示·王芳" in page) is is_demo_mode
    assert response.status_code == (302 if is_demo_mode else 404)
    # Coordinators owe a second factor; personas of the demonstration do not.
    assert client.get("/posts/").status_code == (200 if is_demo_mode else 302)


def test_persona_is_never_a_real_account(settings: Any) -> None:
    settings.TUOYU_DEMO = True
    user = officer()

    for value in (str(user.pk), "", "x", "-1", "999999999999999999999999"):
        assert Client().post("/sign-in/persona/", {"user": value}).status_code == 404


def test_session_of_a_persona_ends_with_the_demonstration(settings: Any) -> None:
    settings.TUOYU_DEMO = True
    persona = make_user("persona", is_demo=True)
    make_post(persona, make_unit())
    client = Client()
    client.post("/sign-in/persona/", {"user": persona.pk})
    assert client.get("/posts/").status_code == 200

    settings.TUOYU_DEMO = False

    assert client.get("/posts/")["Location"].startswith("/sign-in/")


def test_post_switch_narrows_to_one_own_post() -> None:
    unit = make_unit()
    user = officer(role="unit_officer", unit=unit)
    other = make_post(user, make_unit("wjj", "区卫生健康局"), "system_admin")
    client = client_of(user)
    assert client.get("/settings/units/add/").status_code == 200
    own = Post.objects.unscoped("test").exclude(pk=other.pk).get(user=user)

    assert client.post("/posts/switch/", {"post": own.pk}).status_code == 302
    assert client.get("/settings/units/add/").status_code == 403
    assert client.post("/posts/switch/", {"post": ""}).status_code == 302
    assert client.get("/settings/units/add/").status_code == 200


def test_post_switch_refuses_the_post_of_somebody_else() -> None:
    foreign = make_post(make_user("lilei", "李雷"), make_unit(), "system_admin")
    client = client_of(officer())

    assert client.post("/posts/switch/", {"post": foreign.pk}).status_code == 404
    assert client.get("/settings/units/add/").status_code == 403
