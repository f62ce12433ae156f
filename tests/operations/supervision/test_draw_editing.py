"""A draft is changed as long as nothing of it was published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.draw_world import (
    OPEN_BY,
    SEAL_BY,
    SECOND,
    SHARES,
    a_draw_stage,
    again,
    finished,
    frozen,
    opened,
    terms,
)
from tests.operations.supervision.world import Stage
from tuoyu.foundation.casework.models import Step
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.draws import EditDraw, FreezeDraw, VoidDraw
from tuoyu.operations.supervision.flow.draws import DrawState
from tuoyu.operations.supervision.models import Draw, Inspector
from tuoyu.operations.supervision.queries.draws import document_of, parties_of
from tuoyu.operations.supervision.services.draws import freeze_draw, void_draw
from tuoyu.operations.supervision.services.draws_editing import edit_draw

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return a_draw_stage()


def refused(stage: Stage, key: str, draw: Draw, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        edit_draw(stage.ctx(key), EditDraw(draw.pk, terms(stage, **changes)))
    return caught.value


def test_edit_draw_puts_other_terms_and_departments_in_the_place_of_the_old(stage: Stage) -> None:
    draw = opened(stage)
    later = OPEN_BY + timedelta(days=3)
    new = terms(
        stage,
        title="夏季联合抽查",
        crews=((stage.units["health"].pk, 2),),
        shares={**SHARES, "A": 900},
        seal_by_at=later,
        open_by_at=later,
        is_fresh_only=False,
        beacon_name="时间信标",
        beacon_round=7,
    )
    edit_draw(stage.ctx("lead"), EditDraw(draw.pk, new))
    kept = again(draw)
    assert (kept.number, kept.state, kept.title) == (draw.number, DrawState.DRAFT, "夏季联合抽查")
    assert (kept.shares["A"], kept.seal_by_at, kept.open_by_at) == (900, later, later)
    assert (kept.is_fresh_only, kept.beacon_name, kept.beacon_round) == (False, "时间信标", 7)
    assert [(party.code, party.size) for party in parties_of(draw)] == [("wjj", 2)]
    step = Step.objects.unscoped("tests").filter(subject_id=draw.pk, move="edit").get()
    assert step.note == "改了名称、参加部门和人数、抽取比例、今年查过的抽不抽、封存截止、公开截止、公共随机数"
    rules = document_of(freeze_draw(stage.ctx("lead"), FreezeDraw(draw.pk)))["rules"]
    assert [(crew["department"], crew["size"]) for crew in rules["crews"]] == [("wjj", 2)]


def test_edit_draw_asks_of_the_terms_what_beginning_asked(stage: Stage) -> None:
    draw = opened(stage)
    for changes, word in (
        ({"crews": ((stage.units["market"].pk, 2),)}, "发起的部门自己"),
        ({"quorum": 3}, "1到2之间"),
        ({"seal_by_at": NOW - SECOND}, "已经过去"),
        ({}, "没有改动"),
    ):
        error = refused(stage, "lead", draw, **changes)
        assert error.status == 422
        assert word in str(error)
    assert len(parties_of(draw)) == 2


def test_edit_draw_is_for_the_department_that_began_it(stage: Stage) -> None:
    draw = opened(stage)
    assert refused(stage, "market_lead", draw, title="别的").status == 404
    assert refused(stage, "ann", draw, title="别的").status == 403


def test_edit_draw_is_over_once_the_pool_is_frozen_and_says_what_can_be_done(stage: Stage) -> None:
    draw = frozen(stage)
    done, void = finished(stage), opened(stage)
    void_draw(stage.ctx("lead"), VoidDraw(void.pk, "不要了"))
    for each, word, way in (
        (draw, "摘要已公布", "请作废这次抽取"),
        (done, "已经抽取", "结果文件"),
        (void, "已作废", "重新发起"),
    ):
        error = refused(stage, "lead", each, title="别的")
        (reason,) = error.verdict.failures
        assert error.status == 409
        assert word in reason.sentence
        assert way in reason.next_step
    assert again(draw).title == draw.title


def test_a_draft_whose_days_went_by_is_edited_and_then_frozen(stage: Stage) -> None:
    draw = opened(stage)
    late = SEAL_BY + SECOND
    with pytest.raises(Refused) as caught:
        freeze_draw(stage.ctx("lead", late), FreezeDraw(draw.pk))
    assert "修改这次抽取" in caught.value.verdict.failures[0].next_step
    days = terms(stage, seal_by_at=late + timedelta(days=1), open_by_at=late + timedelta(days=1))
    edit_draw(stage.ctx("lead", late), EditDraw(draw.pk, days))
    assert freeze_draw(stage.ctx("lead", late), FreezeDraw(draw.pk)).state == DrawState.FROZEN


def field(page: str, name: str) -> str:
    """The input of a name, as it stands in the page."""
    at = page.index(f'name="{name}"')
    return page[page.rindex("<", 0, at) : page.index(">", at)]


def test_the_form_of_a_draft_is_filled_in_and_saved(stage: Stage) -> None:
    with time_machine.travel(NOW, tick=False):
        draw = opened(stage)
        lead = client_of(stage.users["lead"])
        page = f"/supervision/draws/{draw.pk}/"
        assert f'href="{page}edit/"' in lead.get(page).content.decode()
        assert f"{page}edit/" not in client_of(stage.users["market_lead"]).get(page).content.decode()
        form = lead.get(f"{page}edit/").content.decode()
        market = stage.units["market"].pk
        for name, value in (
            ("title", draw.title), (f"size_{market}", "1"), ("share_B", "50"), ("seal_by_on", SEAL_BY.date().isoformat()),
        ):  # fmt: skip
            assert f'value="{value}' in field(form, name)
        sent: dict[str, Any] = {f"size_{stage.units[key].pk}": 1 for key in ("health", "market")}
        sent |= {"share_A": "5", "share_B": "50", "share_C": "100", "share_D": "100", "quorum": 2}
        sent |= {"title": "改了名称", "seal_by_on": SEAL_BY.date(), "open_by_on": SEAL_BY.date()}
        answer = lead.post(f"{page}edit/", sent, follow=True).content.decode()
        assert "改了名称" in answer
        assert "已改好" in answer
        assert (again(draw).quorum, again(draw).is_fresh_only) == (2, False)
        freeze_draw(stage.ctx("lead"), FreezeDraw(draw.pk))
        shut = lead.get(f"{page}edit/")
        assert shut.status_code == 409
        assert "请作废这次抽取" in shut.content.decode()
        assert f"{page}edit/" not in lead.get(page).content.decode()


def test_the_form_names_a_department_that_has_no_inspectors_any_more(stage: Stage) -> None:
    with time_machine.travel(NOW, tick=False):
        draw = opened(stage)
        Inspector.objects.unscoped("tests").filter(unit=stage.units["market"]).update(
            until_on=NOW.date() - timedelta(days=1)
        )
        form = client_of(stage.users["lead"]).get(f"/supervision/draws/{draw.pk}/edit/").content.decode()
        assert "库里有 0 名检查人员" in form
