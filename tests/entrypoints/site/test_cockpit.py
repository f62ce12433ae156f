"""总览: what is in trouble and why, what changed since last week, on the page and in the file."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.governance.coordination.world import NOW, World, build
from tuoyu.governance.coordination import services


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield build()


def browser(world: World, unit: str = "ldxz", role: str = "leader") -> Client:
    user = make_user(f"{unit}-{role}", "某人")
    make_post(user, world.unit[unit], role)
    return client_of(user)


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_home_leads_overseers_to_the_cockpit_and_workers_to_the_inbox(world: World) -> None:
    for unit, role, first in (
        ("ldxz", "leader", "/cockpit/"),
        ("ldxz", "coordinator", "/cockpit/"),
        ("wjj", "unit_head", "/inbox/"),
        ("wjj", "unit_officer", "/inbox/"),
        ("ldxz", "system_admin", "/inbox/"),
        ("ldxz", "audit_admin", "/inbox/"),
    ):
        assert browser(world, unit, role).get("/")["Location"] == first


def test_cockpit_names_trouble_cause_and_solver(world: World) -> None:
    cause = world.milestone("zjj", due=-12, title="竣工验收")
    world.milestone("zgfj", due=-9, title="用房移交", upstream=cause)
    page = text_of(browser(world).get("/cockpit/"))
    for words in ("落实配建用房", "自规鹿城分局 牵头", "竣工验收", "区住建局", "逾期 7 个工作日"):
        assert words in page
    assert "?light=1" in page


def test_cockpit_tells_what_is_another_light_than_a_week_ago(world: World) -> None:
    world.milestone("zgfj", due=-3, title="用房移交")
    services.snapshot_tasks(world.system(now=NOW - timedelta(days=8)))
    page = text_of(browser(world).get("/cockpit/"))
    changed = page[page.index("比上周变了什么") :]
    assert "1 落实配建用房" in changed
    assert "加强备案管理" not in changed[: changed.index("</section>")]


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_cockpit_is_exported(world: World, kind: str, start: bytes) -> None:
    world.milestone("zgfj", due=-9, title="用房移交")
    response = browser(world).get(f"/cockpit/?export={kind}")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert content.startswith(start)
    if kind == "csv":
        assert "落实配建用房" in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("unit", "role", "status"),
    [("wumajd", "unit_officer", 200), ("ldxz", "system_admin", 403), ("ldxz", "security_admin", 403)],
)
def test_cockpit_is_for_those_who_work_on_the_plan(world: World, unit: str, role: str, status: int) -> None:
    assert browser(world, unit, role).get("/cockpit/").status_code == status
