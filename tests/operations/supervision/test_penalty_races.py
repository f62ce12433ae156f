"""Two organs decide about one wrong in the same moment: one fine stands (一事不二罚款), whichever way each of them goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.filing.racing import at_once
from tests.operations.supervision.penalty_world import LATER, WAN, deciding, opening, staffed
from tests.operations.supervision.world import SINCE, Stage, a_stage
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.papers.models import Series
from tuoyu.kernel.context import PostRef
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.commands.penalties import ConcludePenalty, ImposePenalty, TellPenalty
from tuoyu.operations.supervision.models import Inspector, Penalty
from tuoyu.operations.supervision.queries.penalties import past_of
from tuoyu.operations.supervision.services import penalties as services
from tuoyu.operations.supervision.services import penalty_decisions, penalty_spot
from tuoyu.operations.supervision.services.findings import open_finding

pytestmark = pytest.mark.django_db(transaction=True)
# Both organs may punish them; past cases about one are no past cases about the other.
OFFENCES = {"market": "PRT-001", "education": "PRT-002"}
# Long enough for the other organ to come to the same place, if nothing kept it back.
PAUSE_SECONDS = 0.5


@pytest.fixture(autouse=True)
def _on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looked up earlier fines waits before it goes on: without a lock both would have looked before either decided."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time; nothing to race")
    for module in (penalty_decisions, penalty_spot):
        monkeypatch.setattr(module, "fined_before", _slowly(module.fined_before))


def _slowly(look: Callable[[Penalty], list[str]]) -> Callable[[Penalty], list[str]]:
    def looked(case: Penalty) -> list[str]:
        found = look(case)
        time.sleep(PAUSE_SECONDS)
        return found

    return looked


def two_organs() -> Stage:
    """The market regulator and an education bureau, each with lead, head and two officers."""
    stage = staffed(a_stage())
    stage.units["education"] = make_unit("jyj", "区教育局")
    cast = (
        ("edu_lead", "inspection_lead"),
        ("edu_chief", "unit_head"),
        ("fei", "inspector"),
        ("gao", "inspector"),
    )
    for key, role in cast:
        unit = stage.units["education"]
        stage.users[key] = make_user(key, f"{key}君")
        post = make_post(stage.users[key], unit, role)
        stage.posts[key] = PostRef(post.pk, unit.pk, unit.name, role, unit.area)
        if role == "inspector":
            stage.inspectors[key] = Inspector.objects.create(
                unit=unit, user=stage.users[key], kind="officer", name=f"{key}君", certificate_no=f"教{key}", since_on=SINCE
            )  # fmt: skip
    return stage


PEOPLE = {
    "market": ("market_lead", "market_chief", ("cai", "dong")),
    "education": ("edu_lead", "edu_chief", ("fei", "gao")),
}


def one_finding(stage: Stage) -> int:
    command = OpenFinding(stage.place.pk, stage.units["market"].pk, "grave", "没有查询", NOW, "cai君")
    return int(open_finding(house_of(stage.ctx("cai")), command).pk)


def named(stage: Stage, organ: str, finding: int) -> dict[str, Any]:
    return {
        "unit_id": stage.units[organ].pk,
        "offence": OFFENCES[organ],
        "officer_ids": tuple(stage.inspectors[key].pk for key in PEOPLE[organ][2]),
        "finding_ids": (finding,),
    }


def ordinary(stage: Stage, organ: str, finding: int) -> Callable[[], str]:
    """A case that was told, to be decided in the race."""
    lead, chief, _ = PEOPLE[organ]
    case = services.open_penalty(stage.ctx(lead), opening(stage, **named(stage, organ, finding)))
    services.conclude_penalty(stage.ctx(lead), ConcludePenalty(case.pk, case.facts, ("笔录",)))
    case = services.tell_penalty(stage.ctx(lead), TellPenalty(case.pk, ("fine",), WAN))
    ctx = stage.ctx(chief, LATER)
    command = deciding(case, WAN, ctx.today)
    return lambda: _said(lambda: penalty_decisions.decide_penalty(ctx, command))


def spot(stage: Stage, organ: str, finding: int) -> Callable[[], str]:
    ctx = stage.ctx(PEOPLE[organ][2][0], LATER)
    wrong = opening(stage, **named(stage, organ, finding))
    command = ImposePenalty(
        wrong, ("fine",), "园内", 10_000, has_shown_card=True, has_told_rights=True, signed_by="head君",
        seen_digest=past_of(wrong.offence, ctx.today, is_simple=True).digest,
    )  # fmt: skip
    return lambda: _said(lambda: penalty_spot.impose_penalty(ctx, command))


def _said(act: Callable[[], Penalty]) -> str:
    try:
        return act().number and "fined"
    except Refused as refused:
        return refused.verdict.failures[0].code


@pytest.mark.parametrize(("market", "education"), [(ordinary, ordinary), (spot, spot), (ordinary, spot)])
def test_two_organs_fine_one_wrong_once(market: Any, education: Any) -> None:
    stage = two_organs()
    finding = one_finding(stage)
    acts = [market(stage, "market", finding), education(stage, "education", finding)]
    assert sorted(at_once(acts)) == ["fined", "supervision.penalty.twice"]
    fined = Penalty.objects.unscoped("tests").filter(decided_fine_fen__gt=0)
    assert fined.count() == 1
    # Who came second gave its number back.
    taken = Series.objects.unscoped("tests").filter(
        series__regex=r"^supervision\.penalty(_simple)?\.", last__gt=0
    )
    assert taken.count() == 1
