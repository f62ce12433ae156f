"""The units of a district file in the register: all of them, streets under their collective, again without doubling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tuoyu.foundation.people.district import add_district_units
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
DAY = date(2021, 2, 1)


def test_every_unit_of_the_district_is_registered(system_ctx: Ctx) -> None:
    district = District.load("330302")
    units = add_district_units(system_ctx, district, DAY)
    assert set(units) == {unit.code for unit in district.everyone}
    streets = [unit for unit in units.values() if unit.collective_id == units["streets"].pk]
    assert len(streets) == 14
    assert all(street.area.startswith("330302") and len(street.area) > 6 for street in streets)
    assert sum(1 for unit in units.values() if unit.kind == "leadership") == 1


def test_loading_again_changes_only_what_differs(system_ctx: Ctx) -> None:
    district = District.load("330302")
    first = add_district_units(system_ctx, district, DAY)
    Unit.objects.unscoped("test").filter(pk=first["wjj"].pk).update(name="旧名称")
    second = add_district_units(system_ctx, district, date(2022, 1, 1))
    assert {code: unit.pk for code, unit in first.items()} == {code: unit.pk for code, unit in second.items()}
    unit = Unit.objects.unscoped("test").get(code="wjj")
    assert (unit.name, unit.valid_from_on) == ("区卫生健康局", DAY)


def test_loading_a_district_is_not_for_people(ctx_for: Callable[..., Ctx]) -> None:
    with pytest.raises(Refused):
        add_district_units(ctx_for("coordinator"), District.load("330302"), DAY)
    assert not Unit.objects.unscoped("test").exists()
