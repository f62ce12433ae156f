"""Before a lease is signed: what is known of a place and of planned classes, held against the law. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from tuoyu.foundation.people.queries import units_by_code
from tuoyu.foundation.policy.divisions import gazetteer, read_communities, read_streets
from tuoyu.foundation.policy.reader import PolicySilent
from tuoyu.operations.filing.policy import door_units_at, supervisors_at
from tuoyu.operations.filing.queries.cases import limits_at
from tuoyu.operations.filing.rules.application import Application, ClassPlan
from tuoyu.operations.filing.rules.checks import Limits, pre_check
from tuoyu.operations.filing.rules.checks_papers import papers_wanted
from tuoyu.operations.filing.rules.findings import Finding
from tuoyu.operations.filing.rules.material import MaterialRule
from tuoyu.operations.filing.rules.opening import form_of
from tuoyu.operations.filing.words import BookForm, Door
from tuoyu.registers.institutions.queries import registration_kinds
from tuoyu.registers.institutions.words import Nature, Tenure


@dataclass(frozen=True, slots=True)
class Place:
    """What the address names. ``sentence`` says how it was read, or why it was not."""

    street: str
    community: str
    sentence: str

    @property
    def is_found(self) -> bool:
        return bool(self.street)


@dataclass(frozen=True, slots=True)
class DoorLine:
    """Who registers which kind of body, before it is filed."""

    door: str
    unit: str
    natures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreChecked:
    findings: tuple[Finding, ...]
    untold: tuple[str, ...]
    papers: tuple[MaterialRule, ...]
    place: Place | None
    doors: tuple[DoorLine, ...]
    supervisor: str
    places: int


def pre_checked(
    form: str, facts: Mapping[str, Any], classes: Sequence[ClassPlan], day: date, area: str
) -> PreChecked:
    """``facts``: typed answers by field key, None where untold. One statement (names of units)."""
    limits, book = limits_at(day, area), form_of(form)
    application = Application(form=book, supply_form=form, classes=tuple(classes), **facts)
    names = _unit_names(day, area)
    return PreChecked(
        findings=pre_check(application, limits, day),
        untold=tuple(_untold(application)),
        papers=papers_wanted(application, limits.materials, limits.old_building_years, day),
        place=None,
        doors=_doors(day, area, names),
        supervisor=_supervisor(book, day, area, names),
        places=application.places,
    )


def place_of(address: str, area: str) -> Place | None:
    """The street and the community of an address; None where none was given."""
    if not address.strip():
        return None
    found = gazetteer(area).locate(address)
    streets = {street.code9: street.name for street in read_streets(area)}
    communities = {each.code12: each.name for each in read_communities(area)}
    return Place(
        streets.get(found.street_code9 or "", ""),
        communities.get(found.community_code12 or "", ""),
        found.reason,
    )


def known_bands(limits: Limits) -> tuple[str, ...]:
    """The bands of which the law says something on that day."""
    return tuple(limits.law.bands)


def _untold(application: Application) -> list[str]:
    """What decides most and was not said: without it nothing found is no promise."""
    is_leased = application.tenure == Tenure.LEASE
    asked = (
        ("楼层", application.lowest_floor is None or application.highest_floor is None),
        ("租期", is_leased and (application.lease_from_on is None or application.lease_to_on is None)),
        ("室内使用面积", application.indoor_m2 is None),
        ("班级", not application.classes),
        ("建成年份", application.building_year is None),
    )
    return [label for label, is_missing in asked if is_missing]


def _doors(day: date, area: str, names: Mapping[str, str]) -> tuple[DoorLine, ...]:
    natures: dict[str, list[str]] = {}
    for kind in registration_kinds(day, area):
        natures.setdefault(kind.door, []).append(Nature.label_of(kind.nature))
    try:
        units = door_units_at(day, area)
    except PolicySilent:
        units = {}
    return tuple(
        DoorLine(door.label, names.get(units.get(door, ""), ""), tuple(natures[door.value]))
        for door in Door
        if door.value in natures
    )


def _supervisor(book: BookForm, day: date, area: str, names: Mapping[str, str]) -> str:
    """Who receives the filing."""
    try:
        health, education = supervisors_at(day, area)
    except PolicySilent:
        return ""
    return names.get(education if book is BookForm.KINDERGARTEN else health, "")


def _unit_names(day: date, area: str) -> dict[str, str]:
    """Names of the authorities by code, told to everybody; those that policy names on the day."""
    codes: set[str] = set()
    with suppress(PolicySilent):
        codes.update(door_units_at(day, area).values())
    with suppress(PolicySilent):
        codes.update(supervisors_at(day, area))
    return {code: unit.name for code, unit in units_by_code(codes).items()}
