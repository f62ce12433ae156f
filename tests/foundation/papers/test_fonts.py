"""Which fonts a paper is set in, and what is said where there is none."""

from __future__ import annotations

from typing import Any

import pytest
import typst

from tests.foundation.papers.samples import CONTENT, RECEIPT
from tuoyu.foundation.papers import fonts
from tuoyu.foundation.papers.fonts import FoundFonts, chosen_families, demand_fonts
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.kernel.verdict import Refused

NOTO = ["DejaVu Sans", "Noto Serif CJK SC", "Noto Sans CJK SC"]


def test_the_fonts_of_the_standard_come_first_and_the_others_stand_by() -> None:
    chosen = chosen_families([*NOTO, "fangsong_gb2312", "FZXiaoBiaoSong-B05S"])
    assert chosen["body"] == ["fangsong_gb2312", "Noto Serif CJK SC", "Noto Sans CJK SC"]
    assert chosen["title"][:2] == ["FZXiaoBiaoSong-B05S", "Noto Serif CJK SC"]
    assert chosen["heading"] == ["Noto Sans CJK SC", "Noto Serif CJK SC"]


def test_free_fonts_suffice_and_are_told_from_the_asked_ones() -> None:
    nothing = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    free = FoundFonts(nothing, chosen_families(NOTO))
    assert (free.has_chinese, free.is_as_asked) == (True, False)
    full = FoundFonts(nothing, chosen_families([*NOTO, "FangSong", "FZXiaoBiaoSong-B05S"]))
    assert full.is_as_asked


def test_without_a_chinese_font_nothing_is_set_and_the_package_is_named(monkeypatch: Any) -> None:
    nothing = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    monkeypatch.setattr(fonts, "find_fonts", lambda: FoundFonts(nothing, chosen_families(["DejaVu Sans"])))
    for attempt in (demand_fonts, lambda: render_paper(RECEIPT, CONTENT)):
        with pytest.raises(Refused) as refused:
            attempt()
        [reason] = refused.value.verdict.reasons
        assert (refused.value.status, reason.code) == (409, "papers.fonts")
        assert "fonts-noto-cjk" in reason.next_step
        assert "TUOYU_FONTS_DIR" in reason.next_step
