"""Enumerations that carry their Chinese label.

One class serves columns, forms, flows and sentences, so a state has one name in code and one on screen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A string enumeration whose members are written ``NAME = "value", "中文标签"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        # The default is for type checkers, to whom the look-up ``Kind("value")`` is this call too.
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (value, label) in the order of definition, as a form or a column wants them."""
        return [(str(member.value), member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """The label of a stored value; the value itself where it is unknown (old rows outlive old words)."""
        member = cls._value2member_map_.get(value)
        return member.label if isinstance(member, cls) else value
