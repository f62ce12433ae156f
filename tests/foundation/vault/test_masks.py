from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuoyu.foundation.vault.masks import masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "138****5678"),
        (" 13812345678 ", "138****5678"),
        ("330302202101011234", "3303**********1234"),
        ("33030220210101123X", "3303**********123X"),
        ("6222021203001234567", "***************4567"),
        ("王小明", "王**"),
        ("䶮𬭼", "䶮*"),
        ("欧阳", "欧*"),
        ("某", "*"),
        ("温州市鹿城区五马街道公园路1号", "********1号"),
        ("ab", "**"),
        ("", ""),
    ],
)
def test_masks_by_shape(value: str, shown: str) -> None:
    assert masked(value) == shown


@given(st.text(min_size=1).filter(lambda text: text.strip() and "*" not in text))
def test_a_mask_never_shows_the_whole(value: str) -> None:
    shown = masked(value)
    assert "*" in shown
    kept = sum(character != "*" for character in shown)
    assert kept <= max(1, (len(value.strip()) + 1) // 2)
