"""Reads the head of an address — nation, province, city, district — and says whether it leads to our district."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|地区|省|市|盟|区|县|旗)$")
# After a bare name these make it the name of a road or of something smaller: 瓯海大道, 鹿城路, 温州大学.
_NOT_A_REGION = re.compile(
    r"(?:[东西南北中]?(?:大道|路|街(?!道)|巷|弄)|村|社区|镇|乡|广场|公园|大厦|大学|小区|新村)"
)
_LEAD_IN = re.compile(
    r"(?:(?:联系|注册|家庭|单位|经营|通讯|详细|现居住|居住|户籍)?(?:地址|住址|住所))(?:是|为)?\|*"
)
_NATION = ("中华人民共和国", "中国")


@dataclass(frozen=True, slots=True)
class Head:
    """``end``: where the head stops. ``reached``: code prefix of the narrowest own place named. ``elsewhere``: another place."""

    end: int
    reached: str = ""
    elsewhere: str = ""


class Regions:
    """Names of provinces (2 digits), cities (4) and counties (6) of the nation, seen from one district."""

    def __init__(self, district: str, names: Mapping[str, str], short_names: Mapping[str, str]) -> None:
        """``short_names`` are those of provinces by code; those of cities and counties are cut from the name."""
        self.district = district
        self._own = {district[:2], district[:4], district}
        # A form may name several places (鼓楼区); bare forms are kept apart since a road may bear them.
        self._full: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        for code, name in names.items():
            if len(name) > 2:
                self._full.setdefault(name, set()).add(code)
            bare = short_names.get(code, "") if len(code) == 2 else self._cut(code, name)
            if bare:
                self._bare.setdefault(bare, set()).add(code)
        self._longest = max(map(len, self._full), default=0)

    def read_head(self, text: str, own_places: Set[int]) -> Head:
        """The head of ``text`` (normal form, separators ``|``). ``own_places`` has the starts of streets and communities."""
        lead = _LEAD_IN.match(text)
        head = self._walk(text, lead.end() if lead else 0, own_places)
        if head.reached or head.elsewhere:
            return head
        # Something else stands in front (a name, a postcode): start at the first region written in full.
        for at in range(min(own_places, default=len(text))):
            if any(form in self._full for form, _ in self._forms_at(text, at, own_places)):
                return self._walk(text, at, own_places)
        return head

    def _walk(self, text: str, at: int, own_places: Set[int]) -> Head:
        reached = ""
        while True:
            at += len(text[at:]) - len(text[at:].lstrip("|"))
            nation = next((name for name in _NATION if text.startswith(name, at)), "")
            if nation and not reached:
                at += len(nation)
                continue
            if at in own_places:
                return Head(at, reached)
            form, code = self._next(text, at, reached, own_places)
            if not form:
                return Head(at, reached)
            if code not in self._own:
                return Head(at + len(form), reached, form)
            reached = max(reached, code, key=len)
            at += len(form)

    def _next(self, text: str, at: int, reached: str, own_places: Set[int]) -> tuple[str, str]:
        """The longest form at this place that can follow what was reached, and its code, our own first."""
        for form, codes in self._forms_at(text, at, own_places):
            fitting = sorted(code for code in codes if code in self._own or code.startswith(reached))
            if fitting:
                return form, next((code for code in fitting if code in self._own), fitting[0])
        return "", ""

    def _forms_at(self, text: str, at: int, own_places: Set[int]) -> Iterator[tuple[str, set[str]]]:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            form, end = text[at : at + length], at + length
            if form in self._full:
                yield form, self._full[form]
            elif form in self._bare and (end in own_places or not _NOT_A_REGION.match(text, end)):
                yield form, self._bare[form]

    def _cut(self, code: str, name: str) -> str:
        """Bare names of cities, and of the counties of our own city."""
        is_city = name.endswith(("市", "地区", "盟"))
        if not (is_city or code.startswith(self.district[:4])):
            return ""
        bare = _SUFFIX.sub("", name)
        return bare if len(bare) > 1 else ""
