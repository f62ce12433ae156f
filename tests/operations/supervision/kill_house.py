"""A house in which the handing in and closing of findings is murdered: ``python -m tests.operations.supervision.kill_house KILLS SEED [careless]``.

The same killer as for decisions about filings (``tests/operations/filing/kill_house.py``), at the steps of these acts. After
each death the act is whole with its round, picture, clocks, timeline and journal, or there is no trace of it. At last all
is let through. ``careless`` commits right after the state was written: the control.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from tests.operations.filing import kill_house as house  # sets Django up

from tests.operations.supervision.mending_world import found, handed_in, picture  # isort: skip
from tests.operations.supervision.world import Stage, a_stage  # isort: skip

from django.core.management import call_command  # isort: skip
from django.db import connection  # isort: skip

from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.casework.queries import timeline
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import CloseFinding, SubmitFinding
from tuoyu.operations.supervision.models import Finding, Proof
from tuoyu.operations.supervision.queries.findings import rectifications_of
from tuoyu.operations.supervision.services import findings, judging

Act = Callable[[], object]
house.STEPS.update(
    {
        "submit": (
            (findings, "advance"),
            (findings, "store_file"),
            (findings, "start_clock"),
            (findings, "tell_department"),
            (connection, "_commit"),
        ),
        "close": (
            (judging, "advance"),
            (judging, "announce"),
            (judging, "tell_institution"),
            (judging, "credit_finding"),
            (connection, "_commit"),
        ),
    }
)
# State, adequacies, pictures, entries of the journal, open clocks, lines of the timeline.
BEFORE = {
    "submit": ("open", (), 0, 0, ("finding_major",), 1),
    "close": ("submitted", ("waiting",), 1, 0, ("finding_check",), 2),
}
AFTER = {
    "submit": ("submitted", ("waiting",), 1, 1, ("finding_check",), 2),
    "close": ("closed", ("enough",), 1, 1, (), 3),
}


class Killer(house.Killer):
    """``careless`` commits after the state was written, as programs do that save row by row."""

    def _around(self, owner: Any, name: str, point: str, passing: int) -> AbstractContextManager[Any]:
        patch = super()._around(owner, name, point, passing)
        if not self._is_careless or name != "advance":
            return patch  # type: ignore[no-any-return]
        works = getattr(owner, name)

        def commits(*given: Any, **named: Any) -> Any:
            answer = works(*given, **named)
            house._commit_here()
            return answer

        with mock.patch.object(owner, name, commits):
            return super()._around(owner, name, point, passing)  # type: ignore[no-any-return]


def submit(stage: Stage, pk: int) -> Act:
    return lambda: _unless_done(
        lambda: findings.submit_finding(stage.ctx("head"), SubmitFinding(pk, "补了记录", (picture(),)))
    )


def close(stage: Stage, pk: int) -> Act:
    return lambda: _unless_done(lambda: judging.close_finding(stage.ctx("bo"), CloseFinding(pk, "看了照片")))


def _unless_done(act: Act) -> None:
    """Who presses the button again after a crash is told that it is done, where it is done."""
    try:
        act()
    except Refused as refused:
        if [reason.code for reason in refused.verdict.failures] != ["flow.state"]:
            raise


def trace(pk: int, act: str) -> str:
    """``none``: as if nobody had pressed the button; ``whole``: everything the act means; else what is torn."""
    finding = Finding.objects.unscoped("tests").get(pk=pk)
    verb = f"supervision.finding.{act}"
    told = Entry.objects.unscoped("tests").filter(verb=verb, object_id=str(pk), result="ok")
    running = Clock.objects.unscoped("tests").filter(
        subject_type="supervision.finding", subject_id=pk, met_on__isnull=True, cancelled_on__isnull=True
    )
    now = (
        finding.state,
        tuple(row.adequacy for row in rectifications_of(finding)),
        Proof.objects.unscoped("tests").filter(finding=finding).count(),
        told.count(),
        tuple(running.order_by("kind").values_list("kind", flat=True)),
        timeline(finding).count(),
    )
    return {BEFORE[act]: "none", AFTER[act]: "whole"}.get(now, str(now))


def main(kills: int, seed: int, *control: str) -> dict[str, Any]:
    call_command("migrate", interactive=False, verbosity=0)
    dice, is_careless = random.Random(seed), "careless" in control
    stage = a_stage()
    told: dict[str, Any] = {"database": connection.vendor, "kills": 0, "died": Counter(), "torn": []}
    for act, do, make in (("submit", submit, found), ("close", close, handed_in)):
        # Enough that deaths after the commit, which decide, do not use them all up.
        waiting = [make(stage).pk for _ in range(kills)]
        acts = {pk: do(stage, pk) for pk in waiting}
        killer = Killer(act, dice, is_careless=is_careless)
        _murder(killer, act, acts, kills // 2, told)
        for pk, again in acts.items():
            killer.let_through(again)
            if (now := trace(pk, act)) != "whole":
                told["torn"].append(f"{act} at last: {now}")
        told[f"seconds_of_{act}"] = round(killer.seconds, 2)
    return told


def _murder(killer: Killer, act: str, acts: dict[int, Act], kills: int, told: dict[str, Any]) -> None:
    """Kill until so many died; each death is looked at."""
    waiting = list(acts)
    while waiting and killer.died.total() < kills:
        pk = waiting[0]
        killer.kill(acts[pk])
        now = trace(pk, act)
        if now == "none":
            continue
        if now != "whole":
            told["torn"].append(f"{act}: {now}")
        waiting.pop(0)
    told["kills"] += killer.died.total()
    told["died"].update({f"{act} {point}": count for point, count in killer.died.items()})


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]), ensure_ascii=False))
