"""A health bureau and a market regulator with leads, heads and inspectors; an institution with its head; the library of items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.registers.institutions.world import USCCS, an_institution, system
from tuoyu.foundation.people.models import Unit, User
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.supervision.models import Inspector
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.operations.supervision.words.visits import InspectorKind
from tuoyu.registers.institutions.models import Institution

TODAY = NOW.date()
SINCE = TODAY - timedelta(days=400)


@dataclass
class Stage:
    """Who is who. ``ctx("lead")`` acts as the person of that key at ``NOW``, or later."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, PostRef] = field(default_factory=dict)
    inspectors: dict[str, Inspector] = field(default_factory=dict)
    institution: Institution | None = None

    def ctx(self, key: str, now: datetime = NOW) -> Ctx:
        user = self.users[key]
        actor = Actor(ActorKind.PERSON, user.name, user.pk, (self.posts[key],))
        return Ctx(actor, now, f"test-{key}", DISTRICT)

    @property
    def place(self) -> Institution:
        assert self.institution is not None
        return self.institution


# key, unit, role
CAST = (
    ("lead", "health", "inspection_lead"),
    ("chief", "health", "unit_head"),
    ("ann", "health", "inspector"),
    ("bo", "health", "inspector"),
    ("market_lead", "market", "inspection_lead"),
    ("market_chief", "market", "unit_head"),
    ("cai", "market", "inspector"),
    ("head", "place", "institution_head"),
    ("office", "group", "coordinator"),
)


def a_stage() -> Stage:
    """Two departments with three inspectors, one institution, every item of the library."""
    stage = Stage()
    load_items(system(NOW - timedelta(days=30)))
    stage.units = {
        "health": Unit.objects.unscoped("tests").filter(code="wjj").first()
        or make_unit("wjj", "区卫生健康局"),
        "market": make_unit("scjgj", "区市场监管局"),
        "group": make_unit("ldxzb", "区领导小组办公室", kind="leadership"),
        "place": make_unit("qhty", "青禾托育园", kind="served", area="330302001"),
    }
    for key, unit, role in CAST:
        stage.users[key] = make_user(key, f"{key}君")
        post = make_post(stage.users[key], stage.units[unit], role)
        stage.posts[key] = PostRef(
            post.pk, post.unit_id, stage.units[unit].name, role, stage.units[unit].area
        )
        if role == "inspector":
            stage.inspectors[key] = Inspector.objects.create(
                unit=stage.units[unit],
                user=stage.users[key],
                kind=InspectorKind.OFFICER.value,
                name=f"{key}君",
                certificate_no=f"浙C{len(stage.inspectors):06}",
                since_on=SINCE,
            )
    stage.institution = an_institution(uscc=USCCS[0])
    stage.institution.unit = stage.units["place"]
    stage.institution.save(update_fields=["unit"])
    return stage
