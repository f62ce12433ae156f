"""Whose door it is: the unit that registers, the codes it registers, and whether the actor may speak for it."""

from __future__ import annotations

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import ALL
from tuoyu.foundation.access.services import grants, require_any
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.policy.divisions import uscc_kinds
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing.policy import door_units_at
from tuoyu.operations.filing.rules.facts import Gate
from tuoyu.operations.filing.words import Door
from tuoyu.registers.institutions.queries import registration_kinds


def speak_for(ctx: Ctx, action: Action, unit_id: int) -> tuple[Unit, Door]:
    """The unit and its door, for an actor who may do ``action`` for it. Raises ``Refused`` (403, 422)."""
    require_any(ctx, action)
    if not speaks_for(ctx, action, unit_id):
        raise Refused.because(
            "filing.door.other",
            "您的岗位不在这个登记机关，不能替它报送。",
            status=403,
            next_step="请由该登记机关的经办人办理。",
            field="unit_id",
        )
    doors = {code: door for door, code in door_units_at(ctx.today, ctx.area).items()}
    unit = next((each for each in units_by_code(doors).values() if each.pk == unit_id), None)
    if unit is None:
        raise Refused.because(
            "filing.door.none",
            "这个单位不是本区的登记机关。",
            status=422,
            next_step="请从列表中选择登记机关；列表由参数“登记机关对应的单位”规定。",
            field="unit_id",
        )
    return unit, doors[unit.code]


def speaks_for(ctx: Ctx, action: Action, unit_id: int) -> bool:
    """May the actor do ``action`` in the name of this unit?"""
    granted = grants(ctx, action)
    return ALL in granted or any(post.unit_id == unit_id for posts in granted.values() for post in posts)


def unit_of_code(ctx: Ctx, code: str) -> int:
    """The key of a registering unit named by its code. Raises ``Refused`` (422)."""
    codes = door_units_at(ctx.today, ctx.area).values()
    unit = units_by_code([code]).get(code) if code in codes else None
    if unit is None:
        raise Refused.because(
            "filing.door.code",
            f"没有代码为“{code}”的登记机关。",
            status=422,
            next_step=f"登记机关的单位代码是：{'、'.join(sorted(codes))}；单位要先在“设置”里建立。",
            field="unit",
        )
    return unit.pk


def gate_of(ctx: Ctx, door: Door) -> Gate:
    """What facts that come through a door are held against."""
    doors = {kind.prefix: kind.door for kind in registration_kinds(ctx.today, ctx.area)}
    return Gate(ctx.now, door, uscc_kinds(), doors)


def doors_for(ctx: Ctx, action: Action) -> list[Unit]:
    """The registering units in whose name the actor may do ``action``."""
    codes = list(door_units_at(ctx.today, ctx.area).values())
    found = units_by_code(codes)
    return [found[code] for code in codes if code in found and speaks_for(ctx, action, found[code].pk)]
