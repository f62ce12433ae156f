"""Giving a receipt is all or nothing, and one: whatever breaks on the way, and however many press the button at once.
On PostgreSQL by threads, on SQLite as it is deployed: several processes on one file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.operations.filing.racing import Processes, answer, at_once
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


_IMPORTS = """
from tests.operations.filing import test_races, world
from tuoyu.foundation.people.models import Unit, User
from tuoyu.operations.filing.models import FilingCase
"""
_PREPARE = """
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
    house = Processes(tmp_path, _IMPORTS)
    cases = house.run(_PREPARE, "91330302MA2HXY1210", "91330302MA2HXY21XB")
    pressing = [house.start(_ACCEPT, str(pk)) for pk in (*cases, *cases)]
    assert sorted(answer(process) for process in pressing) == ["flow.state", "flow.state", "given", "given"]
    given, journalled = house.run(_TELL)
    assert given == ["33030220210001", "33030220210002"]
    assert journalled == 2
