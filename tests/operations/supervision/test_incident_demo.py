"""The story of the demonstration: it can be told in a small district, and looks like one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.world import Stage, a_stage
from tests.registers.institutions.world import an_institution, system
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.demo.incidents import DRILLS, SCENES, seed_incidents
from tuoyu.operations.supervision.flow.incidents import IncidentState
from tuoyu.operations.supervision.models import Drill, DrillTarget, Incident
from tuoyu.operations.supervision.words.incidents import Timeliness

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=800)


@pytest.fixture
def stage() -> Stage:
    made = a_stage()
    made.place.standing, made.place.opened_on = "open", NOW.date()
    made.place.save()
    mute = an_institution("河东托育园", "52330302MJ000000XY")
    mute.standing, mute.opened_on = "open", NOW.date() + timedelta(days=300)
    mute.save()
    make_unit("gafj", "区公安分局")
    make_unit("xfdd", "区消防救援大队")
    return made


def ctx_of(code: str, role: str, at: datetime) -> Ctx:
    unit = Unit.objects.unscoped("tests").get(code=code)
    name = f"{code}-{role}"
    user = User.objects.filter(username=name).first() or make_user(name, name)
    if not actor_of(user, at.date()).posts:
        make_post(user, unit, role)
    return Ctx(actor_of(user, at.date()), at, "demo", "330302")


def test_the_story_is_told_in_a_small_district(stage: Stage) -> None:
    count = seed_incidents(system, ctx_of, LATER)
    rows = Incident.objects.unscoped("tests").filter(is_drill=False)
    assert rows.count() == len(SCENES) + 1
    assert count == len(SCENES) + 1 + len(DRILLS)
    stands = list(rows.values_list("timeliness", flat=True))
    assert stands.count(Timeliness.LATE) == 1
    assert stands.count(Timeliness.SILENT) == 1
    assert stands.count(Timeliness.RUNNING) == 1
    assert stands.count(Timeliness.NOT_DUE) > stands.count(Timeliness.ON_TIME) / 2
    assert rows.filter(reported_by="机构电话报告").exists(), "an institution without account telephones"
    assert rows.filter(state=IncidentState.CLOSED.value).count() > len(SCENES) / 2
    assert not rows.filter(recorded_at__gt=LATER).exists()
    assert Drill.objects.unscoped("tests").count() == len(DRILLS)
    assert DrillTarget.objects.unscoped("tests").filter(minutes__isnull=False).exists()


def test_without_institutions_there_is_nothing_to_tell() -> None:
    assert seed_incidents(system, ctx_of, LATER) == 0
