"""The fonts of this machine, by their part in an official paper.

GB/T 9704-2012 asks for 仿宋 in the body and 小标宋 in title and head; they are commercial, so that a server often has none.
They are used where present, else the free Noto (思源) families. A page is never set without a Chinese font.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import typst

from tuoyu.foundation.papers.words import FONTS_MISSING, FONTS_NEXT_STEP
from tuoyu.kernel.verdict import Refused

_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "STSong")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "SimHei")
# Part → families, the wanted ones first. Names are those inside of the font files.
WANTED: dict[str, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02", *_SERIF),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", *_SERIF),
    "heading": ("SimHei", "黑体", *_SANS),
    "subheading": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", *_SERIF),
    "figures": _SERIF,
}
CHINESE = frozenset(_SERIF + _SANS)


@dataclass(frozen=True, slots=True, eq=False)
class FoundFonts:
    """``families`` holds for each part the wanted families that are here, and after them all Chinese ones for rare characters."""

    fonts: typst.Fonts
    families: dict[str, list[str]]

    @property
    def has_chinese(self) -> bool:
        return bool(self.families["body"])

    @property
    def is_as_asked(self) -> bool:
        """Are 仿宋 and 小标宋 themselves here?"""
        return all(self.families[part][:1] != self.families["figures"][:1] for part in ("body", "title"))


def find_fonts() -> FoundFonts:
    """The fonts in the folders where systems keep them, and in ``TUOYU_FONTS_DIR``."""
    return _fonts_in(os.environ.get("TUOYU_FONTS_DIR", ""))


def demand_fonts() -> FoundFonts:
    """The same; raises ``Refused`` (409) where no Chinese font is found, and says what to install."""
    found = find_fonts()
    if not found.has_chinese:
        raise Refused.because("papers.fonts", FONTS_MISSING, next_step=FONTS_NEXT_STEP)
    return found


@lru_cache(maxsize=4)
def _fonts_in(folder: str) -> FoundFonts:
    paths = [folder] if folder else []
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=paths)
    return FoundFonts(fonts, chosen_families(fonts.families()))


def chosen_families(present: list[str]) -> dict[str, list[str]]:
    """Part → families to try in order; empty lists where no Chinese font is present."""
    known = {name.lower(): name for name in present}
    spare = [known[name.lower()] for name in (*_SERIF, *_SANS) if name.lower() in known]
    chosen = {}
    for part, names in WANTED.items():
        wanted = [known[name.lower()] for name in names if name.lower() in known]
        chosen[part] = list(dict.fromkeys([*wanted, *spare])) if spare or wanted else []
    return chosen
