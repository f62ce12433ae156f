"""The story of the demonstration on a small district: every fate is reached, and nothing was written past the services."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.demo.penalties import seed_penalties
from tuoyu.operations.supervision.models import Challenge, Inspector, Penalty, Publication, Transfer
from tuoyu.operations.supervision.queries.penalties import published_penalties
from tuoyu.registers.institutions.models import Institution

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
CODES = {"sjj": "market", "jyj": "education", "wjj": "health"}


def staffed(stage: Stage) -> None:
    """An education bureau, and two officers with certificates in each organ."""
    stage.units["education"] = make_unit("jyj", "区教育局")
    for key, role in (("edu_lead", "inspection_lead"), ("edu_chief", "unit_head")):
        stage.users[key] = make_user(key, f"{key}君")
        make_post(stage.users[key], stage.units["education"], role)
    for number, unit in enumerate(CODES.values()):
        for more in range(2):
            Inspector.objects.create(
                unit=stage.units[unit], kind="officer", name=f"证{number}{more}", certificate_no=f"证{number}{more}", since_on=date(2020, 1, 1)
            )  # fmt: skip


def test_every_fate_is_reached() -> None:
    stage = a_stage()
    staffed(stage)
    Institution.objects.unscoped("tests").update(standing="open")
    people = {
        ("sjj", "inspection_lead"): "market_lead", ("sjj", "unit_head"): "market_chief", ("sjj", "inspector"): "cai", ("jyj", "inspection_lead"): "edu_lead",
        ("jyj", "unit_head"): "edu_chief", ("wjj", "inspection_lead"): "lead", ("wjj", "unit_head"): "chief", ("", "coordinator"): "office",
    }  # fmt: skip

    def ctx_of(unit: str, role: str, at: datetime) -> Ctx:
        return Ctx(actor_of(stage.users[people[unit, role]], TODAY), at, "demo", "330302")

    units = {code: stage.units[name] for code, name in CODES.items()}
    told = seed_penalties(system, ctx_of, District.load("330302"), units, TODAY)
    cases = list(Penalty.objects.unscoped("tests"))
    assert told == len(cases) == 16
    assert Counter(case.state for case in cases) == {
        "closed": 9, "revoked": 1, "served": 2, "spared": 1, "told": 1, "called": 1, "opened": 1,
    }  # fmt: skip
    assert Counter(row.state for row in Transfer.objects.unscoped("tests")) == {"answered": 1, "sent": 1}
    shown = {each.penalty_id for each in published_penalties(TODAY)}
    assert 4 <= len(shown) <= 9
    faded = Publication.objects.unscoped("tests").filter(
        display_until_on__lt=TODAY, withdrawn_at__isnull=True
    )
    assert faded.exists()
    assert not shown & set(faded.values_list("penalty_id", flat=True))
    spot = next(case for case in cases if case.is_simple)
    assert (spot.state, spot.number[:5]) == ("closed", "市监当罚〔")
    outcomes = Challenge.objects.unscoped("tests").values_list("penalty__state", "outcome")
    assert sorted(outcomes) == [("closed", "upheld"), ("revoked", "annulled")]
