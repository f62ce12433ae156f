"""Brings the units of a district file into the register of units. Run again, it changes only what differs."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.permissions import ADD_UNIT
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.policy.districts import Unit as UnitData
from tuoyu.kernel.context import Ctx


@service(ADD_UNIT)
def add_district_units(ctx: Ctx, district: District, valid_from_on: date) -> dict[str, Unit]:
    """Register every unit, collective and the leading group of the district. Returns code → unit."""
    require_any(ctx, ADD_UNIT)
    known = {unit.code: unit for unit in Unit.objects.unscoped("district units")}
    # Collectives first: their members point at them.
    ordered = sorted(enumerate(district.everyone), key=lambda pair: not pair[1].is_collective)
    for position, data in ordered:
        collective = known.get(data.collective)
        known[data.code] = _bring(known.get(data.code), data, collective, position, valid_from_on)
    journal(ctx, ADD_UNIT, note=f"按区划文件登记{district.name}的单位 {len(known)} 个")
    return known


def _bring(
    unit: Unit | None, data: UnitData, collective: Unit | None, position: int, valid_from_on: date
) -> Unit:
    unit = unit or Unit(code=data.code, valid_from_on=valid_from_on)
    unit.name, unit.short_name, unit.aliases = data.name, data.short, list(data.aliases)
    unit.kind, unit.area, unit.collective, unit.position = str(data.kind), data.area, collective, position
    unit.save()
    return unit
