"""A stage with two departments, open institutions and a draw at any point of its ceremony."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.operations.supervision.world import SINCE, Stage, a_stage
from tests.registers.institutions.world import an_institution
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.draws import (
    FinishDraw,
    FreezeDraw,
    OpenDraw,
    RevealDraw,
    SealDraw,
)
from tuoyu.operations.supervision.models import Draw, Recusal
from tuoyu.operations.supervision.services.draws import (
    finish_draw,
    freeze_draw,
    open_draw,
    reveal_draw,
    seal_draw,
)
from tuoyu.registers.institutions.models import Institution

SHARES = {"A": 500, "B": 5000, "C": 10_000, "D": 10_000}
SEAL_BY = NOW + timedelta(days=1)
OPEN_BY = NOW + timedelta(days=2)
SECOND = timedelta(seconds=1)


def a_draw_stage(places: int = 6) -> Stage:
    """The stage of supervision with ``places`` more institutions, all open."""
    stage = a_stage()
    for number in range(places):
        an_institution(f"第{number}托育园", f"91330302MA2HX{number:04}0")
    Institution.objects.unscoped("tests").update(standing="open")
    return stage


def terms(stage: Stage, **changes: object) -> OpenDraw:
    facts: dict[str, object] = {
        "title": "2021年第二季度联合抽查",
        "crews": ((stage.units["health"].pk, 1), (stage.units["market"].pk, 1)),
        "shares": SHARES,
        "seal_by_at": SEAL_BY,
        "open_by_at": OPEN_BY,
        "quorum": 1,
    }
    return OpenDraw(**(facts | changes))  # type: ignore[arg-type]


def opened(stage: Stage, **changes: object) -> Draw:
    return open_draw(stage.ctx("lead"), terms(stage, **changes))


def frozen(stage: Stage, **changes: object) -> Draw:
    return freeze_draw(stage.ctx("lead"), FreezeDraw(opened(stage, **changes).pk))


def sealed(stage: Stage, now: datetime = NOW, **changes: object) -> Draw:
    """Both departments have sealed."""
    draw = frozen(stage, **changes)
    for key in ("lead", "market_lead"):
        seal_draw(stage.ctx(key, now), SealDraw(draw.pk))
    return draw


def finished(stage: Stage, beacon: str = "", **changes: object) -> Draw:
    draw = sealed(stage, **changes)
    for key in ("lead", "market_lead"):
        reveal_draw(stage.ctx(key, NOW + SECOND), RevealDraw(draw.pk))
    return finish_draw(stage.ctx("lead", NOW + 2 * SECOND), FinishDraw(draw.pk, beacon))


def keep_away(stage: Stage, inspector: str, place: Institution) -> Recusal:
    return Recusal.objects.create(
        inspector=stage.inspectors[inspector], institution=place, kind="kinship", since_on=SINCE
    )


def again(draw: Draw) -> Draw:
    """As it stands now."""
    return Draw.objects.unscoped("tests").get(pk=draw.pk)


def refused(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value
