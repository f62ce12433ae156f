"""How addresses are compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tuoyu.kernel.characters import half_width, simplified, without_blanks

# Marks that separate nothing.
_MARKS = re.compile(r"[\s,，。.、()（）\[\]【】·\-—_/#]")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_NUMBERED = re.compile(r"[一二三四五六七八九](?=[层幢])")
_SYNONYMS = (("号楼", "幢"), ("栋", "幢"), ("座", "幢"), ("楼", "层"))


def address_key(address: str, around: Iterable[str]) -> str:
    """The address as it is compared: half-width, simplified, without the areas ``around`` it (widest first) and marks.

    It is equal for 示例省禾川市稻香路１２号3楼 and 稻香路12号三层, and is no address any more.
    """
    text = simplified(half_width(without_blanks(address)))
    for name in around:
        text = text.removeprefix(name)
    text = _MARKS.sub("", text).lower()
    for word, plain in _SYNONYMS:
        text = text.replace(word, plain)
    # 二层 and 2层 are one floor; numerals elsewhere (五马街) are names and stay.
    return _NUMBERED.sub(lambda found: found[0].translate(_NUMERALS), text)[:200]
