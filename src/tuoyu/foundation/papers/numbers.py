"""The number of a paper, written after a pattern of policy. Pure.

A pattern is text with ``{area6}`` (division code), ``{year}``, ``{serial}`` or ``{serial:04}`` (filled up with noughts to
that many figures). Nothing else stands in braces: a pattern is data, and data runs nothing.
"""

from __future__ import annotations

import re

_FIELD = re.compile(r"\{([^{}]*)\}")
_SERIAL = re.compile(r"serial(?::0([1-9]))?")


class PatternWrongError(ValueError):
    """A pattern of policy cannot be followed; the sentence says what is wrong with it."""


def number_text(pattern: str, *, area: str, year: int, serial: int) -> str:
    """``鹿卫托备〔{year}〕{serial}号`` → ``鹿卫托备〔2026〕7号``. Raises ``PatternWrongError``."""
    if not _SERIAL_SHOWN.search(pattern):
        raise PatternWrongError(f"编号规则“{pattern}”里没有序号 {{serial}}，编出的号会重复。")
    written = _FIELD.sub(lambda match: _field(pattern, match[1], area, year, serial), pattern)
    if "{" in written or "}" in written:
        raise PatternWrongError(f"编号规则“{pattern}”里的花括号不成对。")
    return written


_SERIAL_SHOWN = re.compile(r"\{serial(?::0[1-9])?\}")


def _field(pattern: str, name: str, area: str, year: int, serial: int) -> str:
    if name == "area6":
        return area[:6]
    if name == "year":
        return f"{year:04d}"
    if match := _SERIAL.fullmatch(name):
        return str(serial).zfill(int(match[1] or 1))
    raise PatternWrongError(
        f"编号规则“{pattern}”里有不认识的“{{{name}}}”。可用：{{area6}}、{{year}}、{{serial}}、{{serial:04}}。"
    )
