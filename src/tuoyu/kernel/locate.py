"""Finds the street and the community of an address written by people.

The rules, in this order:

1. Another province, city or county written in the head of the address: nowhere in our district.
2. A street counts when written with its kind (南汇街道), or bare right after the district where a road cannot be
   meant (藤桥下岸村, but not 五马街1号).
3. A community counts when written with its kind (春秋社区, 下岸村); the longest name wins (前陈村, not 陈村). A bare
   name counts only right after district or street with nothing but a number behind it: 春秋路5号 is a road.
4. What is ambiguous, or contradicts itself, is left open, and the reason names the candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tuoyu.kernel.characters import half_width, simplified, without_blanks
from tuoyu.kernel.regions import Head, Regions

_UNKNOWN_STREET = re.compile(r"[^|0-9]{2,5}?(?:街道|镇|乡)(?!路|街|政府)")
_STREET_KINDS = ("街道", "镇", "乡")
# A bare name of a street may be followed by these, or by a road of its own of two or more characters.
_AFTER_BARE_STREET = re.compile(r"$|[|0-9]|[^东西南北中新老大小|0-9][^|0-9]{1,5}(?:路|街|巷|弄|大道)[0-9]")
_AFTER_BARE_COMMUNITY = re.compile(r"$|[|0-9]")
# 黎明西路5号 is a house in a road, not in 黎明西路社区.
_ROAD_KINDS = ("路", "街", "巷", "弄", "道")
# A name of a community may stand after these; after another character it may be the tail of a longer name.
_BOUNDARY = "区县市省道镇乡村路街巷弄号幢栋楼室园院组里内旁侧口与和及"


@dataclass(frozen=True, slots=True)
class Street:
    """``code9``, full name, kind (街道 or 镇)."""

    code9: str
    name: str
    kind: str

    @property
    def stem(self) -> str:
        return self.name.removesuffix(self.kind)


@dataclass(frozen=True, slots=True)
class Community:
    """``code12``, name with its kind (吕浦社区, 下岸村), kind (社区 or 村), the street it belongs to."""

    code12: str
    name: str
    kind: str
    street_code9: str

    @property
    def stem(self) -> str:
        return self.name.removesuffix(self.kind)


@dataclass(frozen=True, slots=True)
class Located:
    """What an address names; ``None`` where it is unknown or ambiguous. ``reason`` is a Chinese sentence."""

    street_code9: str | None
    community_code12: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A street found in the text: where its name starts and ends."""

    street: Street
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """An address being read: its normal form, its head, and the streets named in it with their ends."""

    text: str
    head: Head
    streets: tuple[_Named, ...]

    @property
    def is_in_district(self) -> bool:
        return len(self.head.reached) == 6

    @property
    def after_street(self) -> int:
        return max((named.end for named in self.streets), default=self.head.end)


class Gazetteer:
    """The streets and communities of one district, and the names of the regions around it."""

    def __init__(
        self, name: str, regions: Regions, streets: Sequence[Street], communities: Sequence[Community]
    ) -> None:
        """``name`` is that of the district, for the reasons."""
        self._name = name
        self._regions = regions
        self._streets = {street.code9: street for street in streets}
        self._communities = tuple(communities)

    def locate(self, address: str) -> Located:
        """Never raises. See the module for the rules."""
        text = _normal_form(address)
        if not text.strip("|"):
            return Located(None, None, "地址是空的。")
        names = [street.name for street in self._streets.values()] + [
            place.name for place in self._communities
        ]
        own_places = {at for name in names for at in _starts(text, name)}
        head = self._regions.read_head(text, own_places)
        if head.elsewhere:
            return Located(None, None, f"地址写的是“{head.elsewhere}”，不在{self._name}。")
        reading = _Reading(text, head, tuple(self._named_streets(text, head)))
        if len({named.street for named in reading.streets}) > 1:
            return Located(
                None, None, f"地址里写了不止一个街镇：{_list(n.street for n in reading.streets)}。"
            )
        return self._choose(reading, self._named_communities(reading))

    def _named_streets(self, text: str, head: Head) -> Iterator[_Named]:
        explicit = list(self._explicit_streets(text, head))
        if explicit:
            yield from explicit
            return
        for street in self._streets.values():
            if text.startswith(street.stem, head.end) and self._is_bare_street(text, head.end, street):
                yield _Named(street, head.end, head.end + len(street.stem))

    def _is_bare_street(self, text: str, start: int, street: Street) -> bool:
        """May the stem of the street at ``start`` be taken for the street? What follows decides."""
        end = start + len(street.stem)
        if self._community_at(text, start, len(street.stem)):
            return False
        if _AFTER_BARE_STREET.match(text, end) or self._community_at(text, end, 0):
            return True
        return any(place.street_code9 == street.code9 for place in self._bare_at(text, end))

    def _explicit_streets(self, text: str, head: Head) -> Iterator[_Named]:
        for street in self._streets.values():
            for kind in _STREET_KINDS:
                for start in _starts(text, street.stem + kind):
                    end = start + len(street.stem + kind)
                    if self._is_whole(text, start, head) and not self._community_at(text, start, end - start):
                        yield _Named(street, start, end)

    def _is_whole(self, text: str, start: int, head: Head) -> bool:
        """Does a name start here, rather than in the middle of a longer one that we do not know?"""
        return (
            start <= head.end
            or len(head.reached) == 6
            or not _is_hanzi(text[start - 1])
            or text[start - 1] in _BOUNDARY
        )

    def _community_at(self, text: str, start: int, longer_than: int) -> bool:
        names = (place.name for place in self._communities)
        return any(len(name) > longer_than and text.startswith(name, start) for name in names)

    def _named_communities(self, reading: _Reading) -> list[Community]:
        spans = [
            (start, start + len(place.name), place)
            for place in self._communities
            for start in _starts(reading.text, place.name)
            if start >= reading.head.end
        ]
        longest = [
            (start, place)
            for start, end, place in spans
            if not any(a <= start and end <= b and b - a > end - start for a, b, _ in spans)
        ]
        found = [place for start, place in longest if self._stands_alone(reading, start, place)]
        if not found and (reading.streets or reading.is_in_district):
            found = self._bare_communities(reading)
        return list(dict.fromkeys(found))

    def _stands_alone(self, reading: _Reading, start: int, place: Community) -> bool:
        before = reading.text[start - 1] if start else "|"
        if start == reading.head.end or not _is_hanzi(before) or before in _BOUNDARY:
            return True
        if any(start == named.end for named in reading.streets):
            return True
        return len(place.stem) > 1 and any(n.street.code9 == place.street_code9 for n in reading.streets)

    def _bare_communities(self, reading: _Reading) -> list[Community]:
        at = reading.after_street
        at += len(reading.text[at:]) - len(reading.text[at:].lstrip("|"))
        codes = {named.street.code9 for named in reading.streets}
        return [
            place for place in self._bare_at(reading.text, at) if not codes or place.street_code9 in codes
        ]

    def _bare_at(self, text: str, at: int) -> list[Community]:
        return [
            place
            for place in self._communities
            if text.startswith(place.stem, at)
            and _AFTER_BARE_COMMUNITY.match(text, at + len(place.stem))
            and not place.stem.endswith(_ROAD_KINDS)
        ]

    def _choose(self, reading: _Reading, found: list[Community]) -> Located:
        street = reading.streets[0].street if reading.streets else None
        assumed = "" if reading.is_in_district else f"没有写区县，按{self._name}理解；"
        if street:
            return self._choose_in(street, found, assumed)
        stranger = _UNKNOWN_STREET.match(reading.text, reading.head.end)
        if stranger and not self._community_at(reading.text, reading.head.end, 0):
            assumed = f"“{stranger[0]}”不是{self._name}现在的街镇；"
            if not reading.is_in_district:
                found = []
        if not found:
            return Located(None, None, self._nothing_found(reading, assumed if stranger else ""))
        codes = {place.street_code9 for place in found}
        code = found[0].street_code9 if len(codes) == 1 else None
        if len(found) > 1:
            return Located(
                code, None, f"{assumed}有{len(found)}个可能，不能确定是哪一个：{self._candidates(found)}。"
            )
        where = self._streets[found[0].street_code9].name
        return Located(code, found[0].code12, f"{assumed}按“{found[0].name}”认定，属{where}。")

    def _choose_in(self, street: Street, found: list[Community], assumed: str) -> Located:
        inside = [place for place in found if place.street_code9 == street.code9]
        if len(inside) == 1:
            return Located(
                street.code9, inside[0].code12, f"{assumed}写明{street.name}，按“{inside[0].name}”认定。"
            )
        if inside:
            names = _list(inside)
            return Located(street.code9, None, f"{assumed}写明{street.name}，但不能确定是哪个村社：{names}。")
        if found:
            sentence = f"写的是{street.name}，但{self._candidates(found)}，两处矛盾，请核对。"
            return Located(None, None, assumed + sentence)
        return Located(street.code9, None, f"{assumed}写明{street.name}，没有认出村或社区。")

    def _nothing_found(self, reading: _Reading, stranger: str) -> str:
        if stranger:
            return (
                f"{stranger}也没有认出村或社区。" if reading.is_in_district else stranger.rstrip("；") + "。"
            )
        if reading.is_in_district:
            return f"写明{self._name}，没有认出街镇、村或社区。"
        return f"没有写区县，也没有认出{self._name}的街镇、村或社区。"

    def _candidates(self, places: Iterable[Community]) -> str:
        return "、".join(f"{place.name}属{self._streets[place.street_code9].name}" for place in places)


def _normal_form(address: str) -> str:
    """Half-width, simplified, without blanks; every mark that is no letter or digit becomes ``|``."""
    text = simplified(without_blanks(half_width(address)))
    return "".join(character if character.isalnum() else "|" for character in text)


def _starts(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _is_hanzi(character: str) -> bool:
    return character.isalpha() and not character.isascii()


def _list(places: Iterable[Street | Community]) -> str:
    return "、".join(dict.fromkeys(place.name for place in places))
