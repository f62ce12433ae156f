"""Policy brings a version of an item: taken over where nobody changed it here, decided on where somebody did, hidden never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import system
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.items import DeclineItem, ReviseItem, TakeItem, WithdrawItem
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.jobs import items as jobs
from tuoyu.operations.supervision.models import ItemDecision, ItemVersion
from tuoyu.operations.supervision.queries import items as queries
from tuoyu.operations.supervision.queries.items import items_in_force, proposal_of, proposals
from tuoyu.operations.supervision.rules.item_versions import digest_of
from tuoyu.operations.supervision.services.item_proposals import decline_item, take_item
from tuoyu.operations.supervision.services.items import load_items, revise_item, withdraw_item

pytestmark = pytest.mark.django_db
CODE = "SAN-001"
Release = Callable[..., None]


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Release:
    """Newer policy data: the item with these facts, the others as they are."""

    def bring(**facts: Any) -> None:
        library = tuple(replace(each, **facts) if each.code == CODE else each for each in inspection_items())
        monkeypatch.setattr(queries, "inspection_items", lambda: library)

    return bring


@pytest.fixture
def stage() -> Stage:
    return a_stage()


def newest() -> ItemVersion:
    item = ItemVersion.objects.unscoped("tests").filter(code=CODE).order_by("-version").first()
    assert item is not None
    return item


def revised(stage: Stage, **changes: Any) -> ItemVersion:
    item = newest()
    facts = {
        "item_id": item.pk, "since_on": TODAY, "reason": "本区的写法", "title": item.title, "look": "本区的看法。",
        "clause": item.clause, "weight": item.weight, "evidence": item.evidence, "forms": tuple(item.forms),
        "needs": tuple(item.needs), "is_key": item.is_key,
    }  # fmt: skip
    return revise_item(stage.ctx("lead"), ReviseItem(**(facts | changes)))


def refused(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value


def test_an_item_nobody_changed_takes_the_version_of_policy_and_stands_once(
    stage: Stage, release: Release
) -> None:
    old = newest()
    release(version=2, look="看新的证明。")
    jobs.bring_items(system())
    new = newest()
    assert (new.version, new.look, new.since_on) == (2, "看新的证明。", TODAY)
    assert proposals() == {}
    for day, version in ((TODAY - timedelta(days=1), 1), (TODAY, 2), (TODAY + timedelta(days=90), 2)):
        assert items_in_force(day).get(code=old.code).version == version


@pytest.mark.parametrize("version", [2, 3])
def test_an_item_revised_here_keeps_its_words_and_shows_those_of_policy(
    stage: Stage, release: Release, version: int
) -> None:
    mine = revised(stage)
    assert mine.version == 2
    assert proposals() == {}
    release(version=version, look="政策的看法。")
    jobs.bring_items(system())
    assert newest() == mine
    assert load_items(system()) == 0
    assert [(code, each.look) for code, each in proposals().items()] == [(CODE, "政策的看法。")]
    waiting = proposal_of(mine)
    assert waiting is not None
    assert items_in_force(TODAY).get(code=CODE).look == "本区的看法。"


def test_the_same_words_are_no_proposal_whoever_wrote_them_first(stage: Stage, release: Release) -> None:
    release(version=2, look="本区的看法。", confidence=revised(stage).item.confidence)
    assert proposals() == {}


def test_words_of_policy_that_changed_under_the_same_number_are_a_proposal(
    stage: Stage, release: Release
) -> None:
    release(look="改了一个字。")
    assert list(proposals()) == [CODE]


def test_take_item_makes_the_words_of_policy_the_next_version(stage: Stage, release: Release) -> None:
    mine = revised(stage)
    release(version=2, look="政策的看法。")
    policy = proposals()[CODE]
    day = TODAY + timedelta(days=9)
    command = TakeItem(mine.pk, digest_of(policy), day)
    assert refused(take_item, stage.ctx("market_lead"), command).status == 404
    assert refused(take_item, stage.ctx("ann"), command).status == 403
    new = take_item(stage.ctx("lead"), command)
    assert (new.version, new.look, new.since_on) == (3, "政策的看法。", day)
    assert proposals() == {}
    for asked, look in ((day - timedelta(days=1), "本区的看法。"), (day, "政策的看法。")):
        assert items_in_force(asked).get(code=CODE).look == look
    assert refused(take_item, stage.ctx("lead"), replace(command, item_id=new.pk)).status == 409
    release(version=3, look="再新的看法。")
    assert list(proposals()) == [CODE]


def test_take_item_takes_nothing_unseen_and_not_from_the_past(stage: Stage, release: Release) -> None:
    mine = revised(stage)
    release(version=2, look="政策的看法。")
    seen = digest_of(proposals()[CODE])
    past = refused(take_item, stage.ctx("lead"), TakeItem(mine.pk, seen, TODAY - timedelta(days=1)))
    assert (past.status, past.verdict.failures[0].field) == (422, "since_on")
    release(version=2, look="政策又改了。")
    assert "又变了" in str(
        refused(take_item, stage.ctx("lead"), TakeItem(mine.pk, seen, TODAY + timedelta(days=1)))
    )
    first = ItemVersion.objects.unscoped("tests").get(code=CODE, version=1)
    assert "已经有新版" in str(refused(take_item, stage.ctx("lead"), TakeItem(first.pk, seen, TODAY)))
    assert newest() == mine


def test_take_item_brings_back_what_was_withdrawn_not_before_its_end(stage: Stage, release: Release) -> None:
    end = TODAY + timedelta(days=5)
    item = withdraw_item(stage.ctx("lead"), WithdrawItem(newest().pk, end, "并入别的事项"))
    release(version=2, look="政策的看法。")
    assert load_items(system()) == 0
    digest = digest_of(proposals()[CODE])
    early = TakeItem(item.pk, digest, end - timedelta(days=1))
    assert refused(take_item, stage.ctx("lead"), early).verdict.failures[0].field == "since_on"
    take_item(stage.ctx("lead"), replace(early, since_on=end + timedelta(days=1)))
    assert not items_in_force(end).filter(code=CODE).exists()
    assert items_in_force(end + timedelta(days=1)).get(code=CODE).version == 2


def test_decline_item_keeps_the_words_here_with_a_reason(stage: Stage, release: Release) -> None:
    mine = revised(stage)
    release(version=2, look="政策的看法。")
    command = DeclineItem(mine.pk, digest_of(proposals()[CODE]), "本区标准更严")
    assert refused(decline_item, stage.ctx("lead"), replace(command, reason=" ")).status == 422
    assert refused(decline_item, stage.ctx("market_lead"), command).status == 404
    decline_item(stage.ctx("lead"), command)
    assert proposals() == {}
    assert newest() == mine
    kept = ItemDecision.objects.unscoped("tests").get()
    assert (kept.code, kept.version, kept.is_taken, kept.reason) == (CODE, 2, False, "本区标准更严")
    assert refused(decline_item, stage.ctx("lead"), command).status == 409
    release(version=3, look="第三版的看法。")
    assert list(proposals()) == [CODE]


def test_nobody_writes_the_words_that_mark_a_version_of_policy(stage: Stage) -> None:
    error = refused(lambda: revised(stage, reason="随政策数据发布"))
    assert (error.status, error.verdict.failures[0].field) == (422, "reason")


def test_a_proposal_on_the_pages_of_its_owner_and_of_others(stage: Stage, release: Release) -> None:
    with time_machine.travel(NOW, tick=False):
        mine = revised(stage)
        lead, market = client_of(stage.users["lead"]), client_of(stage.users["market_lead"])
        page = f"/supervision/items/{mine.pk}/"
        assert "政策里有" not in lead.get(page).content.decode()
        release(version=2, look="政策的看法。")
        listed = lead.get("/supervision/items/?proposal=waiting").content.decode()
        assert CODE in listed
        assert "FIRE-001" not in listed
        shown = lead.get(page).content.decode()
        assert "<del>本区的看法。</del>" in shown
        assert "<ins>政策的看法。</ins>" in shown
        assert f"{page}take/" in shown
        others = market.get(page).content.decode()
        assert "<ins>政策的看法。</ins>" in others
        assert f"{page}take/" not in others
        digest = digest_of(proposals()[CODE])
        assert digest in lead.get(f"{page}take/").content.decode()
        answer = lead.post(f"{page}decline/", {"reason": "本区标准更严", "digest": digest}, follow=True)
        told = answer.content.decode()
        assert "没有采用" in told
        assert "本区标准更严" in told
        assert f"{page}take/" not in told
        shut = lead.get(f"{page}take/")
        assert shut.status_code == 409
        assert "没有等着定的政策新版" in shut.content.decode()
