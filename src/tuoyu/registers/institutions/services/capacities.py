"""Rooms and children of a kindergarten, month by month."""

from __future__ import annotations

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.institutions import permissions
from tuoyu.registers.institutions.commands import RecordCapacity
from tuoyu.registers.institutions.models import Institution, SpareCapacity
from tuoyu.registers.institutions.queries import capacities_of
from tuoyu.registers.institutions.rules.capacity import capacity_is_sound


@service(permissions.RECORD_CAPACITY)
def record_capacity(ctx: Ctx, command: RecordCapacity) -> SpareCapacity:
    """What a kindergarten has in a month; said again, the later word holds."""
    institution = require(
        ctx, permissions.RECORD_CAPACITY, Institution.objects.all(), command.institution_id, lock=True
    )
    demand(capacity_is_sound(institution.form, command, ctx.today), status=422)
    capacity: SpareCapacity
    capacity, _ = capacities_of(institution).update_or_create(
        institution=institution,
        month_on=command.month_on,
        defaults={
            "rooms": command.rooms,
            "rooms_used": command.rooms_used,
            "seats_3_6": command.seats_3_6,
            "children_3_6": command.children_3_6,
            "waiting_3_6": command.waiting_3_6,
        },
    )
    journal(
        ctx,
        permissions.RECORD_CAPACITY,
        institution,
        fields=("rooms", "children"),
        note=f"{command.month_on:%Y-%m}",
    )
    return capacity
