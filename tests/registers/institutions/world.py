"""A health bureau, an education bureau, and institutions made through the services."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_unit
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.registers.institutions.commands import OperatorData, Profile, RegisterInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import register_institution

START = date(2021, 3, 1)
# Codes of the district that pass their check digits (the organisations are invented).
USCCS = ("91330302MA2HXY1210", "52330302MJ000000XY")


def system(now: datetime = NOW) -> Ctx:
    """The house acting at a moment."""
    actor = Actor(ActorKind.SYSTEM, "系统", posts=(PostRef(0, 0, "系统", "system", DISTRICT),))
    return Ctx(actor, now, "test-system", DISTRICT)


def bureau(code: str = "wjj", name: str = "区卫生健康局") -> Unit:
    return Unit.objects.unscoped("tests").filter(code=code).first() or make_unit(code, name)


def profile(name: str = "青禾社区托育园", **changes: Any) -> Profile:
    facts: dict[str, Any] = {
        "name": name,
        "form": "community",
        "sponsor": "private",
        "address": "鹿城区稻香路12号2层",
        "area_code": DISTRICT,
    }
    return Profile(**(facts | changes))


def an_institution(
    name: str = "青禾社区托育园",
    uscc: str = USCCS[0],
    *,
    now: datetime = NOW,
    on: date = START,
    **changes: Any,
) -> Institution:
    """Registered on ``on``; ``changes`` go into the profile."""
    command = RegisterInstitution(
        OperatorData(uscc, name, "company", legal_person="陈青"),
        profile(name, **changes),
        bureau().pk,
        on,
        "营业执照",
    )
    return register_institution(system(now), command)
