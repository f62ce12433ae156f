"""Risk rating: from what is known of an institution to points, class and a line for everything that weighs.

All arithmetic is in whole tenths of a point and whole months, so that ``columnar.ratings`` gives the same answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.dates import add_months, months_between

TENTHS = 10


@dataclass(frozen=True, slots=True)
class RatingFact:
    """One thing known. ``ended``: the day from which it is mended (None: it stands); an event of a day ended that day.

    ``row`` and ``row_id`` name the row it comes from; ``measure`` counts what the points are for (missing carers, years).
    """

    kind: str
    grade: str
    row: str
    row_id: int
    since: date
    ended: date | None = None
    measure: int = 1

    @property
    def key(self) -> tuple[str, str, str, int, date]:
        """What names the fact in an appeal: the same row at another time is another fact."""
        return self.kind, self.grade, self.row, self.row_id, self.since


RatingFacts = Sequence[RatingFact]


@dataclass(frozen=True, slots=True)
class Weight:
    """Points a measure while a fact stands; once ended they halve every ``half_months`` and are gone after ``months``.

    ``most`` caps all facts of the kind and grade together (0: no cap). ``least``: the class is at least this while it stands.
    """

    kind: str
    grade: str
    points: int
    most: int
    half_months: int
    months: int
    least: str = ""


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A class from so many points on: how many of ten thousand are drawn next year, and visits a year."""

    klass: str
    from_points: int
    share: int
    visits: int


@dataclass(frozen=True, slots=True)
class RatingLaw:
    """What policy says on a day. ``classes`` from the lowest risk upward, the first from 0 points."""

    weights: Mapping[tuple[str, str], Weight]
    classes: tuple[ClassBand, ...]
    valid_months: int
    default_class: str
    soon_days: int
    aged_years: int
    repeat_months: int
    fingerprint: str = ""
    is_unverified: bool = False

    def rank(self, klass: str) -> int:
        return [band.klass for band in self.classes].index(klass)

    def band(self, klass: str) -> ClassBand:
        return self.classes[self.rank(klass)]


@dataclass(frozen=True, slots=True)
class Line:
    """A fact that weighs: ``tenths`` after the cap; ``until``: the first day on which it no longer does (None: once it ended)."""

    fact: RatingFact
    tenths: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Rated:
    """Points in tenths, the class, and the lines in the order of ``line_order``."""

    tenths: int
    klass: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return lines_text(self.lines)

    @property
    def digest(self) -> str:
        return digest_of(self.text)


def rate(facts: RatingFacts, law: RatingLaw, on: date) -> Rated:
    """The rating on a day. Facts of a kind that the law does not weigh, and those that came later, count nothing."""
    lines: list[Line] = []
    spent: dict[tuple[str, str], int] = {}
    for fact in sorted(facts, key=_order):
        weight = law.weights.get((fact.kind, fact.grade))
        if weight is None:
            continue
        full = weight_of(fact, weight, on)
        before = spent.get((fact.kind, fact.grade), 0)
        spent[fact.kind, fact.grade] = before + full
        tenths = _capped(before + full, weight) - _capped(before, weight)
        if full:
            lines.append(Line(fact, tenths, _until(fact, weight, on)))
    total = sum(line.tenths for line in lines)
    return Rated(total, _class(total, lines, law, on), tuple(lines))


def weight_of(fact: RatingFact, weight: Weight, on: date) -> int:
    """Tenths of one fact on a day, before the cap."""
    if fact.since > on:
        return 0
    full = weight.points * fact.measure * TENTHS
    if fact.ended is None or fact.ended > on:
        return full
    passed = months_between(fact.ended, on)
    if passed >= weight.months:
        return 0
    return full >> (passed // weight.half_months) if weight.half_months else full


def stands(fact: RatingFact, on: date) -> bool:
    return fact.ended is None or fact.ended > on


def without(facts: RatingFacts, struck: Iterable[tuple[str, str, str, int, date]]) -> RatingFacts:
    """The facts less those struck in an appeal."""
    gone = set(struck)
    return [fact for fact in facts if fact.key not in gone]


def _capped(tenths: int, weight: Weight) -> int:
    return min(tenths, weight.most * TENTHS) if weight.most else tenths


def _until(fact: RatingFact, weight: Weight, on: date) -> date | None:
    if fact.ended is None or fact.ended > on:
        return None
    return add_months(fact.ended, weight.months)


def _class(total: int, lines: Iterable[Line], law: RatingLaw, on: date) -> str:
    ranks = [at for at, band in enumerate(law.classes) if total >= band.from_points * TENTHS]
    for line in lines:
        least = law.weights[line.fact.kind, line.fact.grade].least
        if least and stands(line.fact, on):
            ranks.append(law.rank(least))
    return law.classes[max(ranks, default=0)].klass


def _order(fact: RatingFact) -> tuple[str, str, date, str, int]:
    return fact.kind, fact.grade, fact.since, fact.row, fact.row_id


def lines_text(lines: Iterable[Line]) -> str:
    """The lines as they are stored: a JSON list, always spelt the same."""
    return json.dumps([line_json(line) for line in lines], separators=(",", ":"))


def line_json(line: Line) -> dict[str, object]:
    fact = line.fact
    return {
        "kind": fact.kind, "grade": fact.grade, "row": fact.row, "id": fact.row_id, "since": fact.since.isoformat(),
        "ended": fact.ended.isoformat() if fact.ended else None, "n": fact.measure, "tenths": line.tenths,
        "until": line.until.isoformat() if line.until else None,
    }  # fmt: skip


def line_of(stored: Mapping[str, object]) -> Line:
    """The inverse of ``line_json``."""
    fact = RatingFact(
        str(stored["kind"]), str(stored["grade"]), str(stored["row"]), _whole(stored["id"]), _day(stored["since"]),
        _maybe_day(stored["ended"]), _whole(stored["n"]),
    )  # fmt: skip
    return Line(fact, _whole(stored["tenths"]), _maybe_day(stored["until"]))


def digest_of(text: str) -> str:
    """The name of what a rating rests on."""
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(value: object) -> int:
    return int(str(value))


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _maybe_day(value: object) -> date | None:
    return _day(value) if value else None
