"""Are two entries the same institution? Signs, each with its points and a sentence; the judgement is a person's.

The points are in policy (``institutions.duplicates``). The same code of the legal body decides alone. Between a head office
and its branches the code, the legal person and the telephone are the same by nature and say nothing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tuoyu.kernel.characters import half_width, simplified, without_blanks
from tuoyu.registers.institutions.limits import DuplicatePoints

CERTAIN = 100
# Shortest stem that still tells one institution from another (青禾).
_STEM = 2
# A key that so many share (a shopping centre, a common name) finds nothing; the others still do.
LARGEST_BLOCK = 400
_BRACKETS = re.compile(r"[(\[【〔（].*?[)\]】〕）]")
_MARKS = re.compile(r"[\W_]")
# Longest first: 有限责任公司 before 公司.
_SUFFIXES = (
    "婴幼儿照护服务中心", "托育综合服务中心", "婴幼儿托育中心", "有限责任公司", "托育服务中心", "社区托育点", "家庭托育点",
    "有限公司", "托育服务", "托育中心", "托育机构", "早教中心", "照护中心", "托育园", "托育点", "托儿所", "幼儿园", "分公司",
    "婴幼儿", "托育", "托班", "公司", "中心",
)  # fmt: skip
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """One institution as it is compared. ``chain`` is the key of the head office, the own key where there is none.

    ``point`` is (longitude, latitude) in degrees, WGS-84.
    """

    pk: int
    chain: int
    uscc: str = ""
    name_key: str = ""
    address_key: str = ""
    person: str = ""
    phone_index: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that two entries have in common."""

    code: str
    points: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 100, and what it is made of."""

    score: int
    signs: tuple[Sign, ...]


def name_key(name: str, around: Iterable[str] = ()) -> str:
    """A name without brackets, the areas ``around`` it (widest first), and the words that every institution bears.

    What would leave less than two characters is not taken away: 托育园 alone stays 托育园.
    """
    text = simplified(half_width(without_blanks(name))).lower()
    text = _shorter(text, _BRACKETS.sub("", text))
    text = _shorter(text, _MARKS.sub("", text))
    for area in around:
        for word in (area, area.rstrip("省市区县")):
            text = _shorter(text, text.removeprefix(word))
    return _without_suffixes(text)


def likeness(one: Candidate, other: Candidate, points: DuplicatePoints) -> Likeness:
    """How alike two entries are. The order of the two says nothing."""
    signs = tuple(_signs(one, other, points))
    return Likeness(min(sum(sign.points for sign in signs), CERTAIN), signs)


def suspects(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """The pairs worth comparing: those that share address, name, telephone, legal person or code. Each once, lower key first.

    130 000 institutions make 8.5 thousand million pairs; shared keys leave about as many as there are institutions.
    """
    blocks: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        for key in _keys(candidate):
            blocks[key].append(candidate)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > LARGEST_BLOCK:
            continue
        for one, other in combinations(sorted(block, key=lambda each: each.pk), 2):
            if (one.pk, other.pk) not in seen:
                seen.add((one.pk, other.pk))
                yield one, other


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two points (haversine, mean radius of the earth)."""
    east = math.radians(other[0] - one[0]) / 2
    south, north = math.radians(one[1]), math.radians(other[1])
    arc = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(arc, 1.0)))


def _signs(one: Candidate, other: Candidate, points: DuplicatePoints) -> Iterator[Sign]:
    is_chain = one.chain == other.chain
    if not is_chain and _same(one.uscc, other.uscc):
        yield Sign("uscc", CERTAIN, "统一社会信用代码相同，是同一个法人，又不是总部和分支。")
    if _same(one.address_key, other.address_key):
        yield Sign("address", points.address, "地址相同（不计省市区和标点）。")
    metres = metres_between(one.point, other.point) if one.point and other.point else math.inf
    if metres <= points.near_metres and are_similar(one.name_key, other.name_key):
        yield Sign("near", points.near, f"名称相近，两处相距约 {round(metres)} 米。")
    if _same(one.name_key, other.name_key):
        yield Sign("name", points.name, "名称相同，或只差括号、地名和“托育园”一类后缀。")
    if not is_chain and _same(one.person, other.person):
        yield Sign("person", points.person, "法定代表人同名。")
    if not is_chain and _same(one.phone_index, other.phone_index):
        yield Sign("phone", points.phone, "举办者联系电话相同。")


def are_similar(one: str, other: str) -> bool:
    """Equal, or the one lies whole in the other."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _STEM and shorter in longer


def _keys(candidate: Candidate) -> Iterator[tuple[str, str]]:
    kinds = ("uscc", "address_key", "name_key", "phone_index", "person")
    return ((kind, value) for kind in kinds if (value := getattr(candidate, kind)))


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _without_suffixes(text: str) -> str:
    while True:
        shorter = next(
            (cut for suffix in _SUFFIXES if (cut := _shorter(text, text.removesuffix(suffix))) != text), text
        )
        if shorter == text:
            return text
        text = shorter


def _shorter(text: str, cut: str) -> str:
    return cut if len(cut) >= _STEM else text
