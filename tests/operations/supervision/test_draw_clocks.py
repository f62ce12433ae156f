"""What a department still owes a draw waits on its 我的待办, late ones too; nothing of the secret stands there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.draw_world import (
    OPEN_BY,
    SEAL_BY,
    SECOND,
    a_draw_stage,
    finished,
    frozen,
    opened,
    sealed,
)
from tests.operations.supervision.world import Stage
from tests.registers.institutions.world import system
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.queries import inbox, stand
from tuoyu.foundation.deadlines.words import ClockState
from tuoyu.foundation.notices.models import Notice
from tuoyu.operations.supervision.commands.draws import FinishDraw, RevealDraw, SealDraw, VoidDraw
from tuoyu.operations.supervision.jobs import draws as jobs
from tuoyu.operations.supervision.models import DrawParty
from tuoyu.operations.supervision.services.draws import finish_draw, reveal_draw, seal_draw, void_draw
from tuoyu.operations.supervision.services.draws_calling import call_draws

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return a_draw_stage()


def waiting(stage: Stage, key: str, now: datetime = NOW) -> list[tuple[str, ClockState]]:
    ctx = stage.ctx(key, now)
    return [(clock.kind, stand(ctx, clock).state) for clock in inbox(ctx)]


def kinds(stage: Stage, key: str, now: datetime = NOW) -> list[str]:
    return [kind for kind, _ in waiting(stage, key, now)]


def test_a_frozen_draw_waits_for_the_seal_of_each_department_and_is_late_after_its_day(stage: Stage) -> None:
    opened(stage)
    assert kinds(stage, "lead") == []
    draw = frozen(stage)
    for key in ("lead", "market_lead"):
        (clock,) = inbox(stage.ctx(key))
        assert (clock.kind, clock.due_on, clock.link) == (
            "draw_seal",
            SEAL_BY.date(),
            f"/supervision/draws/{draw.pk}/",
        )
        assert draw.title in clock.title
    assert kinds(stage, "ann") == []
    seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    assert kinds(stage, "lead") == []
    late = SEAL_BY + timedelta(days=1)
    assert waiting(stage, "market_lead", late) == [("draw_seal", ClockState.OVERDUE)]


def test_the_last_seal_asks_every_department_to_open(stage: Stage) -> None:
    draw = sealed(stage)
    for key in ("lead", "market_lead"):
        (clock,) = inbox(stage.ctx(key))
        assert (clock.kind, clock.due_on) == ("draw_open", OPEN_BY.date())
    reveal_draw(stage.ctx("lead", NOW + SECOND), RevealDraw(draw.pk))
    assert kinds(stage, "lead") == []
    late = OPEN_BY + timedelta(days=1)
    assert waiting(stage, "market_lead", late) == [("draw_open", ClockState.OVERDUE)]


def test_a_draw_finished_without_a_department_asks_nothing_more_of_it(stage: Stage) -> None:
    draw = sealed(stage)
    reveal_draw(stage.ctx("lead", NOW + SECOND), RevealDraw(draw.pk))
    finish_draw(stage.ctx("lead", OPEN_BY + SECOND), FinishDraw(draw.pk))
    assert kinds(stage, "market_lead", OPEN_BY + SECOND) == []
    ends = (
        Clock.objects.unscoped("tests").filter(kind="draw_open").values_list("unit", "met_on", "cancelled_on")
    )
    assert set(ends) == {
        (stage.units["health"].pk, NOW.date(), None),
        (stage.units["market"].pk, None, OPEN_BY.date()),
    }


def test_a_void_draw_asks_nothing_more_of_anybody(stage: Stage) -> None:
    draw = frozen(stage)
    void_draw(stage.ctx("lead"), VoidDraw(draw.pk, "名单漏了两家"))
    assert kinds(stage, "lead") == kinds(stage, "market_lead") == []
    assert Clock.objects.unscoped("tests").filter(cancelled_on=NOW.date(), met_on=None).count() == 2


def test_call_draws_asks_those_who_sealed_once_the_day_of_sealing_is_over(stage: Stage) -> None:
    draw = frozen(stage)
    seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    jobs.open_ceremonies(system(SEAL_BY))
    assert kinds(stage, "lead") == []
    night = SEAL_BY + timedelta(hours=1)
    jobs.open_ceremonies(system(night))
    assert kinds(stage, "lead", night) == ["draw_open"]
    assert kinds(stage, "market_lead", night) == ["draw_seal"]
    told = Notice.objects.unscoped("tests").filter(title="双随机抽取：请公开密数")
    assert [(each.unit_id, "封存已经截止" in each.sentence) for each in told] == [
        (stage.units["health"].pk, True)
    ]
    jobs.open_ceremonies(system(night + SECOND))
    assert Entry.objects.unscoped("tests").filter(verb="supervision.draw.call").count() == 1
    reveal_draw(stage.ctx("lead", night), RevealDraw(draw.pk))
    assert call_draws(system(night + SECOND)) == 0
    assert kinds(stage, "lead", night) == []
    assert Entry.objects.unscoped("tests").filter(verb="supervision.draw.call").count() == 2


def test_call_draws_leaves_alone_what_nobody_can_open_any_more(stage: Stage) -> None:
    draw = frozen(stage)
    seal_draw(stage.ctx("lead"), SealDraw(draw.pk))
    assert call_draws(system(OPEN_BY + SECOND)) == 0
    finished(stage)
    assert call_draws(system(SEAL_BY + SECOND)) == 1


def test_the_inbox_leads_to_the_draw_and_holds_no_secret(stage: Stage) -> None:
    draw = sealed(stage)
    secrets = [party.secret.reveal() for party in DrawParty.objects.unscoped("tests").all()]
    shown: dict[str, Any] = {}
    with time_machine.travel(NOW, tick=False):
        for key in ("lead", "market_lead"):
            shown[key] = client_of(stage.users[key]).get("/inbox/").content.decode()
    for page in shown.values():
        assert f"公开密数 {draw.title}" in page
        assert f"/supervision/draws/{draw.pk}/" in page
    stored = [str(row) for row in Clock.objects.unscoped("tests").values()]
    stored += [str(row) for row in Entry.objects.unscoped("tests").values()]
    assert secrets
    assert not [secret for secret in secrets for text in (*shown.values(), *stored) if secret in text]
