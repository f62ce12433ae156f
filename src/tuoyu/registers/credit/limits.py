"""How long a fact is shown, as numbers with their ground: filled from policy, handed to the rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DisplayTerm:
    """Months since the decision: repair is possible after ``least``, display stops by itself after ``most`` (0: never shown)."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class DisplayMonths:
    """Severity → its term. ``fingerprint`` names the policy value and is stored with what it computed."""

    by_severity: Mapping[str, DisplayTerm]
    basis: str
    is_unverified: bool = False
    fingerprint: str = ""

    @property
    def ground(self) -> str:
        return f"{self.basis}（待核实）" if self.is_unverified else self.basis
