from __future__ import annotations

from tuoyu.kernel.characters import (
    half_width,
    is_blank,
    name_character,
    simplified,
    strip_blanks,
    without_blanks,
)
from tuoyu.kernel.hanzi_variants import TRADITIONAL_TO_SIMPLIFIED


def test_forms_are_brought_to_one() -> None:
    assert half_width("ＡＢ１２（x）　。①") == "AB12(x) 。①"
    assert simplified("鹿城區藤橋鎮雙嶼馬鞍池") == "鹿城区藤桥镇双屿马鞍池"
    assert strip_blanks("\ufeff\u3000a b\u200b\n") == "a b"
    assert without_blanks(" a\u200b b\u3000") == "ab"


def test_the_variants_are_single_and_final() -> None:
    """No simplified form is itself replaced, or the order of the table would matter."""
    assert all(len(old) == len(new) == 1 for old, new in TRADITIONAL_TO_SIMPLIFIED.items())
    assert not TRADITIONAL_TO_SIMPLIFIED.keys() & set(TRADITIONAL_TO_SIMPLIFIED.values())


def test_characters_that_cannot_be_seen_are_named() -> None:
    assert name_character(" ") == "空格"
    assert name_character("\t") == "制表符"
    assert name_character("\u200b") == "看不见的字符（U+200B）"
    assert name_character("\x00") == "看不见的字符（U+0000）"
    assert name_character("Ｏ") == "“Ｏ”"
    assert is_blank("\u200b")
    assert not is_blank("\x00")
