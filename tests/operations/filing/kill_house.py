"""A house in which decisions are murdered: ``python -m tests.operations.filing.kill_house KILLS SEED [careless]``.

Runs as a program of its own (``test_kills.py`` starts it) on the empty database of ``TUOYU_DATABASE_URL``. Receipts are given,
and institutions closed, in forked children that are killed by SIGKILL at a chosen step or at a random moment. After each
death everything is looked at: the decision is whole with its papers, or there is no trace of it. At last all is let
through. Printed as JSON: what was torn, lost or doubled, and whether the numbers have a gap. ``careless`` commits right
after the number was taken, as simple programs do: the control.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest import mock

os.environ["DJANGO_SETTINGS_MODULE"] = "tuoyu.config.settings"
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.operations.filing.world import Scene, scene, submitted  # noqa: E402
from tests.registers.institutions.world import system  # noqa: E402
from tuoyu.foundation.audit.models import Entry  # noqa: E402
from tuoyu.foundation.deadlines.models import Clock  # noqa: E402
from tuoyu.foundation.files.services import open_file  # noqa: E402
from tuoyu.foundation.papers.models import Series  # noqa: E402
from tuoyu.kernel.identity import uscc_check_character  # noqa: E402
from tuoyu.kernel.verdict import Refused  # noqa: E402
from tuoyu.operations.filing import services  # noqa: E402
from tuoyu.operations.filing.commands import AcceptCase, FinishCase, OpenCase, SaveCase, SubmitCase  # noqa: E402
from tuoyu.operations.filing.models import FilingCase, Receipt  # noqa: E402
from tuoyu.operations.filing.services import deciding, receipts, recording  # noqa: E402

Decide = Callable[[], object]
# Where an act dies, in its order: (module, name). Before and after each; ``commit`` is that of the transaction.
STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    "accept": (
        (deciding, "advance"),
        (receipts, "take_number"),
        (receipts, "issue_statement"),
        (receipts, "store_paper"),
        (recording, "_record_people"),
        (deciding, "record_case"),
        (deciding, "tell_applicant"),
        (connection, "_commit"),
    ),
    "finish": (
        (deciding, "advance"),
        (deciding, "record_case"),
        (deciding, "end_receipt"),
        (deciding, "tell_applicant"),
        (connection, "_commit"),
    ),
}
AFTER = {"accept": ("accepted", "valid"), "finish": ("finished", "revoked")}
_LONGEST = 120.0


class Killer:
    """One act at a time, in a forked child; ``seconds`` is how long it takes when nobody disturbs it."""

    def __init__(self, act: str, dice: random.Random, *, is_careless: bool) -> None:
        self._act, self._dice, self._is_careless = act, dice, is_careless
        self.seconds = 0.5
        self.died: Counter[str] = Counter()

    def let_through(self, decide: Decide) -> None:
        start = time.monotonic()
        if self._wait(self._fork(decide, "", 0), start + _LONGEST) != 0:
            raise RuntimeError("a decision that nobody disturbed failed")
        self.seconds = time.monotonic() - start

    def kill(self, decide: Decide) -> None:
        """At a step, before or after, on its first or second passing; or at some moment."""
        names = [f"{when} {name}" for _, name in STEPS[self._act] for when in ("before", "after")]
        point = self._dice.choice([*names, *["some moment"] * 4])
        start = time.monotonic()
        child = self._fork(decide, point, self._dice.choice((1, 1, 2)))
        wait = self._dice.uniform(0.0, self.seconds) if point == "some moment" else _LONGEST
        status = self._wait(child, start + wait)
        if os.WIFSIGNALED(status):
            self.died[point] += 1
        elif os.WEXITSTATUS(status):
            raise RuntimeError(f"a decision that was to die at {point} failed instead")

    def _wait(self, child: int, until: float) -> int:
        while time.monotonic() < until:
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                return status
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]

    def _fork(self, decide: Decide, point: str, passing: int) -> int:
        # Parent and child must not share a connection.
        connection.close()
        child = os.fork()
        if child:
            return child
        try:
            with ExitStack() as patches:
                for owner, name in STEPS[self._act]:
                    patches.enter_context(self._around(owner, name, point, passing))
                decide()
        except BaseException as error:  # noqa: BLE001 - a forked child must never return into its parent's code
            print(f"child: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(3)
        os._exit(0)

    def _around(self, owner: Any, name: str, point: str, passing: int) -> Any:
        works, left = getattr(owner, name), passing

        def wrapped(*given: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            is_here = left == 0
            if is_here and point == f"before {name}":
                os.kill(os.getpid(), signal.SIGKILL)
            answer = works(*given, **named)
            if self._is_careless and name == "take_number":
                _commit_here()
            if is_here and point == f"after {name}":
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return mock.patch.object(owner, name, wrapped)


def _commit_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")


def uscc(number: int) -> str:
    stem = f"91330302MA2H{number:05d}"
    return stem + uscc_check_character(stem)


def accept(stage: Scene, pk: int) -> Decide:
    return lambda: _unless_done(lambda: services.accept_case(stage.officer(), AcceptCase(pk)))


def finish(stage: Scene, pk: int) -> Decide:
    return lambda: _unless_done(lambda: services.finish_case(stage.officer(), FinishCase(pk)))


def _unless_done(decide: Decide) -> None:
    """Who presses the button again after a crash is told that it is done, where it is done."""
    try:
        decide()
    except Refused as refused:
        if [reason.code for reason in refused.verdict.failures] != ["flow.state"]:
            raise


def closing(stage: Scene) -> int:
    """An institution that was filed and has no children hands in its end."""
    case = services.open_case(stage.head(), OpenCase(stage.institution.pk, "closure"))
    told = {
        "from_on": stage.head().today.isoformat(),
        "reason": "租约到期",
        "children": 0,
        "has_refunded": True,
    }
    services.save_case(stage.head(), SaveCase(case.pk, told))
    services.submit_case(stage.head(), SubmitCase(case.pk, has_promised=True))
    return case.pk


def trace(pk: int, act: str) -> str:
    """``none``: as if nobody had pressed the button; ``whole``: everything a decision means; else what is torn."""
    case = FilingCase.objects.unscoped("tests").select_related("institution").get(pk=pk)
    rows = list(Receipt.objects.unscoped("tests").filter(institution=case.institution).order_by("pk"))
    told = Entry.objects.unscoped("tests").filter(verb=f"filing.case.{act}", object_id=str(pk), result="ok")
    running = Clock.objects.unscoped("tests").filter(
        kind="filing_receipt", subject_id=pk, met_on__isnull=True, cancelled_on__isnull=True
    )
    case.institution.refresh_from_db()
    state, receipt = AFTER[act]
    is_number_taken = Series.objects.unscoped("tests").filter(series="filing.receipt").exists()
    found = (
        case.state,
        tuple(row.state for row in rows),
        told.count(),
        running.exists(),
        case.institution.standing,
    )
    if act == "accept":
        before, after = ("submitted", (), 0, True, "registered"), (state, (receipt,), 1, False, "filed")
    else:
        before, after = ("submitted", ("valid",), 0, True, "filed"), (state, (receipt,), 1, False, "closed")
    if found == before:
        return "none"
    if found == after and is_number_taken and all(_is_printed(row) for row in rows):
        return "whole"
    return str(found)


def _is_printed(row: Receipt) -> bool:
    """Both papers lie in the store byte for byte (``open_file`` holds them against their digest)."""
    return all(
        stored is not None and open_file(system(), stored).read(5) == b"%PDF-"
        for stored in (row.paper, row.notice)
    )


def numbers() -> list[int]:
    """The serials of the receipts."""
    rows = Receipt.objects.unscoped("tests").order_by("number").values_list("number", flat=True)
    return [int(number[-4:]) for number in rows]


def main(kills: int, seed: int, *control: str) -> dict[str, Any]:
    call_command("migrate", interactive=False, verbosity=0)
    dice, is_careless = random.Random(seed), "careless" in control
    # Enough that deaths after the commit, which decide, do not use them all up.
    stages = [scene(name=f"第{number}托育园", uscc=uscc(number)) for number in range(max(3, 2 * kills // 3))]
    found: dict[str, Any] = {"database": connection.vendor, "kills": 0, "died": Counter(), "torn": []}
    for act, share in (("accept", kills - kills // 3), ("finish", kills // 3)):
        cases = {(submitted(stage).pk if act == "accept" else closing(stage)): stage for stage in stages}
        decisions = {pk: (accept if act == "accept" else finish)(stage, pk) for pk, stage in cases.items()}
        killer = Killer(act, dice, is_careless=is_careless)
        _murder(killer, act, decisions, share, found)
        for pk, decide in decisions.items():
            killer.let_through(decide)
            if (now := trace(pk, act)) != "whole":
                found["torn"].append(f"{act} at last: {now}")
        found[f"seconds_of_{act}"] = round(killer.seconds, 2)
        if found["torn"]:
            break  # what was torn cannot be closed
    serials = numbers()
    taken = Series.objects.unscoped("tests").get(series="filing.receipt").last
    return found | {
        "decisions": 2 * len(stages),
        "receipts": len(serials),
        "gaps": sorted(set(range(1, taken + 1)) - set(serials)),
        "doubled": len(serials) - len(set(serials)),
    }


def _murder(
    killer: Killer, act: str, decisions: dict[int, Decide], kills: int, found: dict[str, Any]
) -> None:
    """Kill until so many died; each death is looked at."""
    waiting = list(decisions)
    while waiting and killer.died.total() < kills:
        pk = waiting[0]
        killer.kill(decisions[pk])
        now = trace(pk, act)
        if now == "whole":
            waiting.pop(0)
        elif now != "none":
            found["torn"].append(f"{act}: {now}")
            waiting.pop(0)
    found["kills"] += killer.died.total()
    found["died"].update({f"{act} {point}": count for point, count in killer.died.items()})


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]), ensure_ascii=False))
