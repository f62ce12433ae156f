"""How a personal value is shown to people who need not know it whole. Pure.

A mask is chosen by the shape of the value, so that a wrong column never shows more than a right one.
"""

from __future__ import annotations

import re

STAR = "*"
EMPTY = ""
_MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{10})")
_CITIZEN_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_ACCOUNT = re.compile(r"[0-9]{12,19}")


def masked(value: str) -> str:
    """The value as a list may show it: ``138****5678``, ``3303**********1234``, ``张*``. Empty stays empty.

    A person's name keeps its first character; anything else of unknown shape keeps one character in six, at most
    two, from its end, and always hides the rest. Characters outside the basic plane (䶮, 𬭼) count as one.
    """
    text = value.strip()
    if found := _MOBILE.fullmatch(text):
        return f"{found[1][:3]}****{found[1][-4:]}"
    if _CITIZEN_ID.fullmatch(text):
        return f"{text[:4]}{STAR * 10}{text[-4:]}"
    if _ACCOUNT.fullmatch(text):
        return f"{STAR * (len(text) - 4)}{text[-4:]}"
    return _masked_words(text)


def _masked_words(text: str) -> str:
    if not text:
        return EMPTY
    if 2 <= len(text) <= 4 and not text.isascii():
        return text[0] + STAR * (len(text) - 1)
    shown = min(len(text) // 6, 2)
    return STAR * min(len(text) - shown, 8) + (text[-shown:] if shown else "")
