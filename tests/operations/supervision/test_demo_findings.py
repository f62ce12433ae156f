"""The story of the demonstration on a small district: every kind of life is in it, and nothing was written past the services."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.operations.supervision.mending_world import another_place, found
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.demo.findings import seed_findings
from tuoyu.operations.supervision.models import (
    Charge,
    Conduct,
    Fee,
    Finding,
    Objection,
    Rectification,
    SelfCheck,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PEOPLE = {
    ("wjj", "inspection_lead"): "lead",
    ("wjj", "inspector"): "bo",
    ("scjgj", "inspection_lead"): "market_lead",
    ("scjgj", "inspector"): "cai",
}


def test_seed_findings_tells_every_kind_of_life(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    stage = a_stage()
    stage.place.standing = "open"
    stage.place.save(update_fields=["standing"])
    place = another_place(stage, form=stage.place.form)
    for number in range(60):
        day = TODAY - timedelta(days=500 - number * 8 - (20 if number > 57 else 0))
        severity = ("minor", "major", "grave")[number % 3]
        item = ("SAN-001", "FIRE-001", "REG-001")[number % 3]
        at = stage.place if number % 2 else place
        found(stage, severity, now=datetime.combine(day, time(10), CHINA), item=item, at=at)
    made = seed_findings(system, ctx_of(stage), District.load("330302"), {"wjj": 1, "scjgj": 2}, TODAY)
    assert made == 60
    states = Counter(row.state for row in Finding.objects.unscoped("tests").order_by("pk"))
    assert states["closed"] > 40
    assert states["open"] + states["returned"] + states["submitted"] + states["look_back"] > 0
    assert Finding.objects.unscoped("tests").filter(repeats=1).exists()
    rounds = Rectification.objects.unscoped("tests")
    assert rounds.filter(is_late=True).exists()
    assert rounds.filter(adequacy="returned").exists()
    assert Objection.objects.unscoped("tests").exists()
    assert SelfCheck.objects.unscoped("tests").exists()
    assert Fee.objects.unscoped("tests").count() == 4
    assert Charge.objects.unscoped("tests").exclude(faults=[]).exists()
    assert Conduct.objects.unscoped("tests").filter(kind="food", faults=[]).exists()
    late = Finding.objects.unscoped("tests").filter(closed_at__gt=NOW + timedelta(days=1))
    assert not late.exists(), "nothing happens after today"


def ctx_of(stage: Stage) -> object:
    def act(unit: str, role: str, at: datetime) -> Ctx:
        return stage.ctx(PEOPLE[unit, role], at)

    return act
