"""The push through the API: the gate, the envelope, numbered refusals, the receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.entrypoints.api.world import caller, secret_of
from tests.operations.filing.push_world import Doors, System, body_of, doors, item, only, pushing_system, rows
from tuoyu.foundation.people.models import Post

pytestmark = pytest.mark.django_db
PATH = "/api/v1/registrations"


@pytest.fixture
def scene() -> tuple[Client, System, Doors]:
    found = doors()
    post = Post.objects.unscoped("tests").get(user=found.people["registrar"])
    return caller(secret_of(post)), pushing_system(found), found


def fresh(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A registration of yesterday, because the server looks at the real clock."""
    day = timezone.now() - timedelta(days=1)
    return item(number, event_at=day.isoformat(), registered_on=day.date().isoformat(), **changes)


def send(scene: tuple[Client, System, Doors], message: str, body: bytes, **headers: str) -> Any:
    client, source, _ = scene
    told = source.headers(message, body, timezone.now()) | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return client.post(PATH, body, content_type="application/json", headers=told)


def test_push_registration_answers_with_a_signed_receipt(scene: tuple[Client, System, Doors]) -> None:
    answer = send(scene, "m1", body_of(fresh()))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["sender"], told["message"], told["accepted"]) == ("sjj-zhongtai", "m1", 1)
    assert told["receipt"].startswith("TY1.")
    assert only().channel == "api"


def test_push_registration_again_is_the_same_answer(scene: tuple[Client, System, Doors]) -> None:
    client, source, _ = scene
    body = body_of(fresh())
    headers = source.headers("m1", body, timezone.now())
    first, second = (client.post(PATH, body, content_type="application/json", headers=headers) for _ in "12")
    assert first.json() == second.json()


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"X_Tuoyu_Sender": ""}, "TY-4000"),
        ({"X_Tuoyu_Sent_At": "2026-11-25 09:30"}, "TY-4000"),
        ({"X_Tuoyu_Message": "m" * 65}, "TY-4000"),
        ({"X_Tuoyu_Sender": "nobody"}, "TY-4033"),
        ({"X_Tuoyu_Signature": "00" * 32}, "TY-4034"),
        ({"X_Tuoyu_Message": "other"}, "TY-4034"),
    ],
)
def test_a_refusal_has_its_number(
    scene: tuple[Client, System, Doors], headers: dict[str, str], number: str
) -> None:
    answer = send(scene, "m1", body_of(fresh()), **headers)
    assert answer.json()["code"] == number
    assert not rows()


def test_other_refusals_have_their_numbers(scene: tuple[Client, System, Doors]) -> None:
    client, source, _ = scene
    body = body_of(fresh())
    old = source.headers("m0", body, timezone.now() - timedelta(hours=1))
    assert client.post(PATH, body, content_type="application/json", headers=old).json()["code"] == "TY-4222"
    assert send(scene, "m1", body).status_code == 201
    assert send(scene, "m1", body_of(fresh(2))).json()["code"] == "TY-4093"
    wrong = send(scene, "m2", body_of(fresh(3), fresh(4, name=""))).json()
    assert (wrong["code"], wrong["reasons"][0]["field"]) == ("TY-4220", "registrations.1.name")
    assert client.post(PATH, body, content_type="text/plain").json()["code"] == "TY-4005"


def test_the_docs_page_describes_the_push() -> None:
    page = Client().get("/api/docs").content.decode()
    for name in ("X-Tuoyu-Signature", "registrations[].source_id", "receipt"):
        assert f"<code>{name}</code>" in page
