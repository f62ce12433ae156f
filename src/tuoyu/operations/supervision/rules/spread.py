"""Past penalties for like facts: their spread, and a name for exactly what was shown. Pure, whole fen throughout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tuoyu.kernel.money import Yuan
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.words import penalties as words


@dataclass(frozen=True, slots=True)
class PastCase:
    """A decision that stands. ``penalty_id`` tells cases apart; ``form`` and ``places`` say how like the institution is."""

    penalty_id: int
    number: str
    decided_on: date
    kinds: tuple[str, ...]
    fine_fen: int
    form: str
    places: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The fines of past cases. Quartiles are those of Hyndman and Fan no. 7, half up to the fen; None where there is no case."""

    count: int
    low: int | None = None
    q1: int | None = None
    median: int | None = None
    q3: int | None = None
    high: int | None = None

    def holds(self, fen: int) -> bool:
        """Does the sum lie in the middle half (bounds included)? True where there is no case to differ from."""
        return self.q1 is None or self.q3 is None or self.q1 <= fen <= self.q3


def spread_of(cases: Iterable[PastCase]) -> Spread:
    fines = sorted(case.fine_fen for case in cases)
    if not fines:
        return Spread(0)
    return Spread(
        len(fines), fines[0], _quantile(fines, 1), _quantile(fines, 2), _quantile(fines, 3), fines[-1]
    )


def digest_of(cases: Iterable[PastCase]) -> str:
    """The same for the same decisions in whatever order; another as soon as one came, went or was changed."""
    lines = sorted(f"{case.penalty_id}|{'+'.join(sorted(case.kinds))}|{case.fine_fen}" for case in cases)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def most_alike(cases: Iterable[PastCase], form: str, places: int) -> list[PastCase]:
    """The same supply form first, then the nearest size, then the latest."""
    return sorted(
        cases,
        key=lambda case: (
            case.form != form,
            abs(case.places - places),
            -case.decided_on.toordinal(),
            case.penalty_id,
        ),
    )


def seen_as_it_stands(seen: str, now: str) -> Verdict:
    """Whoever signs saw the cases as they stand at the moment of signing."""
    if seen == now:
        return PASSED
    sentence = words.CASES_CHANGED if seen else words.CASES_UNSEEN
    return Verdict.refuse(
        "supervision.penalty.stale_cases", sentence, next_step=words.CASES_CHANGED_NEXT, field="seen"
    )


def deviation_is_explained(spread: Spread, fen: int, deviation: str, least_cases: int, basis: str) -> Verdict:
    """Outside of the middle half of at least ``least_cases`` cases the difference is explained."""
    if spread.count < least_cases or spread.holds(fen) or deviation.strip():
        return PASSED
    middle = f"{_text(spread.q1)}至{_text(spread.q3)}"
    return Verdict.refuse(
        "supervision.penalty.deviation",
        f"同类 {spread.count} 件里中间一半罚 {middle}，这件罚 {_text(fen)}，没有写偏离说明。",
        basis=basis,
        next_step=words.NEEDS_DEVIATION_NEXT,
        field="deviation",
    )


def _quantile(ordered: Sequence[int], quarter: int) -> int:
    at = Fraction(len(ordered) - 1) * quarter / 4
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    exact = ordered[below] + (at - below) * (ordered[above] - ordered[below])
    return int(exact + Fraction(1, 2))


def _text(fen: int | None) -> str:
    return Yuan(fen or 0).short()
