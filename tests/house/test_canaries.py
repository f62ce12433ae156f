"""Canaries: every sensitive text of the world is ``CNRY-<owner>-<class>-<n>``. Each page is read as each role, with
search, export and rubbish in the address; a canary where the matrix does not put it is a leak."""

from __future__ import annotations

import gzip
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from tests.house.routes import Route, routes
from tests.house.test_policy_matrix import rows_of
from tests.house.world import Matrix, Person, World

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"CNRY-[A-Za-z0-9_]+-C[0-5]-[0-9]+")
WHO = ("office", "a_officer", "street", "sysadmin", "secadmin", "auditor", "a_filing", "j_head")
OTHERS = ("leader", "a_head", "b_officer", "idle", "b_filing", "registrar", "i_head")
# What is added to each address. A list answers to q, sort, export and after; every page has to bear them.
QUERIES = ("", "?q=CNRY", "?export=xlsx", "?sort=-pk&after=x&state=x&level=%00")
# Rows that hang on a row: seen with it. (model of the canary's row → what else shows it, by the action that opens it)
ALSO = {
    # The title of a milestone names it wherever the task or its clock is shown; so does the clock of a report.
    "coordination.task.view": ("deadlines.clock.view", "coordination.slip.view"),
}


def may_know(text: str, person: Person, world: World, matrix: Matrix) -> bool:
    action, row = world.canaries[text]
    if action == "nobody":
        return False
    if action == "own":
        return bool(row.user_id == person.user.pk)  # type: ignore[attr-defined]
    codes = (action, *ALSO.get(action, ()))
    return any(world.is_related(matrix.scope(code, person.role), person, row) for code in codes)


def pages() -> list[Route]:
    """What can be read: every address but those of the API, which asks for a token."""
    return [
        route for route in routes() if not route.path.startswith("api/v1") and "sign-out" not in route.path
    ]


def addresses(route: Route, world: World) -> Iterator[str]:
    rows = rows_of(route, world)
    if rows is None:
        yield reverse(route.name)
    elif rows:
        yield from (reverse(route.name, kwargs=route.arguments(row.pk)) for row in rows[:4])
    elif set(route.parameters.values()) <= {"str", ""}:
        yield reverse(route.name, kwargs=dict.fromkeys(route.parameters, "CNRY"))


def text_of(answer: Any) -> str:
    """Headers and body, unpacked: a workbook is a zip of XML."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as workbook:
            body = b"\n".join(workbook.read(name) for name in workbook.namelist())
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{head}\n{body.decode('utf-8', errors='replace')}"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


@pytest.mark.parametrize("key", [*WHO, *(pytest.param(key, marks=pytest.mark.slow) for key in OTHERS)])
def test_no_page_shows_what_is_not_yours(
    key: str, world: World, matrix: Matrix, logged: pytest.LogCaptureFixture
) -> None:
    person, leaks, asked, seen = world.people[key], set(), 0, set()
    for route in pages():
        for number, url in enumerate(addresses(route, world)):
            for query in QUERIES if number == 0 else QUERIES[:1]:
                answer = person.client.get(f"{url}{query}")
                asked += 1
                assert answer.status_code < 500, f"{url}{query} → {answer.status_code}"
                found = set(CANARY.findall(text_of(answer)))
                seen |= found
                leaks |= {
                    f"{url}{query} shows {text}"
                    for text in found
                    if not may_know(text, person, world, matrix)
                }
    in_logs = set(CANARY.findall(logged.text))
    print(f"{key}: {asked} answers, {len(seen)} canaries seen, all of them rightly")
    assert not leaks, "\n".join(sorted(leaks))
    assert not in_logs, f"a log line repeats what is sensitive: {sorted(in_logs)}"
    assert asked > 100


def test_the_crawl_would_find_a_leak(world: World, matrix: Matrix) -> None:
    """Those who may see canaries see them: a crawl that finds none at all would prove nothing."""
    officer, auditor = world.people["a_officer"], world.people["auditor"]
    report = next(row for row in world.of("coordination.report") if row.unit_id == officer.unit.pk)  # type: ignore[attr-defined]
    url = reverse("coordination:report-detail", args=[report.pk])
    assert CANARY.findall(text_of(officer.client.get(url)))
    assert CANARY.findall(text_of(auditor.client.get(reverse("audit:entry-list"))))
    strangers = [
        text for text in world.canaries if not may_know(text, world.people["sysadmin"], world, matrix)
    ]
    assert len(strangers) > len(world.canaries) // 3


def test_a_hole_in_the_scope_is_found(world: World, matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same crawl with the scope taken out: the clocks of another unit appear, and are named."""
    from tuoyu.foundation.access import services

    person = world.people["idle"]
    url = reverse("coordination:unit-detail", args=[world.units["b"].pk])

    def leaks() -> list[str]:
        found = set(CANARY.findall(text_of(person.client.get(url))))
        return [text for text in found if not may_know(text, person, world, matrix)]

    assert not leaks()
    monkeypatch.setattr(services, "scope_filter", lambda *_: Q())
    assert leaks()


def test_a_stranger_sees_nothing(world: World) -> None:
    client = Client()
    for route in pages():
        for url in addresses(route, world):
            for query in QUERIES[:3]:
                answer = client.get(f"{url}{query}")
                assert not CANARY.findall(text_of(answer)), f"{url}{query} shows a canary to a stranger"


def test_an_error_page_repeats_nothing(world: World) -> None:
    """What was typed into the address or sent in a form does not come back in an error, nor in its log."""
    person = world.people["idle"]
    for url in (
        "/coordination/reports/999999/?q=CNRY-x-C1-1",
        "/nowhere/CNRY-x-C1-1/",
        "/settings/journal/?q=CNRY-x-C1-1",
    ):
        answer = person.client.get(url)
        assert answer.status_code in {403, 404}
        assert "CNRY-x-C1-1" not in text_of(answer), url


def test_a_mobile_is_never_whole_without_its_action(world: World) -> None:
    """Class C2: on no page for anybody; after a purpose, on one page for the system administrator."""
    whole = [text for text, (action, _) in world.canaries.items() if action == "nobody"]
    row = world.people["b_officer"].user
    url = reverse("people:user-reveal", args=[row.pk])
    admin = world.people["sysadmin"].client
    assert not [text for text in whole if text in text_of(admin.get(url))]
    assert not [text for text in whole if text in text_of(admin.post(url, {"purpose": ""}))]
    shown = text_of(admin.post(url, {"purpose": "核对联系方式"}))
    assert [text for text in whole if text in shown] == [row.mobile.reveal()]
