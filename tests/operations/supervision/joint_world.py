"""Three departments that inspect together, and two open institutions to draw from."""

from __future__ import annotations

from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.supervision.penalty_world import staffed
from tests.operations.supervision.world import SINCE, Stage, a_stage
from tests.registers.institutions.world import USCCS, an_institution
from tuoyu.kernel.context import PostRef
from tuoyu.operations.supervision.models import Finding, Inspector, VisitItem
from tuoyu.registers.institutions.models import Institution

# 收费公布了.
PUNISHABLE = "FEE-001"
# Who leads, by the key of the unit.
LEADS = {"health": "lead", "market": "market_lead", "fire": "fire_lead"}
FIRE = (("fire_lead", "inspection_lead"), ("eve", "inspector"))


def a_joint_stage() -> Stage:
    made = staffed(a_stage())
    unit = made.units["fire"] = make_unit("xfjy", "区消防救援大队")
    for key, role in FIRE:
        made.users[key] = make_user(key, f"{key}君")
        post = make_post(made.users[key], unit, role)
        made.posts[key] = PostRef(post.pk, unit.pk, unit.name, role, unit.area)
    made.inspectors["eve"] = Inspector.objects.create(
        unit=unit, user=made.users["eve"], kind="officer", name="eve君", certificate_no="浙C9", since_on=SINCE
    )
    an_institution("石榴托育园", USCCS[1])
    Institution.objects.unscoped("tests").update(standing="open")
    return made


def one_of_each_gravity(items: list[VisitItem]) -> list[VisitItem]:
    """Items whose findings would be grave, major and minor; the minor one is also a wrong that can be fined."""
    return [_first(items, grave=True), _first(items, weight=5), _called(items, PUNISHABLE)]


def _called(items: list[VisitItem], code: str) -> VisitItem:
    return next(line for line in items if line.item.code == code)


def _first(items: list[VisitItem], *, grave: bool = False, weight: int = 0) -> VisitItem:
    for line in items:
        is_grave = line.item.is_key or line.item.weight == 10
        if (grave and is_grave) or (not grave and not is_grave and line.item.weight == weight):
            return line
    raise AssertionError("the library has no such item for this institution")


def lead_for(stage: Stage, finding: Finding) -> str:
    """The lead of the department that found it."""
    return LEADS[next(key for key, row in stage.units.items() if row.pk == finding.unit_id)]


def finder_of(stage: Stage, finding: Finding) -> str:
    return next(key for key, user in stage.users.items() if user.pk == finding.found_by_user_id)
