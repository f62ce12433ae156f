"""Characters as they arrive from keyboards, spreadsheets and web pages, brought to one form.

Full-width forms become half-width, traditional forms that occur in place names become simplified, blanks are
known for what they are. Python's own ``isdigit`` and ``isalpha`` are not used: they accept ``１`` and ``٣``.
"""

from __future__ import annotations

from tuoyu.kernel.hanzi_variants import TRADITIONAL_TO_SIMPLIFIED

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SIMPLIFIED = str.maketrans(TRADITIONAL_TO_SIMPLIFIED)
# Marks that take no room on screen but come along when text is copied.
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def half_width(text: str) -> str:
    """``ＡＢ１２　`` → ``AB12 ``. Other characters, Chinese punctuation above U+FF5E included, stay."""
    return text.translate(_HALF_WIDTH)


def simplified(text: str) -> str:
    """Traditional forms of the characters used in place names → simplified: ``鹿城區`` → ``鹿城区``."""
    return text.translate(_SIMPLIFIED)


def is_blank(character: str) -> bool:
    """White space of any script, or a mark that takes no room."""
    return character.isspace() or character in _INVISIBLE


def strip_blanks(text: str) -> str:
    """Without blanks at either end."""
    start, end = 0, len(text)
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def without_blanks(text: str) -> str:
    """Without any blank."""
    return "".join(character for character in text if not is_blank(character))


def name_character(character: str) -> str:
    """How a sentence names one character: ``“Ｏ”``, ``空格``, or its number where it cannot be seen."""
    if character == " ":
        return "空格"
    if character == "\t":
        return "制表符"
    if is_blank(character) or not character.isprintable():
        return f"看不见的字符（U+{ord(character):04X}）"
    return f"“{character}”"
