"""What the law asks of a penalty, as numbers with their ground: filled from policy, handed to the rules. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a number comes from; 待核实 stands beside it where nobody held it against the text."""

    source: str
    is_unverified: bool = False

    def __str__(self) -> str:
        return f"{self.source}（待核实）" if self.is_unverified else self.source


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Years after which a wrong is no longer punished; longer where life, health or finance was harmed."""

    usual_years: int
    harm_years: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing is offered from this fine on, and for these kinds whatever the sum."""

    fine_fen: int
    kinds: frozenset[str]
    ground: Ground


@dataclass(frozen=True, slots=True)
class LateFee:
    """``daily`` of the sum for each day after the last, never more than the sum itself."""

    daily: Decimal
    ground: Ground


@dataclass(frozen=True, slots=True)
class PenaltyLaw:
    """Everything that holds for a case on a day. ``least_cases``: from so many past cases on a deviation is explained."""

    least_officers: int
    officers_ground: Ground
    time_bar: TimeBar
    hearing: Hearing
    late_fee: LateFee
    least_cases: int
    spread_ground: Ground
