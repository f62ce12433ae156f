"""Giving a receipt is all or nothing, and one: whatever breaks on the way, and however many press the button at once.
On PostgreSQL by threads, on SQLite as it is deployed: several processes on one file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.operations.filing.world import Scene, fresh, scene, submitted
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.notices.models import Notice
from tuoyu.foundation.papers.models import Series
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import AcceptCase
from tuoyu.operations.filing.flow import CaseState
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.operations.filing.services import deciding, receipts, recording
from tuoyu.registers.institutions.models import Fact
from tuoyu.registers.workforce.models import Position, Practitioner

REPOSITORY = Path(__file__).resolve().parents[3]
KEPT = (FilingCase, Receipt, Series, StoredFile, Fact, Position, Practitioner, Clock, Notice, Job)
# Where it breaks, in the order of the act: (module, name).
STEPS: tuple[tuple[Any, str], ...] = (
    (receipts, "take_number"),
    (receipts, "issue_statement"),
    (receipts, "store_paper"),
    (deciding, "record_case"),
    (recording, "_record_people"),
    (recording, "_follow_registrations"),
    (deciding, "tell_applicant"),
)


class PowerCut(Exception):
    """Everything that is not a refusal."""


def held() -> dict[str, list[Any]]:
    """Every row that the act may touch, whole."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in KEPT}


def acceptances() -> int:
    return Entry.objects.unscoped("tests").filter(verb="filing.case.accept", result="ok").count()


@pytest.mark.django_db
@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("when", ["before", "after"])
def test_accept_case_is_all_or_nothing(
    module: Any, name: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = scene()
    case = submitted(stage)
    before, works = held(), getattr(module, name)

    def breaks(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            works(*args, **kwargs)
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(module, name, breaks)
        with pytest.raises(PowerCut):
            services.accept_case(stage.officer(), AcceptCase(case.pk))
    assert held() == before
    assert acceptances() == 0
    # The number that was taken on the way was given back: the series has no gap.
    services.accept_case(stage.officer(), AcceptCase(case.pk))
    assert numbers() == ["33030220210001"]
    assert fresh(case).state == CaseState.ACCEPTED


def numbers() -> list[str]:
    return list(Receipt.objects.unscoped("tests").order_by("number").values_list("number", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_officers_accept_at_once_and_one_receipt_is_given() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one connection; see the test with processes")
    stages = [scene(), scene(name="又一家托育园", uscc="91330302MA2HXY21XB")]
    pressed = [(stage, submitted(stage).pk) for stage in stages] * 3
    told = at_once([lambda stage=stage, pk=pk: _accept(stage, pk) for stage, pk in pressed])
    assert sorted(told) == [*["flow.state"] * 4, "given", "given"]
    assert numbers() == ["33030220210001", "33030220210002"]
    assert acceptances() == 2


def _accept(stage: Scene, pk: int) -> str:
    """``given``, or the codes of the reasons why not."""
    try:
        services.accept_case(stage.officer(), AcceptCase(pk))
    except Refused as refused:
        return "、".join(reason.code for reason in refused.verdict.failures)
    return "given"


def at_once(acts: list[Callable[[], str]]) -> list[str]:
    """What each act said; all begin together, each with a connection of its own."""
    said: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        start.wait()
        try:
            said.append(act())
        except Exception as error:  # noqa: BLE001 - told by the assertion
            said.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


_OPEN = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from tests.operations.filing import test_races, world
from tuoyu.foundation.people.models import Unit, User
from tuoyu.operations.filing.models import FilingCase
"""
_PREPARE = """
call_command("migrate", verbosity=0)
print(json.dumps([world.submitted(world.scene(name=f"第{no}家托育园", uscc=uscc)).pk for no, uscc in enumerate(sys.argv[1:])]))
"""
_ACCEPT = """
case = FilingCase.objects.unscoped("tests").select_related("institution", "unit", "officer_unit").get(pk=int(sys.argv[1]))
officer = User.objects.get(username="officer-wjj")
stage = world.Scene(case.institution, officer, officer, case.unit, case.officer_unit)
print(json.dumps(test_races._accept(stage, case.pk)))
"""
_TELL = """
print(json.dumps([test_races.numbers(), test_races.acceptances()]))
"""


def test_processes_on_one_file_accept_a_case_once(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TUOYU_")},
        "TUOYU_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tuoyu.config.settings",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path]),
    }

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _OPEN + script, *arguments]
        return subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)

    def answer(process: subprocess.Popen[str]) -> Any:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return json.loads(said)

    cases = answer(start(_PREPARE, "91330302MA2HXY1210", "91330302MA2HXY21XB"))
    pressing = [start(_ACCEPT, str(pk)) for pk in (*cases, *cases)]
    assert sorted(answer(process) for process in pressing) == ["flow.state", "flow.state", "given", "given"]
    given, journalled = answer(start(_TELL))
    assert given == ["33030220210001", "33030220210002"]
    assert journalled == 2
