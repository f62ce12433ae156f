"""What a page costs: the number of statements does not grow with the rows, and no statement grows out of hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.governance.coordination.world import MAY, PROOF, World, make_task
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import FigureEntry, IssueSlip, ReachMilestone
from tuoyu.kernel.dates import add_months

MOST_STATEMENTS, MOST_CHARACTERS = 8, 8 * 1024
Browser = Callable[..., Client]

PAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "tasks": lambda made: "/coordination/tasks/",
    "tasks narrowed": lambda made: "/coordination/tasks/?light=1&light=2&q=用房&sort=-leads",
    "task": lambda made: f"/coordination/tasks/{made['task']}/",
    "milestones": lambda made: "/coordination/milestones/",
    "reports": lambda made: "/coordination/reports/",
    "report": lambda made: f"/coordination/reports/{made['report']}/",
    "slips": lambda made: "/coordination/slips/",
    "slip": lambda made: f"/coordination/slips/{made['slip']}/",
    "units": lambda made: "/coordination/units/",
    "unit": lambda made: f"/coordination/units/{made['unit']}/",
    "matrix": lambda made: "/coordination/matrix/",
    "inbox": lambda made: "/inbox/",
    "plans": lambda made: "/plans/",
    "plan": lambda made: f"/plans/{made['plan']}/",
    "milestone form": lambda made: f"/coordination/tasks/{made['task']}/milestones/add/",
    "slip form": lambda made: f"/coordination/tasks/{made['task']}/slips/issue/",
}


def fill(world: World, rows: int, tasks: int = 3) -> dict[str, Any]:
    """So many rows of each kind under task 1, and so many tasks in the plan."""
    for no in range(4, tasks + 1):
        make_task(world.version, world.unit, no, f"第{no}项任务的名称", "wjj", ("zjj", "streets"))
    first = world.milestone("zgfj", due=-3, title="上游")
    services.reach_milestone(
        world.ctx("zjj"),
        ReachMilestone(world.milestone("zjj", due=5).pk, date(2021, 6, 1), files=(PROOF,) * rows),
    )
    for number in range(rows):
        world.milestone("zjj", due=-2 - number, upstream=first)
        services.issue_slip(
            world.office(), IssueSlip(world.task[1].pk, world.unit["zgfj"].pk, f"进度落后{number}")
        )
        figures = tuple(FigureEntry(f"数{at}", "户", 5) for at in range(rows))  # type: ignore[arg-type]
        report = world.submit(period_on=add_months(MAY, -number), files=(PROOF,) * rows, figures=figures)
    slip = services.raise_due_slips(world.system())
    assert slip
    from tests.governance.coordination.world import slips

    return {
        "task": world.task[1].pk,
        "report": report.pk,
        "slip": slips()[0].pk,
        "unit": world.unit["zgfj"].pk,
        "plan": world.version.pk,
    }


def cost(client: Client, address: str) -> tuple[int, int]:
    """How many statements, and how long the longest is."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address)
    assert response.status_code == 200
    return len(seen), max(len(query["sql"]) for query in seen)


@pytest.mark.parametrize("name", PAGES)
def test_page_costs_the_same_with_one_and_with_three_rows(world: World, browser: Browser, name: str) -> None:
    office = browser()
    made = fill(world, 1)
    if name == "plan":
        _give_draft(world)
    count, longest = cost(office, PAGES[name](made))
    assert count <= MOST_STATEMENTS
    for no in (2, 3):
        world.milestone("zjj", due=-no, task=2)
        world.submit("zjj", task=2, period_on=add_months(MAY, -no), files=(PROOF,))
        services.issue_slip(world.office(), IssueSlip(world.task[1].pk, world.unit["zjj"].pk, "再次落后"))
    again, longest = cost(office, PAGES[name](made))
    assert again == count
    assert longest < MOST_CHARACTERS


@pytest.mark.parametrize("tasks", [25, 60])
@pytest.mark.parametrize("name", ["tasks", "tasks narrowed", "task", "units", "unit", "matrix"])
def test_page_costs_the_same_in_a_plan_of_many_tasks(
    world: World, browser: Browser, name: str, tasks: int
) -> None:
    count, longest = cost(browser(), PAGES[name](fill(world, 3, tasks)))
    assert count <= MOST_STATEMENTS
    assert longest < MOST_CHARACTERS


@pytest.mark.parametrize(
    "address", ["/coordination/tasks/", "/coordination/units/", "/coordination/reports/", "/inbox/"]
)
def test_lists_neither_count_nor_skip_rows(world: World, browser: Browser, address: str) -> None:
    fill(world, 3)
    with CaptureQueriesContext(connection) as seen:
        browser().get(address)
    assert not [query["sql"] for query in seen if " OFFSET " in query["sql"]]
    # The badges of the rail count; a list never counts what it lists.
    counting = [
        query["sql"] for query in seen if "COUNT(" in query["sql"] and "audit_head" not in query["sql"]
    ]
    assert all("deadlines_clock" in sql for sql in counting)
    assert not [sql for sql in counting if "COUNT(*)" in sql]


def test_cockpit_costs_nine_statements_at_most(world: World, browser: Browser) -> None:
    fill(world, 3, 25)
    count, longest = cost(browser(), "/cockpit/")
    assert count <= MOST_STATEMENTS + 1
    assert longest < MOST_CHARACTERS


def _give_draft(world: World) -> None:
    world.version.draft = {"tasks": [], "targets": []}
    world.version.save()
