"""Which institutions are in the pool of a draw, which are left out and why; and the frozen part of the published file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuoyu.operations.supervision.rules.drawing.lottery import (
    FORMAT,
    Crew,
    Inspected,
    Inspector,
    Pool,
    Stratum,
)
from tuoyu.operations.supervision.words.draws import RECUSED, SUSPENDED, cap_reached, visited_already


@dataclass(frozen=True, slots=True)
class Candidate:
    """An institution that could be drawn. ``visits``: department code → visits of this year that count."""

    key: int
    name: str
    risk: str
    is_suspended: bool
    visits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Department:
    """A department that takes part: its crew, and its cap of visits a year (None: no plan is published)."""

    code: str
    name: str
    size: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pool, who was left out, and the departments in their order."""

    pool: Pool
    left_out: tuple[LeftOut, ...]
    departments: tuple[Department, ...]
    # Id of the file → key of the institution or inspector; it stays with us.
    keys: Mapping[str, int]


def gathered(
    candidates: Iterable[Candidate],
    departments: Sequence[Department],
    staff: Iterable[tuple[int, str, str]],
    recusals: Iterable[tuple[int, int]],
    shares: Mapping[str, int],
    *,
    is_fresh_only: bool,
) -> Gathered:
    """``staff``: (inspector, name, code of the department); ``recusals``: (inspector, institution).

    Ids of the file are numbers in the order of names: our own keys say nothing to anybody else.
    """
    objects: list[Inspected] = []
    left_out: list[LeftOut] = []
    places: dict[int, str] = {}
    for number, each in enumerate(sorted(candidates, key=lambda one: (one.name, one.key)), 1):
        places[each.key] = f"J{number:04}"
        reason = _why_out(each, departments, is_fresh_only)
        if reason:
            left_out.append(LeftOut(places[each.key], each.name, reason))
        else:
            objects.append(Inspected(places[each.key], each.name, each.risk))
    order = {each.code: position for position, each in enumerate(departments)}
    crew = sorted(staff, key=lambda one: (order[one[2]], one[1], one[0]))
    people = {key: f"P{number:04}" for number, (key, _, _) in enumerate(crew, 1)}
    listed = {each.id for each in objects}
    pairs = ((people.get(inspector, ""), places.get(thing, "")) for inspector, thing in recusals)
    pool = Pool(
        tuple(Stratum(name, share) for name, share in sorted(shares.items())),
        tuple(Crew(each.code, each.size) for each in departments),
        tuple(objects),
        tuple(Inspector(people[key], name, code) for key, name, code in crew),
        frozenset(pair for pair in pairs if pair[0] and pair[1] in listed),
    )
    keys = {code: key for key, code in (*places.items(), *people.items())}
    return Gathered(pool, tuple(left_out), tuple(departments), keys)


def _why_out(each: Candidate, departments: Sequence[Department], is_fresh_only: bool) -> str:
    if each.is_suspended:
        return SUSPENDED
    for department in departments:
        count = each.visits.get(department.code, 0)
        if department.cap is not None and count >= department.cap:
            return cap_reached(department.name, department.cap)
    if is_fresh_only:
        visitor = next((one.name for one in departments if each.visits.get(one.code)), "")
        return visited_already(visitor) if visitor else ""
    return ""


def frozen_document(found: Gathered, rules: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the file that is hashed before the first secret is sealed. ``rules``: those that the pool does not tell."""
    pool = found.pool
    return {
        "format": FORMAT,
        "rules": {
            **rules,
            "strata": [{"name": each.name, "share": each.share} for each in pool.strata],
            "crews": [
                {"department": each.code, "name": each.name, "size": each.size} for each in found.departments
            ],
        },
        "objects": [{"id": each.id, "name": each.name, "stratum": each.stratum} for each in pool.objects],
        "inspectors": [
            {"id": each.id, "name": each.name, "department": each.department} for each in pool.inspectors
        ],
        "recusals": [
            {"inspector": inspector, "object": thing, "reason": RECUSED}
            for inspector, thing in sorted(pool.recusals)
        ],
        "left_out": [{"id": each.id, "name": each.name, "reason": each.reason} for each in found.left_out],
    }
