"""Code tables for the lint: what kind of unit a name is, and what kind of unit a matter needs. Filled from ``policy/codes``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitKind:
    """``name_words`` recognise a unit's name (区卫生健康局), ``spoken_words`` how prose calls it (卫生健康部门)."""

    kind: str
    name_words: tuple[str, ...]
    spoken_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """When ``pattern`` stands in a clause, some unit of ``kinds`` should have a duty; ``reason`` says why."""

    name: str
    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DutyCodes:
    """Both tables. Empty tables make the lint silent about duties, never wrong."""

    kinds: tuple[UnitKind, ...] = ()
    matters: tuple[Matter, ...] = ()

    @classmethod
    def of(cls, kind_rows: Iterable[Row], matter_rows: Iterable[Row]) -> DutyCodes:
        """From rows of ``unit_kinds.csv`` and ``duty_matters.csv``."""
        kinds = tuple(
            UnitKind(row["kind"], tuple(row["name_words"].split("|")), tuple(row["spoken_words"].split("|")))
            for row in kind_rows
        )
        matters = tuple(
            Matter(row["matter"], re.compile(row["words"]), tuple(row["kinds"].split("|")), row["reason"])
            for row in matter_rows
        )
        return cls(kinds, matters)

    def kinds_of(self, unit: str) -> frozenset[str]:
        """The kinds a unit's name belongs to."""
        return frozenset(kind.kind for kind in self.kinds if any(word in unit for word in kind.name_words))

    def kinds_spoken(self, words: str) -> dict[str, str]:
        """The kinds that prose names, each with the word used."""
        spoken = {}
        for kind in self.kinds:
            word = next((word for word in kind.spoken_words if word in words), None)
            if word:
                spoken[kind.kind] = word
        return spoken


NO_CODES = DutyCodes()
