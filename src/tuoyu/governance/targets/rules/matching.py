"""Which indicator a plan means: metrics are worded differently in every district. Pure.

Only equal wordings match, after the words that every plan adds are taken away: a wrong match would put a number
under a definition that it does not have, while a missed one only asks a person to complete a definition.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from tuoyu.foundation.policy.words import Confidence
from tuoyu.governance.targets.words import Direction, Period

# What plans put around the same metric without changing it.
_PADDING = re.compile(r"3岁以下|三岁以下|0[-—–~至]3岁|婴幼儿|照护服务|全区|全市|全县|辖区|[\s，、（）()“”\"]")

_SHARES = frozenset({"%", "‰"})


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as ``policy/base/indicators.yaml`` defines it. ``owner`` is the code of a unit."""

    code: str
    name: str
    definition: str
    formula: str
    numerator: str
    denominator: str
    unit: str
    scale: int
    decimals: int
    counted_in: str
    direction: Direction
    period: Period
    figure: str
    source_note: str
    owner: str
    serves: tuple[str, ...]
    basis: str
    confidence: Confidence
    aliases: tuple[str, ...]

    def serves_task(self, title: str) -> bool:
        """Is this the indicator of a task with that title?"""
        return any(word in title for word in self.serves)


def essence(metric: str) -> str:
    """A metric without padding: 3岁以下婴幼儿健康管理率 → 健康管理率."""
    return _PADDING.sub("", unicodedata.normalize("NFKC", metric))


def definition_of(metric: str, unit: str, definitions: Iterable[Definition]) -> Definition | None:
    """The definition that a plan's metric means; None when none has this wording in a comparable unit.

    ``unit`` is empty for a promise in words.
    """
    wanted = essence(metric)
    for definition in definitions:
        wordings = {essence(name) for name in (definition.name, *definition.aliases)}
        if wanted in wordings and _is_comparable(unit, definition.unit):
            return definition
    return None


def code_for(metric: str) -> str:
    """A stable code for a metric that nobody defined yet: the same wording gives the same code in every plan."""
    return f"plan_{sha256(essence(metric).encode()).hexdigest()[:12]}"


def _is_comparable(unit: str, defined: str) -> bool:
    """A share is no count; a promise in words (no unit) may mean either."""
    return not unit or (unit in _SHARES) == (defined in _SHARES)
