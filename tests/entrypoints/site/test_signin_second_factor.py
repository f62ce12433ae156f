"""The second factor: owed by policy, shown once, never replayed, not to be walked around."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests.entrypoints.site.world import (
    PASSWORD,
    SECRET,
    client_of,
    code_at,
    make_post,
    officer,
    sign_in,
    tie_phone,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.people import mfa
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.words import Factor

pytestmark = pytest.mark.django_db
EVERYWHERE = [
    "/posts/",
    "/settings/security/",
    "/settings/units/",
    "/settings/security/second-factor/",
    "/settings/security/recovery-codes/",
    "/why/",
]


def half_way(client: Client) -> Client:
    """The password was accepted, the code is owed."""
    tie_phone(officer())
    sign_in(client)
    return client


def test_second_factor_opens_the_pages() -> None:
    client = half_way(Client())

    asked = client.get("/posts/")
    assert asked["Location"] == "/sign-in/second-factor/?next=%2Fposts%2F"
    assert client.get(asked["Location"]).status_code == 200
    answer = client.post("/sign-in/second-factor/", {"code": code_at(timezone.now()), "next": "/posts/"})
    assert answer["Location"] == "/posts/"
    assert client.get("/posts/").status_code == 200


@pytest.mark.parametrize("path", EVERYWHERE)
def test_no_other_address_leads_around_the_second_factor(path: str) -> None:
    client = half_way(Client())

    assert client.get(path)["Location"].startswith("/sign-in/second-factor/")
    assert client.post(path)["Location"].startswith("/sign-in/second-factor/")


def test_half_way_session_is_nobody_to_the_pages() -> None:
    """Also a public page sees a visitor, so a forgotten check gives nothing away."""
    client = half_way(Client())

    page = client.get("/sign-in/")
    assert page.wsgi_request.ctx.actor.user_id is None
    assert page.wsgi_request.ctx.actor.posts == ()


def test_second_factor_session_key_changes_after_the_code() -> None:
    client = half_way(Client())
    before = client.session.session_key

    client.post("/sign-in/second-factor/", {"code": code_at(timezone.now())})

    assert client.session.session_key != before


def test_code_is_good_for_one_time_only() -> None:
    client = half_way(Client())
    with time_machine.travel(timezone.now(), tick=False):
        code = code_at(timezone.now())
        assert client.post("/sign-in/second-factor/", {"code": code}).status_code == 302
        second = Client()
        sign_in(second)
        replay = second.post("/sign-in/second-factor/", {"code": code})
    assert replay.status_code == 422
    assert "已经用过" in replay.content.decode()


def test_code_of_an_earlier_step_is_refused_after_a_later_one() -> None:
    client = half_way(Client())
    with time_machine.travel(timezone.now(), tick=False):
        assert client.post("/sign-in/second-factor/", {"code": code_at(timezone.now())}).status_code == 302
        second = Client()
        sign_in(second)
        earlier = code_at(timezone.now() - timedelta(seconds=30))
        assert second.post("/sign-in/second-factor/", {"code": earlier}).status_code == 422


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_phone_may_be_half_a_minute_off(seconds: int, is_good: bool) -> None:
    half_way(Client())
    with time_machine.travel(datetime.fromisoformat("2026-11-23T10:00:15+08:00"), tick=False):
        fresh = Client()
        sign_in(fresh)
        code = code_at(timezone.now() + timedelta(seconds=seconds))
        assert (fresh.post("/sign-in/second-factor/", {"code": code}).status_code == 302) is is_good


def test_guessing_codes_locks_the_asking_wherever_it_comes_from() -> None:
    half_way(Client())
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(5):
            client = Client(REMOTE_ADDR=f"203.0.113.{number}")
            # The password is right each time: that must not clear the count.
            assert sign_in(client).status_code == 302
            assert client.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 422
        client = Client()
        sign_in(client)
        locked = client.post("/sign-in/second-factor/", {"code": code_at(timezone.now())})
        assert locked.status_code == 429
        clock.shift(timedelta(minutes=16))
        fresh = Client()
        sign_in(fresh)
        assert fresh.post("/sign-in/second-factor/", {"code": code_at(timezone.now())}).status_code == 302
    failed = Entry.objects.unscoped("test").filter(verb="people.factor.show", result="failed").count()
    assert failed == 5


def test_role_that_owes_a_second_factor_must_set_it_up_first() -> None:
    user = officer(role="coordinator")
    client = Client()
    sign_in(client)
    assert client.get("/posts/")["Location"] == "/settings/security/second-factor/?next=%2Fposts%2F"

    page = client.get("/settings/security/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret is not None
    assert "data:image/svg+xml;base64," in page
    shared = secret[1].replace(" ", "")
    wrong = client.post("/settings/security/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    assert shared in wrong.content.decode().replace(" ", "")
    done = client.post(
        "/settings/security/second-factor/", {"code": code_at(timezone.now(), shared), "next": "/posts/"}
    )

    assert done["Location"] == "/settings/security/recovery-codes/?next=%2Fposts%2F"
    codes = re.findall(r"<code>(\d{10})</code>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert "已经显示过" in client.get(done["Location"]).content.decode()
    assert client.get("/posts/").status_code == 200
    assert mfa.has_second_factor(user)


def test_post_that_owes_a_second_factor_counts_even_when_another_is_chosen() -> None:
    user = officer()
    client = client_of(user, factor=Factor.NONE)
    assert client.get("/posts/").status_code == 200

    unit = Unit.objects.unscoped("test").get()
    make_post(user, unit, "system_admin")

    assert client.get("/posts/")["Location"].startswith("/settings/security/second-factor/")


def test_recovery_code_opens_once() -> None:
    client = half_way(Client())
    user = Authenticator.objects.get().user
    mfa.RecoveryCodes.activate(user)
    code = mfa.recovery_codes(user)[0]

    assert client.post("/sign-in/second-factor/", {"code": f"{code[:5]} {code[5:]}"}).status_code == 302
    second = Client()
    sign_in(second)
    assert second.post("/sign-in/second-factor/", {"code": code}).status_code == 422


def test_secret_is_sealed_in_the_database() -> None:
    tie_phone(officer())

    stored = Authenticator.objects.get().data["secret"]

    assert SECRET not in stored
    assert stored.startswith("v1.")


def test_removing_the_phone_wants_the_password_and_ends_other_sessions() -> None:
    user = officer()
    tie_phone(user)
    client, elsewhere = client_of(user), client_of(user)

    assert client.post("/settings/security/second-factor/remove/", {"password": "wrong"}).status_code == 422
    assert mfa.has_second_factor(user)
    assert client.post("/settings/security/second-factor/remove/", {"password": PASSWORD}).status_code == 302
    assert not mfa.has_second_factor(user)
    assert client.get("/settings/security/").status_code == 200
    assert elsewhere.get("/settings/security/")["Location"].startswith("/sign-in/")


def test_own_password_may_not_be_guessed_from_an_open_session() -> None:
    user = officer()
    tie_phone(user)
    client = client_of(user)
    for _ in range(5):
        client.post("/settings/security/second-factor/remove/", {"password": "wrong"})

    assert client.post("/settings/security/second-factor/remove/", {"password": PASSWORD}).status_code == 429
    change = {"old": PASSWORD, "new": "harbour-violet-9", "again": "harbour-violet-9"}
    assert client.post("/settings/security/password/", change).status_code == 429


def test_new_recovery_codes_replace_the_old_ones() -> None:
    user = officer()
    tie_phone(user)
    mfa.RecoveryCodes.activate(user)
    old = mfa.recovery_codes(user)
    client = client_of(user)

    assert client.post("/settings/security/recovery-codes/renew/", {"password": PASSWORD}).status_code == 302
    assert not set(old) & set(mfa.recovery_codes(user))


def test_password_change_ends_other_sessions_and_keeps_this_one() -> None:
    user = officer()
    client, elsewhere = client_of(user), client_of(user)
    new = {"old": PASSWORD, "new": "harbour-violet-9", "again": "harbour-violet-9"}

    assert client.post("/settings/security/password/", new).status_code == 302
    assert client.get("/settings/security/").status_code == 200
    assert elsewhere.get("/settings/security/").status_code == 302


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("short", "密码至少 10 位，现在是 5 位。"),
        ("password123", "太常见"),
        ("4815162342481516", "不能全是数字"),
        ("wangfang-2026!", "不能有登录名"),
        (PASSWORD, "新密码和当前密码一样"),
    ],
)
def test_password_change_refuses_weak_passwords(new: str, sentence: str) -> None:
    response = client_of(officer()).post(
        "/settings/security/password/", {"old": PASSWORD, "new": new, "again": new}
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_end_of_sessions_keeps_this_one() -> None:
    user = officer()
    client, elsewhere = client_of(user), client_of(user)

    assert client.post("/settings/security/sessions/end/").status_code == 302
    assert client.get("/settings/security/").status_code == 200
    assert elsewhere.get("/settings/security/").status_code == 302


def test_security_page_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    client = client_of(officer())
    sign_in(Client())
    with django_assert_max_num_queries(8):
        page = client.get("/settings/security/").content.decode()
    assert "127.0.0.1" in page
