"""A house in which penalties are murdered: ``python -m tests.operations.supervision.penalty_kill_house KILLS SEED [careless]``.

Runs as a program of its own (``test_penalty_kills.py`` starts it) on the empty database of ``TUOYU_DATABASE_URL``. Decisions are
signed in forked children that are killed by SIGKILL at a chosen step or at a random moment. After each death everything
is looked at: number, paper, credit, event and clocks are all there, or there is no trace. At last all is let through.
``careless`` commits right after the number was taken, as simple programs do: the control.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tuoyu.config.settings"
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.operations.filing import kill_house as machine  # noqa: E402
from tests.operations.supervision.penalty_world import LATER, WAN, another_place, deciding, staffed, told  # noqa: E402
from tests.operations.supervision.world import Stage, a_stage  # noqa: E402
from tests.registers.institutions.world import system  # noqa: E402
from tuoyu.foundation.audit.models import Entry  # noqa: E402
from tuoyu.foundation.deadlines.models import Clock  # noqa: E402
from tuoyu.foundation.files.services import open_file  # noqa: E402
from tuoyu.foundation.jobs.handlers import subscribe  # noqa: E402
from tuoyu.foundation.jobs.models import Job  # noqa: E402
from tuoyu.foundation.papers.models import Series  # noqa: E402
from tuoyu.kernel.context import Ctx  # noqa: E402
from tuoyu.operations.supervision.events.penalties import PenaltyDecided  # noqa: E402
from tuoyu.operations.supervision.models import Penalty  # noqa: E402
from tuoyu.operations.supervision.services import penalty_decisions, penalty_papers, penalty_telling  # noqa: E402
from tuoyu.registers.credit.models import CreditFact  # noqa: E402

Decide = Callable[[], object]
# How long a decision takes, about: a moment of it is chosen at random.
_USUAL = 1.0
SERIES = "supervision.penalty.market"
machine.STEPS["decide"] = (
    (penalty_papers, "take_number"),
    (penalty_papers, "render_paper"),
    (penalty_papers, "store_file"),
    (penalty_telling, "record_fact"),
    (penalty_decisions, "advance"),
    (penalty_decisions, "start_clock"),
    (penalty_decisions, "tell_lead"),
    (connection, "_commit"),
)


@subscribe(PenaltyDecided)
def hear_of_it(_ctx: Ctx, _event: PenaltyDecided) -> None:
    """Somebody listens, so that the event is a row of the transaction."""


def _stock(stage: Stage, count: int) -> None:
    """Cases that were told. Each wrong stands alone, or it would be fined twice."""
    places = [another_place(number, machine.uscc(number)) for number in range(count // 20 + 1)]
    for number in range(count):
        day = LATER.date() - timedelta(days=12 + number % 20 // 2)
        offence = ("PRT-001", "PRT-002")[number % 2]
        told(stage, WAN, offence=offence, occurred_on=day, institution_id=places[number // 20].pk)


def decide(stage: Stage, pk: int) -> Decide:
    ctx = stage.ctx("market_chief", LATER)

    def run() -> object:
        case = Penalty.objects.unscoped("tests").get(pk=pk)
        return machine._unless_done(
            lambda: penalty_decisions.decide_penalty(ctx, deciding(case, WAN, ctx.today))
        )

    return run


def trace(pk: int) -> str:
    """``none``: as if nobody had signed; ``whole``: everything a decision means; else what is torn."""
    case = Penalty.objects.unscoped("tests").select_related("paper", "fact").get(pk=pk)
    entries = Entry.objects.unscoped("tests").filter(
        verb="supervision.penalty.decide", object_id=str(pk), result="ok"
    )
    clocks = Clock.objects.unscoped("tests").filter(subject_type="supervision.penalty", subject_id=pk)
    facts = CreditFact.objects.unscoped("tests").filter(source_key=f"supervision.penalty:{pk}")
    found = (
        case.state,
        bool(case.number),
        case.paper is not None,
        case.fact is not None,
        entries.count(),
        facts.count(),
        Job.objects.filter(handler__contains="hear_of_it", ids__penalty_id=pk).count(),
        clocks.filter(kind="penalty_decide", met_on__isnull=False).count(),
        clocks.filter(kind__in=("penalty_serve", "penalty_publish")).count(),
    )
    if found == ("told", False, False, False, 0, 0, 0, 0, 0):
        return "none"
    if found == ("decided", True, True, True, 1, 1, 1, 1, 2) and _is_printed(case):
        return "whole"
    return str(found)


def _is_printed(case: Penalty) -> bool:
    """The paper lies in the store byte for byte (``open_file`` holds it against its digest)."""
    return case.paper is not None and open_file(system(), case.paper).read(5) == b"%PDF-"


def main(kills: int, seed: int, *control: str) -> dict[str, Any]:
    call_command("migrate", interactive=False, verbosity=0)
    stage = staffed(a_stage())
    killer = machine.Killer("decide", random.Random(seed), is_careless="careless" in control)
    count = max(8, kills)
    # Told in a child: the typesetter's threads do not survive a fork, so the parent of the murdered never sets a page.
    killer.let_through(lambda: _stock(stage, count))
    cases = list(Penalty.objects.unscoped("tests").order_by("pk").values_list("pk", flat=True))
    decisions = {pk: decide(stage, pk) for pk in cases}
    found: dict[str, Any] = {"database": connection.vendor, "torn": []}
    killer.seconds = _USUAL
    _murder(killer, decisions, kills, found)
    for pk, sign in decisions.items():
        killer.let_through(sign)
        if (now := trace(pk)) != "whole":
            found["torn"].append(f"at last: {now}")
    numbers = Penalty.objects.unscoped("tests").exclude(number="").values_list("number", flat=True)
    serials = sorted(int(number.rpartition("〕")[2].removesuffix("号")) for number in numbers)
    taken = Series.objects.unscoped("tests").get(series=SERIES).last
    return found | {
        "kills": killer.died.total(),
        "died": Counter(killer.died),
        "decisions": len(cases),
        "numbers": len(serials),
        "gaps": sorted(set(range(1, taken + 1)) - set(serials)),
        "doubled": len(serials) - len(set(serials)),
    }


def _murder(killer: machine.Killer, decisions: dict[int, Decide], kills: int, found: dict[str, Any]) -> None:
    """Kill until so many died; each death is looked at."""
    waiting = list(decisions)
    while waiting and killer.died.total() < kills:
        pk = waiting[0]
        killer.kill(decisions[pk])
        now = trace(pk)
        if now != "none":
            waiting.pop(0)
        if now not in {"none", "whole"}:
            found["torn"].append(now)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]), ensure_ascii=False))
