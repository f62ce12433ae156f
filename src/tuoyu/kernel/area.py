"""Division codes (统计用区划代码): a district has 6 digits, a street or town 9, a community or village 12.

A place lies in another when the other's code, without the trailing ``00`` of province and city, begins its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuoyu.kernel.words import LabelledEnum

_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?")


class AreaLevel(LabelledEnum):
    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区县"
    STREET = "street", "街镇"
    COMMUNITY = "community", "村社"


@dataclass(frozen=True, slots=True, order=True)
class AreaCode:
    """6, 9 or 12 digits. ``000000`` is the nation, ``330000`` a province, ``330300`` a city."""

    code: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"区划代码“{self.code}”应为6、9或12位数字。")
        if len(self.code) > 6 and self.code[4:6] == "00":
            raise ValueError(f"区划代码“{self.code}”没有区县（第5至6位是 00）。")

    @property
    def level(self) -> AreaLevel:
        if len(self.code) > 6:
            return AreaLevel.STREET if len(self.code) == 9 else AreaLevel.COMMUNITY
        by_length = {0: AreaLevel.NATION, 2: AreaLevel.PROVINCE, 4: AreaLevel.CITY, 6: AreaLevel.DISTRICT}
        return by_length[len(self.prefix)]

    @property
    def prefix(self) -> str:
        """What the codes of all places inside begin with; empty for the nation."""
        if len(self.code) > 6:
            return self.code
        for whole in (0, 2, 4):
            if self.code[whole:] == "0" * (6 - whole):
                return self.code[:whole]
        return self.code

    def contains(self, other: AreaCode) -> bool:
        """Is ``other`` this place or inside it?"""
        return other.prefix.startswith(self.prefix)

    def chain(self) -> tuple[AreaCode, ...]:
        """This place and all around it, the narrowest first: community, street, district, city, province, nation."""
        lengths = [length for length in (12, 9, 6, 4, 2, 0) if length <= len(self.prefix)]
        return tuple(AreaCode(self.code[:length].ljust(6, "0")) for length in lengths)

    def __str__(self) -> str:
        return self.code
