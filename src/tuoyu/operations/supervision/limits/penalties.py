"""What the law asks of a penalty, as numbers with their ground: filled from policy, handed to the rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A hearing is offered from this sum on, and for these kinds whatever the sum. What is confiscated may count or not."""

    fine_fen: int
    counts_confiscated: bool
    kinds: frozenset[str]
    ground: Ground


@dataclass(frozen=True, slots=True)
class LateFee:
    """``daily`` of the sum for each day after the last, never more than the sum itself."""

    daily: Decimal
    ground: Ground


@dataclass(frozen=True, slots=True)
class SimpleWay:
    """What may be decided on the spot: kinds, the highest fine for a person and for a unit, what may be collected at once.

    A party whose credit code begins with one of ``person_codes`` counts as a person.
    """

    person_fen: int
    unit_fen: int
    person_codes: tuple[str, ...]
    kinds: frozenset[str]
    collect_fen: int

    def most_for(self, uscc: str) -> int:
        return self.person_fen if uscc.startswith(self.person_codes) else self.unit_fen


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of the act by the name of the step: another act of another year has other ones."""

    act: str
    numbers: Mapping[str, str]
    is_unverified: bool = False

    def plain(self, *steps: str) -> str:
        """As a paper prints it: ``《中华人民共和国行政处罚法（2021年修订）》第四十四条、第四十五条``."""
        return f"《{self.act}》{'、'.join(self.numbers[step] for step in steps)}"

    def basis(self, *steps: str) -> str:
        return str(Ground(self.plain(*steps), self.is_unverified))


@dataclass(frozen=True, slots=True)
class PenaltyLaw:
    """Everything that holds for a case on a day. ``least_cases``: from so many past cases on a deviation is explained.

    ``reviews_all``: every decision is reviewed by a lawyer of the organ, not only one with a hearing. ``spare_grounds``:
    why no penalty may be imposed, each with its basis.
    """

    articles: Articles
    reviews_all: bool
    spare_grounds: Mapping[str, str]
    least_officers: int
    officers_ground: Ground
    time_bar: TimeBar
    hearing: Hearing
    late_fee: LateFee
    least_cases: int
    spread_ground: Ground
