"""What an app wants printed, made fit for the page. Pure.

Values travel to the typesetter as data and are printed as they are: no character of theirs is markup. What has no shape is
left out here, and text without a place to break is given some, so that it cannot run over the edge of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
# Control characters, surrogates and marks that are not seen but turn or hide what stands beside them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Longer than any number or code that is printed whole (a credit code has 18 characters).
_LONGEST_WORD = 20
_ENDLESS = re.compile(rf"[!-~\u00a1-\u2e7f]{{{_LONGEST_WORD + 1},}}")
BREAK = "\u200b"


def plain(value: object) -> Plain:
    """The value as data of the page: dates in Chinese form, text without what has no shape.

    Raises ``TypeError`` for what nobody could print (binary floats among it: amounts and shares are ``Decimal`` here).
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, datetime):
        raise TypeError("a paper bears days; give the date in China, not a moment")
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [plain(part) for part in value]
    raise TypeError(f"a paper cannot print {type(value).__name__}")


def plain_text(text: str) -> str:
    """Text as it will be printed. Every kind of line end becomes one, a tab a space; endless words may be broken."""
    seen = "\n".join(_UNSEEN.sub("", line.expandtabs(1)) for line in text.splitlines())
    return _ENDLESS.sub(lambda word: BREAK.join(word[0]), seen)


def chinese_date(day: date) -> str:
    """``2026年1月5日``: Arabic figures, months and days without a leading nought (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
