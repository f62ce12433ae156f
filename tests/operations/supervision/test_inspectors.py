"""The pool of inspectors and their recusals: services and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import an_institution
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.inspectors import (
    DeclareRecusal,
    LiftRecusal,
    RegisterInspector,
    RetireInspector,
)
from tuoyu.operations.supervision.models import Inspector
from tuoyu.operations.supervision.queries.inspectors import active_inspectors, active_recusals
from tuoyu.operations.supervision.services.inspectors import (
    declare_recusal,
    lift_recusal,
    register_inspector,
    retire_inspector,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        yield a_stage()


def refused(call: Any, *args: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args)
    return caught.value


def new(stage: Stage, **changes: Any) -> RegisterInspector:
    facts = {
        "unit_id": stage.units["health"].pk,
        "kind": "officer",
        "name": "新君",
        "certificate_no": "浙C999",
        "since_on": TODAY,
    }
    return RegisterInspector(**(facts | changes))


def test_register_inspector_into_the_own_pool_alone(stage: Stage) -> None:
    user = make_user("newcomer", "新君")
    make_post(user, stage.units["health"], "inspector")
    inspector = register_inspector(stage.ctx("lead"), new(stage, user_id=user.pk))
    assert inspector in active_inspectors([stage.units["health"].pk], TODAY)
    for changes, field in (
        ({"unit_id": stage.units["market"].pk}, "unit_id"),
        ({"user_id": stage.users["cai"].pk}, "user_id"),
        ({"user_id": user.pk, "certificate_no": "别的"}, "user_id"),
        ({}, "certificate_no"),
        ({"name": " "}, "name"),
        ({"kind": "chief"}, "kind"),
    ):
        error = refused(register_inspector, stage.ctx("lead"), new(stage, **changes))
        assert (error.status, error.verdict.failures[0].field) == (422, field)
    assert refused(register_inspector, stage.ctx("ann"), new(stage)).status == 403


def test_retire_inspector_from_a_day_on(stage: Stage) -> None:
    ann = stage.inspectors["ann"]
    assert refused(retire_inspector, stage.ctx("market_lead"), RetireInspector(ann.pk, TODAY)).status == 404
    early = RetireInspector(ann.pk, ann.since_on - timedelta(days=1))
    assert refused(retire_inspector, stage.ctx("lead"), early).status == 422
    retire_inspector(stage.ctx("lead"), RetireInspector(ann.pk, TODAY))
    units = [stage.units["health"].pk]
    assert ann in active_inspectors(units, TODAY - timedelta(days=1))
    assert ann not in active_inspectors(units, TODAY)
    assert refused(retire_inspector, stage.ctx("lead"), RetireInspector(ann.pk, TODAY)).status == 409


def pairs(stage: Stage, day: date) -> set[tuple[int, int]]:
    rows = active_recusals([unit.pk for unit in stage.units.values()], day)
    return set(rows.values_list("inspector_id", "institution_id"))


def test_declare_recusal_is_for_the_inspector_itself_and_the_lead(stage: Stage) -> None:
    ann, cai = stage.inspectors["ann"], stage.inspectors["cai"]
    command = DeclareRecusal(ann.pk, stage.place.pk, "kinship", TODAY)
    assert refused(declare_recusal, stage.ctx("bo"), command).status == 404
    assert refused(declare_recusal, stage.ctx("market_lead"), command).status == 404
    declare_recusal(stage.ctx("ann"), command)
    declare_recusal(stage.ctx("market_lead"), DeclareRecusal(cai.pk, stage.place.pk, "employer", TODAY))
    assert pairs(stage, TODAY) == {(ann.pk, stage.place.pk), (cai.pk, stage.place.pk)}
    assert refused(declare_recusal, stage.ctx("ann"), command).status == 422


def test_lift_recusal_ends_it_from_a_day_on(stage: Stage) -> None:
    ann = stage.inspectors["ann"]
    recusal = declare_recusal(stage.ctx("ann"), DeclareRecusal(ann.pk, stage.place.pk, "kinship", TODAY))
    assert refused(lift_recusal, stage.ctx("ann"), LiftRecusal(recusal.pk, TODAY)).status == 403
    assert refused(lift_recusal, stage.ctx("market_lead"), LiftRecusal(recusal.pk, TODAY)).status == 404
    lift_recusal(stage.ctx("lead"), LiftRecusal(recusal.pk, TODAY + timedelta(days=2)))
    assert pairs(stage, TODAY + timedelta(days=1))
    assert not pairs(stage, TODAY + timedelta(days=2))


def test_the_pool_is_kept_on_its_pages(stage: Stage) -> None:
    lead, ann = client_of(stage.users["lead"]), stage.inspectors["ann"]
    shown = lead.get("/supervision/inspectors/").content.decode()
    assert "cai君" in shown
    assert "登记检查人员" in shown
    sent = {"name": "新君", "kind": "expert", "certificate_no": "聘1", "user_id": "", "since_on": TODAY}
    assert lead.post("/supervision/inspectors/register/", sent).status_code == 302
    assert Inspector.objects.unscoped("tests").filter(name="新君", user=None).exists()
    place = an_institution("河东托育园", "91330302MA2HX00990")
    mine = client_of(stage.users["ann"])
    address = f"/supervision/inspectors/{ann.pk}/recuse/"
    facts = {"institution_id": place.pk, "kind": "employer", "since_on": TODAY, "note": "兼职"}
    assert mine.post(address, facts).status_code == 302
    shown = mine.get(f"/supervision/inspectors/{ann.pk}/").content.decode()
    assert "河东托育园" in shown
    assert "解除</a>" not in shown
    assert "解除</a>" in lead.get(f"/supervision/inspectors/{ann.pk}/").content.decode()
