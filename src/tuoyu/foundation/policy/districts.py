"""A district as data: its names, its units and its streets (``districts/<code>/district.yaml``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuoyu.foundation.policy.areas import chain, is_area
from tuoyu.foundation.policy.entries import WrongEntry, mapping, text, word
from tuoyu.foundation.policy.paths import district_dir, policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken, Problem
from tuoyu.foundation.policy.reader import shown
from tuoyu.foundation.policy.shapes import Shape, WrongValue
from tuoyu.foundation.policy.strict_yaml import YamlRefused, read_yaml
from tuoyu.foundation.policy.unit_names import normalise, spellings
from tuoyu.foundation.policy.words import Kind
from tuoyu.kernel.words import LabelledEnum

_TOP = {
    "code",
    "name",
    "full_name",
    "city",
    "province",
    "titles",
    "map",
    "source",
    "leading_group",
    "collectives",
    "units",
}
_UNIT = {"code", "name", "short", "kind", "area", "aliases", "collective", "domains"}
_COLLECTIVE = {"code", "name", "short", "aliases"}
_SLUG = re.compile(r"[a-z][a-z0-9]*|[0-9]{9}")
_LEVEL_KINDS = ("street", "town")


class UnitKind(LabelledEnum):
    LEADERSHIP = "leadership", "领导小组"
    DEPARTMENT = "department", "政府部门"
    PARTY_ORGAN = "party_organ", "党委部门"
    MASS_ORGANISATION = "mass_organisation", "群团组织"
    BRANCH_OF_CITY = "branch_of_city", "市级派驻机构"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    COMPANY = "company", "公用企业"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    COLLECTIVE = "collective", "统称"
    # A body that the district serves or oversees: its people hold posts in it, the plan never names it.
    SERVED = "served", "服务对象"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the district. A collective (各街镇) stands for its ``members`` (codes) and has no posts."""

    code: str
    name: str
    short: str
    kind: UnitKind
    area: str
    aliases: tuple[str, ...] = ()
    collective: str = ""
    domains: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def is_collective(self) -> bool:
        return self.kind is UnitKind.COLLECTIVE


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class District:
    """``centre`` is (longitude, latitude) in WGS84 degrees, ``zoom`` the first zoom level of the map."""

    code: str
    name: str
    full_name: str
    city: Area
    province: Area
    system_title: str
    subtitle: str
    centre: tuple[Decimal, Decimal]
    zoom: int
    source: str
    units: tuple[Unit, ...]
    collectives: tuple[Unit, ...]
    # The body that coordinates the plan; it leads no task of its own and is not among ``units``.
    leading_group: Unit
    folder: Path
    _by_name: dict[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pairs = ((name, unit) for unit in self.everyone for name in self.spellings(unit))
        object.__setattr__(self, "_by_name", dict(pairs))

    @classmethod
    def load(cls, code: str) -> District:
        """The district of that code. Raises ``PolicyBroken`` for a wrong file, ``PolicyFolderMissing`` for none."""
        return read_district(district_dir(code))

    @property
    def everyone(self) -> tuple[Unit, ...]:
        """All that a paper may name: units, collectives and the leading group."""
        return (*self.units, *self.collectives, self.leading_group)

    @property
    def streets(self) -> tuple[Unit, ...]:
        """Streets and towns, in the order of the file."""
        return tuple(unit for unit in self.units if unit.kind in _LEVEL_KINDS)

    def unit(self, code: str) -> Unit:
        """The unit, collective or leading group of that code; ``KeyError`` when there is none."""
        for unit in self.everyone:
            if unit.code == code:
                return unit
        raise KeyError(f"district {self.code} has no unit {code!r}")

    def unit_by_name(self, name: str) -> Unit | None:
        """Who is meant by a name, short name or alias as papers write it; None when unknown."""
        return self._by_name.get(normalise(name, self.name, self.city.name, self.province.name))

    def spellings(self, unit: Unit) -> set[str]:
        """All normal forms of a unit's name, short name and aliases."""
        above = (self.name, self.city.name, self.province.name)
        return {form for name in (unit.name, unit.short, *unit.aliases) for form in spellings(name, *above)}

    def members(self, unit: Unit) -> tuple[Unit, ...]:
        """The real units behind a unit: a collective's members, else the unit itself."""
        return tuple(self.unit(code) for code in unit.members) if unit.is_collective else (unit,)


def read_district(folder: Path) -> District:
    """The district in a folder; the folder's name is its code. Raises ``PolicyBroken``."""
    path = folder / "district.yaml"
    name = shown(path, policy_dir())
    try:
        raw = mapping(read_yaml(path), _TOP, "文件")
        district = _district(raw, folder)
    except YamlRefused as refused:
        raise PolicyBroken([Problem(name, "", refused.reason, refused.line)]) from None
    except (WrongEntry, WrongValue) as wrong:
        raise PolicyBroken([Problem(name, "", str(wrong))]) from None
    problems = [Problem(name, key, reason) for key, reason in _faults(district, folder.name)]
    if problems:
        raise PolicyBroken(problems)
    return district


def _district(raw: dict[str, Any], folder: Path) -> District:
    titles = mapping(raw.get("titles"), {"system", "subtitle"}, "titles ")
    place = mapping(raw.get("map"), {"lon", "lat", "zoom"}, "map ")
    degrees = Shape(Kind.DECIMAL)
    lon, lat, zoom = degrees.read(place.get("lon")), degrees.read(place.get("lat")), place.get("zoom")
    if not (isinstance(lon, Decimal) and isinstance(lat, Decimal) and isinstance(zoom, int)):
        raise WrongEntry("map 应有 lon、lat（加引号的度数）和 zoom（整数）。")
    units = tuple(_unit(each, str(raw.get("code"))) for each in _list(raw, "units"))
    return District(
        code=text(raw, "code"),
        name=text(raw, "name"),
        full_name=text(raw, "full_name"),
        city=_area(raw, "city"),
        province=_area(raw, "province"),
        system_title=text(titles, "system"),
        subtitle=text(titles, "subtitle"),
        centre=(lon, lat),
        zoom=zoom,
        source=text(raw, "source"),
        units=units,
        collectives=tuple(
            _collective(each, units, str(raw.get("code"))) for each in _list(raw, "collectives")
        ),
        leading_group=_unit(raw.get("leading_group"), str(raw.get("code"))),
        folder=folder,
    )


def _unit(raw: Any, district: str) -> Unit:
    raw = mapping(raw, _UNIT, "单位")
    return Unit(
        code=text(raw, "code"),
        name=text(raw, "name"),
        short=text(raw, "short"),
        kind=word(UnitKind, raw, "kind"),
        area=text(raw, "area", is_optional=True) or district,
        aliases=_texts(raw, "aliases"),
        collective=text(raw, "collective", is_optional=True),
        domains=_texts(raw, "domains"),
    )


def _collective(raw: Any, units: tuple[Unit, ...], district: str) -> Unit:
    raw = mapping(raw, _COLLECTIVE, "集合单位")
    code = text(raw, "code")
    members = tuple(unit.code for unit in units if unit.collective == code)
    name, short = text(raw, "name"), text(raw, "short")
    return Unit(code, name, short, UnitKind.COLLECTIVE, district, _texts(raw, "aliases"), members=members)


def _area(raw: dict[str, Any], name: str) -> Area:
    area = mapping(raw.get(name), {"code", "name"}, f"{name} ")
    return Area(text(area, "code"), text(area, "name"))


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list):
        raise WrongEntry(f"{name} 应是一个列表（每段以“- ”开头）。")
    return found


def _texts(raw: dict[str, Any], name: str) -> tuple[str, ...]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
        raise WrongEntry(f"{raw.get('name', '')} 的 {name} 应是文字的列表。")
    return tuple(found)


def _faults(district: District, folder_name: str) -> Iterator[tuple[str, str]]:
    """Pairs (key, reason) of everything that does not fit together in a well-formed file."""
    if district.code != folder_name:
        yield "code", f"写的是 {district.code}，与目录名 {folder_name} 不一致。"
    for key, area in (("city", district.city), ("province", district.province)):
        if not is_area(district.code) or area.code not in chain(district.code)[1:]:
            yield key, f"区划 {area.code} 不是 {district.code} 的上级。"
    for code, times in Counter(unit.code for unit in district.everyone).items():
        if times > 1:
            yield code, "单位代码重复，请改成唯一的代码。"
    known = {unit.code for unit in district.collectives}
    for unit in district.everyone:
        yield from ((unit.code, reason) for reason in _unit_faults(unit, district.code, known))
    yield from _name_faults(district)


def _unit_faults(unit: Unit, district: str, collectives: set[str]) -> Iterator[str]:
    if not _SLUG.fullmatch(unit.code):
        yield "单位代码应为小写拼音（如 wjj）或街镇的9位区划代码。"
    if not unit.area.startswith(district) or not is_area(unit.area):
        yield f"区划 {unit.area} 不属于 {district}。"
    if unit.kind in _LEVEL_KINDS and not (len(unit.code) == 9 and unit.area == unit.code):
        yield "街道和镇的 code 与 area 应是同一个9位区划代码。"
    if unit.collective and unit.collective not in collectives:
        yield f"集合单位 {unit.collective} 没有在 collectives 里列出。"
    if unit.is_collective and not unit.members:
        yield "集合单位没有成员：请在成员单位写 collective。"


def _name_faults(district: District) -> Iterator[tuple[str, str]]:
    owner: dict[str, Unit] = {}
    for unit in district.everyone:
        for name in sorted(district.spellings(unit)):
            other = owner.setdefault(name, unit)
            if other is not unit:
                yield unit.code, f"名称或别名“{name}”也用在了“{other.name}”上，会分不清，请改其一。"
