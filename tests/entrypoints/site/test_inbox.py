"""我的待办: only what waits for me, the nearest first, with the ground of each term."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.entrypoints.site.test_cockpit import browser
from tests.governance.coordination.world import MAY, NOW, World, build
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import IssueSlip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        world = build()
        services.open_reports(world.system(), MAY)
        services.issue_slip(
            world.office(), IssueSlip(world.task[1].pk, world.unit["zgfj"].pk, "用房移交落后")
        )
        world.milestone("zgfj", due=3, title="用房移交")
        yield world


def titles(response: Any) -> list[str]:
    content = html.unescape(response.content.decode())
    return [title.strip() for title in re.findall(r'data-label="事项"><a[^>]*>([^<]*)<', content)]


def test_inbox_holds_what_waits_for_the_role_in_the_unit(world: World) -> None:
    officer, head = browser(world, "zgfj", "unit_officer"), browser(world, "zgfj", "unit_head")
    assert titles(officer.get("/inbox/")) == ["报送 任务1 落实配建用房 5月进展", "任务1 用房移交"]
    assert titles(head.get("/inbox/")) == ["答复蓝色督办 督〔2021〕0001号"]
    assert titles(browser(world, "czj", "unit_officer").get("/inbox/")) == []


def test_inbox_counts_in_the_rail_what_it_lists(world: World) -> None:
    content = html.unescape(
        browser(world, "zgfj", "unit_officer").get("/coordination/tasks/").content.decode()
    )
    rail = content[content.index('href="/inbox/"') :][:400]
    assert re.search(r">\s*2\s*<", rail)


def test_inbox_shows_state_and_ground(world: World) -> None:
    content = html.unescape(browser(world, "zgfj", "unit_officer").get("/inbox/").content.decode())
    assert "逾期 5 个工作日" in content
    assert "报告期结束后5个工作日内报送进展" in content
    assert "待核实" in content


def test_inbox_is_narrowed_by_urgency(world: World) -> None:
    client = browser(world, "zgfj", "unit_officer")
    assert titles(client.get("/inbox/?urgency=overdue")) == ["报送 任务1 落实配建用房 5月进展"]
    assert titles(client.get("/inbox/?urgency=week")) == ["任务1 用房移交"]
    assert titles(client.get("/inbox/?q=移交")) == ["任务1 用房移交"]
    assert client.get("/inbox/?urgency=never").status_code == 400


def test_inbox_that_is_empty_says_so(world: World) -> None:
    assert "没有待办" in browser(world, "czj", "unit_head").get("/inbox/").content.decode()


def test_inbox_empties_as_the_work_is_done(world: World) -> None:
    client = browser(world, "zgfj", "unit_officer")
    world.submit("zgfj")
    assert titles(client.get("/inbox/")) == ["任务1 用房移交"]
    office = browser(world, "ldxz", "coordinator")
    assert titles(office.get("/inbox/")) == ["审核 自规分局 任务1 5月进展"]
    assert date(2021, 6, 15) == NOW.date()
