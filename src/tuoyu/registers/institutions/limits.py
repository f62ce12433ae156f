"""What the law asks of classes, premises and staff, as numbers with their ground, and the sums that follow from them.

Filled from policy by ``queries.law_at``. Pure, and open to the floors above like ``words``: checks of an application and
pages of the register read the same values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a number rests. ``fingerprint`` names the policy value."""

    basis: str
    is_unverified: bool = False
    fingerprint: str = ""

    def __str__(self) -> str:
        return f"{self.basis}（待核实）" if self.is_unverified else self.basis


@dataclass(frozen=True, slots=True)
class BandLimit:
    """Ages in months, the upper end exclusive: a child of 12 months belongs to the next band."""

    band: str
    from_months: int
    to_months: int
    most_children: int
    children_per_carer: int
    ground: Ground

    def carers_for(self, children: int) -> int:
        """How many carers so many children need at least."""
        return ceil(children / self.children_per_carer)


@dataclass(frozen=True, slots=True)
class PremisesLimits:
    lease_years: int
    lowest_floor: int
    highest_floor: int
    window_share: Decimal
    sunlight_hours: int
    observation_m2: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class SpaceHint:
    indoor_m2: Decimal
    home_m2: Decimal
    ground: Ground


@dataclass(frozen=True, slots=True)
class StaffingLimits:
    guards: int
    full_time_medic_from: int
    head_years: int
    head_education: str
    health_months: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class DuplicatePoints:
    address: int
    near: int
    name: int
    person: int
    phone: int
    near_metres: int
    look_from: int


@dataclass(frozen=True, slots=True)
class InstitutionLaw:
    """Everything that policy says about institutions on a day. ``bands`` by the value of ``Band``."""

    bands: dict[str, BandLimit]
    premises: PremisesLimits
    space: SpaceHint
    staffing: StaffingLimits


# Children of 3 to 6 come first; what remains may become a toddler class.
SPARE_BASIS = "现行实施方案：幼儿园开设托班"


@dataclass(frozen=True, slots=True)
class Month:
    """What a kindergarten reported for a month."""

    month_on: date
    rooms: int
    rooms_used: int
    seats: int
    children: int
    waiting: int


def spare_rooms(month: Month) -> int:
    """Rooms not in use, less those that waiting children of 3 to 6 would fill at today's children a room."""
    free = month.rooms - month.rooms_used
    if free <= 0:
        return 0
    a_room = -(-month.children // month.rooms_used) if month.rooms_used else max(month.seats, 1)
    wanted = -(-month.waiting // max(a_room, 1))
    return max(free - wanted, 0)
