"""Typed view of what policy says about institutions: bands, premises, staffing, who registers what, how many residents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.parameters import Value
from tuoyu.foundation.policy.reader import PolicySilent, current
from tuoyu.foundation.policy.shapes import Record
from tuoyu.registers.institutions.limits import (
    BandLimit,
    DuplicatePoints,
    Ground,
    PremisesLimits,
    SpaceHint,
    StaffingLimits,
)
from tuoyu.registers.institutions.words import Band


@dataclass(frozen=True, slots=True)
class RegistrationKind:
    """Who registers organisations of a USCC prefix, and what they are. ``door`` and ``nature`` are word values."""

    prefix: str
    door: str
    nature: str


@dataclass(frozen=True, slots=True)
class Residents:
    people: int
    counted_on: date
    ground: Ground


def bands_at(on: date, area: str) -> dict[str, BandLimit]:
    """Band → its limits, each with its ground; home care points are known only since their rules.

    Raises ``PolicySilent`` where nothing holds.
    """
    policy = current()
    ground = _ground(policy.at("institutions.bands", on, area))
    found = {
        row.text("band"): _band(row.text("band"), row, ground)
        for row in policy.rows("institutions.bands", on, area)
    }
    for key, band in (("institutions.mixed_band", Band.MIXED), ("institutions.home_band", Band.HOME)):
        value = _spoken(key, on, area)
        if value is not None and isinstance(value.value, Record):
            found[band.value] = _band(band.value, value.value, _ground(value))
    return found


def premises_limits_at(on: date, area: str) -> PremisesLimits:
    policy = current()
    record = policy.record("institutions.premises", on, area)
    return PremisesLimits(
        lease_years=record.integer("lease_years"),
        lowest_floor=record.integer("lowest_floor"),
        highest_floor=record.integer("highest_floor"),
        window_share=record.decimal("window_share"),
        sunlight_hours=record.integer("sunlight_hours"),
        observation_m2=record.integer("observation_m2"),
        ground=_ground(policy.at("institutions.premises", on, area)),
    )


def space_hint_at(on: date, area: str) -> SpaceHint:
    """Square metres a child: a hint, not a ground to refuse."""
    policy = current()
    record = policy.record("institutions.area_per_child", on, area)
    return SpaceHint(
        indoor_m2=record.decimal("indoor_m2"),
        home_m2=record.decimal("home_m2"),
        ground=_ground(policy.at("institutions.area_per_child", on, area)),
    )


def staffing_at(on: date, area: str) -> StaffingLimits:
    policy = current()
    record = policy.record("institutions.staffing", on, area)
    return StaffingLimits(
        guards=record.integer("guards"),
        full_time_medic_from=record.integer("full_time_medic_from"),
        head_years=record.integer("head_years"),
        head_education=record.text("head_education"),
        health_months=record.integer("health_months"),
        ground=_ground(policy.at("institutions.staffing", on, area)),
    )


def registration_kinds_at(on: date, area: str) -> tuple[RegistrationKind, ...]:
    policy = current()
    return tuple(
        RegistrationKind(row.text("prefix"), row.text("door"), row.text("nature"))
        for row in policy.rows("institutions.registration_kinds", on, area)
    )


def residents_at(on: date, area: str) -> Residents:
    """How many people live in the area, and when they were counted."""
    policy = current()
    value, record = (
        policy.at("institutions.residents", on, area),
        policy.record("institutions.residents", on, area),
    )
    counted_on = record["counted_on"]
    if not isinstance(counted_on, date):
        raise TypeError("institutions.residents: counted_on is a date")
    return Residents(record.integer("people"), counted_on, _ground(value))


def duplicate_points_at(on: date, area: str) -> DuplicatePoints:
    policy = current()
    record = policy.record("institutions.duplicates", on, area)
    return DuplicatePoints(
        address=record.integer("address_points"),
        near=record.integer("near_points"),
        name=record.integer("name_points"),
        person=record.integer("person_points"),
        phone=record.integer("phone_points"),
        near_metres=record.integer("near_metres"),
        look_from=record.integer("look_from"),
    )


def _spoken(key: str, on: date, area: str) -> Value | None:
    policy = current()
    try:
        return policy.at(key, on, area)
    except PolicySilent:
        return None


def _band(band: str, row: Record, ground: Ground) -> BandLimit:
    return BandLimit(
        band=band,
        from_months=row.integer("from_months"),
        to_months=row.integer("to_months"),
        most_children=row.integer("most_children"),
        children_per_carer=row.integer("children_per_carer"),
        ground=ground,
    )


def _ground(value: Value) -> Ground:
    return Ground(str(value.source), value.is_unverified, value.fingerprint)
