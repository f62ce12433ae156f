"""The verbs of sites: bring the code tables of a district into the register, and keep premises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.policy.divisions import read_communities, read_streets
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.sites.models import Area, Premises, Room
from tuoyu.registers.sites.permissions import KEEP_PREMISES, LOAD
from tuoyu.registers.sites.queries import areas_coded, district_names
from tuoyu.registers.sites.rules import address_key
from tuoyu.registers.sites.words import KIND_BY_WORD, AreaKind, unknown_kind

COLUMNS = ("name", "short_name", "kind", "parent_id", "valid_to_on")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many areas were added, changed, and ended because the tables no longer name them."""

    added: int
    changed: int
    ended: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the code tables. ``parent`` is a code, empty for the district."""

    code: str
    name: str
    short_name: str
    kind: AreaKind
    parent: str


@service(LOAD)
def load_areas(ctx: Ctx, district_code: str) -> Loaded:
    """Make the register say what the district's ``streets.csv`` and ``communities.csv`` say. Run again, nothing changes.

    An area that the tables no longer name keeps its row and ends today; one that comes back goes on.
    """
    require_any(ctx, LOAD)
    known = {area.code: area for area in areas_coded(district_code)}
    added, changed = [], 0
    for level in _levels(district_code):
        fresh, altered = _bring(district_code, level, known)
        added += fresh
        changed += altered
    named = {entry.code for level in _levels(district_code) for entry in level}
    ended = _end(ctx, district_code, [area for code, area in known.items() if code not in named])
    note = f"{district_code}：新增 {len(added)}，修改 {changed}，停用 {ended}"
    journal(ctx, LOAD, fields=("code", *COLUMNS), note=note)
    return Loaded(len(added), changed, ended)


def _levels(district_code: str) -> tuple[list[_Entry], ...]:
    """District, streets, communities: parents before their parts."""
    district = District.load(district_code)
    top = _Entry(district.code, district.name, district.name.rstrip("区县"), AreaKind.DISTRICT, "")
    streets = read_streets(district_code)
    communities = read_communities(district_code)
    return (
        [top],
        [
            _Entry(each.code9, each.name, each.stem, _kind(each.name, each.kind), district.code)
            for each in streets
        ],
        [
            _Entry(each.code12, each.name, each.stem, _kind(each.name, each.kind), each.street_code9)
            for each in communities
        ],
    )


def _kind(name: str, kind: str) -> AreaKind:
    if kind not in KIND_BY_WORD:
        raise Refused.because("sites.kind", unknown_kind(name, kind), status=422, field="kind")
    return KIND_BY_WORD[kind]


def _bring(district_code: str, level: Iterable[_Entry], known: dict[str, Area]) -> tuple[list[Area], int]:
    """Write one level; returns the areas that were new and how many changed."""
    fresh, altered = [], []
    for entry in level:
        area = known.get(entry.code)
        facts = _facts(entry, known)
        if area is None:
            fresh.append(Area(code=entry.code, **facts))
        elif any(getattr(area, column) != value for column, value in facts.items()):
            for column, value in facts.items():
                setattr(area, column, value)
            altered.append(area)
    Area.objects.bulk_create(fresh)
    areas_coded(district_code).bulk_update(altered, COLUMNS)
    known.update((area.code, area) for area in fresh)
    return fresh, len(altered)


def _facts(entry: _Entry, known: dict[str, Area]) -> dict[str, object]:
    return {
        "name": entry.name,
        "short_name": entry.short_name,
        "kind": entry.kind.value,
        "parent_id": known[entry.parent].pk if entry.parent else None,
        "valid_to_on": None,
    }


def _end(ctx: Ctx, district_code: str, gone: list[Area]) -> int:
    open_ones = [area.pk for area in gone if area.valid_to_on is None]
    ended: int = areas_coded(district_code).filter(pk__in=open_ones).update(valid_to_on=ctx.today)
    return ended


@dataclass(frozen=True, slots=True)
class KeepPremises:
    """An address and what is known of it; ``measures`` by column, ``rooms`` by columns of ``Room``."""

    address: str
    area: Area | None
    lon: Decimal | None
    lat: Decimal | None
    measures: Mapping[str, Any]
    rooms: Sequence[Mapping[str, Any]]


@service(KEEP_PREMISES)
def keep_premises(ctx: Ctx, command: KeepPremises) -> Premises:
    """The premises at an address, with these measures; the same address goes on being the same premises.

    Rooms are replaced where any are told; those that classes point at are kept.
    """
    key = address_key(command.address, district_names(ctx.area))
    rows = Premises.objects.unscoped("premises by their address")
    premises = rows.filter(address_key=key).order_by("pk").first() or Premises(address_key=key)
    premises.address, premises.area = command.address, command.area
    premises.lon, premises.lat = command.lon, command.lat
    for column, value in command.measures.items():
        setattr(premises, column, value)
    premises.save()
    if command.rooms:
        _replace_rooms(premises, command.rooms)
    journal(ctx, KEEP_PREMISES, premises, fields=("address", *command.measures, "rooms"))
    return premises


def _replace_rooms(premises: Premises, rooms: Sequence[Mapping[str, Any]]) -> None:
    rows = Room.objects.unscoped("rooms of premises").filter(premises=premises)
    known = {room.name: room for room in rows}
    for facts in rooms:
        room = known.pop(facts["name"], None) or Room(premises=premises)
        for column, value in facts.items():
            setattr(room, column, value)
        room.save()
    gone = [room.pk for room in known.values()]
    rows.filter(pk__in=gone).delete()
