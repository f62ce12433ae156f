"""Institutions for the world of the house tests: for each of two supervisors one whose people have accounts, and one more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.conftest import NOW
from tests.house.world import World
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.secret import Secret
from tuoyu.registers.institutions.models import Fact, Institution, Operator, Sameness

SINCE = date(2020, 9, 1)
# key, supervisor, the unit of its people, form, street
ROWS = (
    ("i", "a", "i", "community", "330302001"),
    ("j", "b", "j", "kindergarten", "330302002"),
    ("k", "a", None, "standalone", "330302001"),
    ("l", "b", None, "kindergarten", "330302002"),
)


def stock(world: World) -> None:
    made = {}
    for number, (key, supervisor, unit, form, street) in enumerate(ROWS, 1):
        made[key] = _institution(
            world, key, number, world.units[supervisor], world.units[unit] if unit else None, form, street
        )
    for first, second in (("i", "k"), ("j", "l")):
        text = world.canary(first, "C1")
        row = Sameness.objects.create(
            first=made[first],
            second=made[second],
            score=60,
            signs=[{"code": "name", "points": 60, "sentence": f"名称相同 {text}。"}],
            found_at=NOW,
        )
        world.stands_in(text, world.add(row), "institutions.sameness.view")


def _institution(
    world: World, key: str, number: int, supervisor: Unit, unit: Unit | None, form: str, street: str
) -> Institution:
    phone = world.canary(key, "C2")
    operator = Operator.objects.create(
        uscc=f"91330302MA2HXY{number:04d}", name=f"举办者{number}", nature="company", phone=Secret(phone)
    )
    world.stands_in(phone, operator, "nobody")
    profile: dict[str, Any] = {
        "name": f"机构之{number}", "short_name": "", "form": form, "sponsor": "private", "is_inclusive": True,
        "meals": "none", "head_name": "某人", "public_phone": "", "address": f"稻香路{number}号",
    }  # fmt: skip
    row: Institution = Institution.objects.create(
        operator=operator, supervisor=supervisor, unit=unit, area_code=street, standing="open", registered_on=SINCE,
        filed_on=SINCE, filing_number=f"33030220200{number:03d}", opened_on=SINCE, lon=Decimal("120.65"),
        lat=Decimal("28.01"), **profile,
    )  # fmt: skip
    world.add(row)
    source = world.canary(key, "C1")
    content = {
        **profile, "service_forms": [], "monthly_fee_fen": None, "area_code": street, "lon": "120.65", "lat": "28.01",
    }  # fmt: skip
    fact = Fact.objects.create(
        institution=row, kind="profile", content=content, valid_from_on=SINCE, recorded_at=NOW,
        source=f"依据 {source}", recorded_by="某人",
    )  # fmt: skip
    world.stands_in(source, world.add(fact), "institutions.fact.view")
    return row
