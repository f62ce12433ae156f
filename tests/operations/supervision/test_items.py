"""The library of items in the database: loaded once, asked by the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.world import TODAY, a_stage
from tests.registers.institutions.world import system
from tuoyu.foundation.audit.models import Entry
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.items import ReviseItem, WithdrawItem
from tuoyu.operations.supervision.item_files import inspection_items
from tuoyu.operations.supervision.jobs import items as jobs
from tuoyu.operations.supervision.models import ItemVersion
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.rules.item_versions import changes_between
from tuoyu.operations.supervision.services.items import load_items, revise_item, withdraw_item

pytestmark = pytest.mark.django_db


def test_load_items_brings_each_version_once() -> None:
    assert load_items(system()) == len(inspection_items())
    assert load_items(system()) == 0
    rows = ItemVersion.objects.unscoped("tests").in_bulk(field_name="pk").values()
    assert {row.item for row in rows} == set(inspection_items())


def test_the_night_brings_a_newer_library_and_is_quiet_otherwise() -> None:
    jobs.bring_items(system())
    assert ItemVersion.objects.unscoped("tests").count() == len(inspection_items())
    written = Entry.objects.unscoped("tests").filter(verb="supervision.item.load").count()
    jobs.bring_items(system())
    assert Entry.objects.unscoped("tests").filter(verb="supervision.item.load").count() == written == 1


def test_items_in_force_have_begun() -> None:
    load_items(system())
    day = date(2020, 1, 1)
    asked = items_in_force(day)
    assert {row.code for row in asked} == {
        item.code for item in inspection_items() if item.since is not None and item.since <= day
    }
    assert 0 < asked.count() < len(inspection_items())


def newest(code: str) -> ItemVersion:
    item = ItemVersion.objects.unscoped("tests").filter(code=code).order_by("-version").first()
    assert item is not None
    return item


def revision(item: ItemVersion, **changes: object) -> ReviseItem:
    facts = {
        "item_id": item.pk, "since_on": TODAY + timedelta(days=10), "reason": "新标准施行", "title": item.title, "look": "看新的证明。",
        "clause": item.clause, "weight": item.weight, "evidence": item.evidence, "forms": tuple(item.forms),
        "needs": tuple(item.needs), "is_key": item.is_key,
    }  # fmt: skip
    return ReviseItem(**(facts | changes))  # type: ignore[arg-type]


def refused(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value


def test_revise_item_makes_a_version_and_leaves_the_old_one_to_its_visits() -> None:
    stage = a_stage()
    old = newest("SAN-001")
    new = revise_item(stage.ctx("lead"), revision(old))
    old.refresh_from_db()
    assert (new.version, new.code, new.domain, new.unit_kind) == (
        old.version + 1,
        old.code,
        old.domain,
        old.unit_kind,
    )
    assert new.item.is_unverified
    for day, version in ((TODAY, old.version), (new.since_on, new.version)):
        assert items_in_force(day).get(code=old.code).version == version
    assert next(each.label for each in changes_between(old.item, new.item)) == "怎么看"
    assert refused(revise_item, stage.ctx("lead"), revision(old)).status == 409
    checked = revise_item(
        stage.ctx("lead"), revision(new, since_on=TODAY + timedelta(days=20), look="再看。", is_checked=True)
    )
    assert not checked.item.is_unverified


def test_revise_item_is_for_the_department_that_owns_it() -> None:
    stage = a_stage()
    item = newest("SAN-001")
    assert item.unit_kind == "卫生健康"
    assert refused(revise_item, stage.ctx("market_lead"), revision(item)).status == 404
    assert refused(revise_item, stage.ctx("ann"), revision(item)).status == 403
    food = newest("FOOD-001")
    assert revise_item(stage.ctx("market_lead"), revision(food)).version == food.version + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"since_on": TODAY - timedelta(days=1)}, "since_on"),
        ({"reason": " "}, "reason"),
        ({"title": ""}, "title"),
        ({"weight": 4}, "weight"),
        ({"forms": ()}, "forms"),
        ({"needs": ("rain",)}, "needs"),
        ({"evidence": "smell"}, "evidence"),
    ],
)
def test_revise_item_refuses_what_is_not_whole(changes: dict[str, object], field: str) -> None:
    stage = a_stage()
    error = refused(revise_item, stage.ctx("lead"), revision(newest("SAN-001"), **changes))
    assert (error.status, error.verdict.failures[0].field) == (422, field)


def test_revise_item_wants_a_difference() -> None:
    stage = a_stage()
    item = ItemVersion.objects.unscoped("tests").filter(unit_kind="卫生健康", confidence="verified")[0]
    same = revision(item, look=item.look, is_checked=True)
    assert "没有改动" in str(refused(revise_item, stage.ctx("lead"), same))


def test_withdraw_item_from_a_day_on() -> None:
    stage = a_stage()
    item = newest("SAN-001")
    day = TODAY + timedelta(days=5)
    assert (
        refused(
            withdraw_item, stage.ctx("lead"), WithdrawItem(item.pk, TODAY - timedelta(days=1), "并入")
        ).status
        == 422
    )
    withdraw_item(stage.ctx("lead"), WithdrawItem(item.pk, day, "并入别的事项"))
    assert items_in_force(day - timedelta(days=1)).filter(code=item.code).exists()
    assert not items_in_force(day).filter(code=item.code).exists()
    assert refused(withdraw_item, stage.ctx("lead"), WithdrawItem(item.pk, day, "再来")).status == 409


def test_the_library_on_its_pages() -> None:
    with time_machine.travel(NOW, tick=False):
        stage = a_stage()
        lead, item = client_of(stage.users["lead"]), newest("SAN-001")
        for query in (
            "",
            "?domain=fire",
            "?form=home",
            "?unverified=1",
            "?standing=now",
            "?weight=10&q=消防",
        ):
            assert lead.get(f"/supervision/items/{query}").status_code == 200
        shown = lead.get("/supervision/items/?domain=fire").content.decode()
        assert "FIRE-001" in shown
        assert "SAN-001" not in shown
        sent = {
            "title": item.title, "look": "看新的证明。", "clause": item.clause, "weight": item.weight, "evidence": item.evidence,
            "forms": item.forms, "needs": item.needs, "since_on": TODAY, "reason": "新标准施行",
        }  # fmt: skip
        answer = lead.post(f"/supervision/items/{item.pk}/revise/", sent)
        assert answer.status_code == 302, answer.content.decode()
        shown = lead.get(answer.headers["Location"]).content.decode()
        assert "看新的证明。" in shown
        assert f"<del>{item.look}</del>" in shown
        assert "待核实" in shown
        assert (
            "supervision/items" in client_of(stage.users["head"]).get("/supervision/items/").content.decode()
        )
