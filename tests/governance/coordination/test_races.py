"""What happens at the same moment: slips take different numbers, one plan is in force. On PostgreSQL by threads, on
SQLite as it is deployed: several processes on one file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import prepared
from tests.governance.coordination.world import World, slips
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import IssueSlip

REPOSITORY = Path(__file__).resolve().parents[3]
EACH = 5
_OPEN = """
import json, sys
import django
django.setup()
from tests.governance.coordination.world import World, build, slips
from tests.registers.plans import world as plans
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import IssueSlip
from tuoyu.registers.plans.commands import AdoptPlan
from tuoyu.registers.plans.models import Task, Version
from tuoyu.foundation.people.models import Unit
from tuoyu.registers.plans.services import adopt_plan
"""
_PREPARE = """
build()
print(json.dumps([plans.imported().pk, plans.imported().pk]))
"""
_ISSUE = """
unit = {row.code: row for row in Unit.objects.unscoped("test")}
world = World(unit, {row.no: row for row in Task.objects.unscoped("test")}, None)
for _ in range(int(sys.argv[1])):
    services.issue_slip(world.office(), IssueSlip(world.task[1].pk, unit["zjj"].pk, "进度落后"))
"""
_ADOPT = """
adopt_plan(plans.ctx(), AdoptPlan(int(sys.argv[1]), ("区财政局", "区教育局", "区应急管理局")))
"""
_TELL = """
print(json.dumps([[slip.number for slip in slips()],
    [version.pk for version in Version.objects.unscoped("test").filter(state="adopted")]]))
"""


@pytest.mark.django_db(transaction=True)
def test_issue_slips_at_once_takes_different_numbers(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one connection; see the test with processes")
    errors: list[Any] = []

    def issue() -> None:
        try:
            for _ in range(EACH):
                services.issue_slip(
                    world.office(), IssueSlip(world.task[1].pk, world.unit["zjj"].pk, "进度落后")
                )
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(slip.number for slip in slips()) == numbers(4 * EACH)


def test_processes_on_one_file_issue_slips_and_adopt_plans(tmp_path: Path) -> None:
    environment = prepared.environment(tmp_path, **prepared.SCRIPTS)

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _OPEN + script, *arguments]
        return subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)

    def answer(process: subprocess.Popen[str]) -> Any:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return json.loads(said)

    prepared.migrated(tmp_path / prepared.DATABASE)
    drafts = answer(start(_PREPARE))
    issuing = [start(_ISSUE, str(EACH)) for _ in range(2)]
    assert [process.wait(timeout=120) for process in issuing] == [0, 0]
    adopting = [start(_ADOPT, str(pk)) for pk in drafts]
    assert [process.wait(timeout=120) for process in adopting] == [0, 0]
    issued, in_force = answer(start(_TELL))
    assert sorted(issued) == numbers(2 * EACH)
    assert len(in_force) == 1
    assert in_force[0] in drafts


def numbers(count: int) -> list[str]:
    return [f"督〔2021〕{serial:04d}号" for serial in range(1, count + 1)]
