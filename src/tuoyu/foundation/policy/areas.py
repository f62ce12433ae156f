"""Which area speaks for which: street, district, city, province, nation."""

from __future__ import annotations

import re
from functools import lru_cache

NATION = "000000"
_CODE = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}")


def is_area(code: str) -> bool:
    """Six digits (nation to district), nine (street) or twelve (community) that name one division."""
    if not _CODE.fullmatch(code):
        return False
    return len(code) == 6 or not code[:6].endswith("00")


@lru_cache(maxsize=1024)
def chain(code: str) -> tuple[str, ...]:
    """The area and all above it, nearest first: 330302006 → 330302 → 330300 → 330000 → 000000.

    Raises ``ValueError`` for text that is no area code.
    """
    if not is_area(code):
        raise ValueError(f"“{code}”不是区划代码：应为6位（区县以上）、9位（街镇）或12位（社区）数字。")
    steps = [code[:length] for length in (12, 9) if len(code) >= length]
    steps += [code[:6], code[:4] + "00", code[:2] + "0000", NATION]
    return tuple(dict.fromkeys(steps))


def level(code: str) -> str:
    """Chinese name of the level of an area code: 全国, 省, 市, 区县, 街镇, 社区."""
    if len(code) > 6:
        return "街镇" if len(code) == 9 else "社区"
    if code == NATION:
        return "全国"
    if code.endswith("0000"):
        return "省"
    return "市" if code.endswith("00") else "区县"
