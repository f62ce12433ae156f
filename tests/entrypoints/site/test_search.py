"""The search box: two characters are enough, and nothing is found that the person may not see."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.entrypoints.site.test_cockpit import browser
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.governance.coordination.world import NOW, World, build
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import IssueSlip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        world = build()
        services.issue_slip(world.office(), IssueSlip(world.task[1].pk, world.unit["zgfj"].pk, "移交落后"))
        yield world


def found(client: Client, text: str) -> str:
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用房", "1 落实配建用房"),
        ("配建 用房", "1 落实配建用房"),
        ("移交", "督〔2021〕0001号"),
        ("0001", "督〔2021〕0001号"),
        ("住建", "区住建局"),
        ("64号", "温鹿政办〔2020〕64号"),
        ("五马", "五马街道"),
    ],
)
def test_search_finds_by_two_characters(world: World, text: str, expected: str) -> None:
    page = found(browser(world), text)
    assert expected in page[page.index("<main") :]


def test_search_shows_only_what_the_role_may_see(world: World) -> None:
    """The administrator of accounts sees units and plans, no tasks and no slips."""
    admin = browser(world, "ldxz", "system_admin")
    for text in ("用房", "移交", "0001"):
        page = found(admin, text)
        assert "落实配建用房" not in page[page.index("<main") :]
        assert "督〔2021〕" not in page
    assert "区住建局" in found(admin, "住建")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "没有这样的词",
        "%",
        "_",
        "'",
        '"><script>alert(1)</script>',
        "长" * 500,
        "a b c d e f g h",
    ],
)
def test_search_answers_whatever_is_typed(world: World, text: str) -> None:
    response = browser(world).get("/search/", {"q": text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_search_costs_the_same_however_much_is_found(world: World) -> None:
    client = browser(world)
    found(client, "用房")
    with CaptureQueriesContext(connection) as few:
        found(client, "没有这样的词")
    for _ in range(5):
        services.issue_slip(
            world.office(), IssueSlip(world.task[1].pk, world.unit["zgfj"].pk, "用房移交落后")
        )
    with CaptureQueriesContext(connection) as many:
        found(client, "用房")
    assert len(few) == len(many) <= 13


def test_search_wants_a_person(client: Client, db: None) -> None:
    assert client.get("/search/?q=用房").status_code == 302


def test_search_finds_institutions_by_name_code_and_address_and_their_receipts(db: None) -> None:
    from tests.operations.filing.world import USCC, scene, submitted
    from tuoyu.operations.filing.commands import AcceptCase
    from tuoyu.operations.filing.models import Receipt
    from tuoyu.operations.filing.services import accept_case

    home = scene()
    case = submitted(home)
    accept_case(home.officer(), AcceptCase(case.pk))
    number = Receipt.objects.unscoped("tests").get(case=case).number
    desk = client_of(home.officer_user)
    for text in ("青禾", USCC, USCC[-6:], "稻香路"):
        assert f"/institutions/{home.institution.pk}/" in found(desk, text), text
    assert number in (page := found(desk, number[-4:]))[page.index("<main") :]


def test_search_hides_institutions_and_receipts_from_a_role_without_them(db: None) -> None:
    from tests.operations.filing.world import scene

    home = scene()
    admin = make_user("admin-of-accounts", "某人")
    make_post(admin, home.bureau, "system_admin")
    assert f"/institutions/{home.institution.pk}/" not in found(client_of(admin), "青禾")
