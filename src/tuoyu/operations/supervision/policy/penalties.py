"""Typed view of what policy says about penalties and transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.deadlines.policy import DeadlineRule, deadline_at
from tuoyu.foundation.policy.parameters import Value
from tuoyu.foundation.policy.reader import current
from tuoyu.operations.supervision.limits.penalties import (
    Articles,
    Ground,
    Hearing,
    LateFee,
    PenaltyLaw,
    SimpleWay,
    TimeBar,
)

_DECIDING = (
    "supervision.penalty_officers",
    "supervision.penalty_time_bar",
    "supervision.penalty_hearing_from",
    "supervision.penalty_late_fee",
    "supervision.penalty_spread_least",
    "supervision.penalty_articles",
    "supervision.penalty_review_of",
)


def penalty_law_at(on: date, area: str) -> PenaltyLaw:
    """Everything that holds for a step of that day. Raises ``PolicySilent`` where something does not."""
    policy = current()
    officers, _, hearing, fee, least, *_ = (policy.at(key, on, area) for key in _DECIDING)
    offered = policy.record(hearing.key, on, area)
    return PenaltyLaw(
        articles=articles_at(on, area),
        reviews_all=policy.text("supervision.penalty_review_of", on, area) == "all",
        spare_grounds=_spare_grounds(on, area),
        least_officers=policy.integer(officers.key, on, area),
        officers_ground=_ground(officers),
        time_bar=time_bar_at(on, area),
        hearing=Hearing(
            offered.integer("fine_fen"),
            offered.flag("counts_confiscated"),
            frozenset(offered.text("kinds").split("、")),
            _ground(hearing),
        ),
        late_fee=LateFee(policy.ratio(fee.key, on, area), _ground(fee)),
        least_cases=policy.integer(least.key, on, area),
        spread_ground=_ground(least),
    )


def time_bar_at(on: date, area: str) -> TimeBar:
    """The bar of the day on which the wrong ended: a longer one that came later does not reach back."""
    policy = current()
    years = policy.record("supervision.penalty_time_bar", on, area)
    ground = _ground(policy.at("supervision.penalty_time_bar", on, area))
    return TimeBar(years.integer("usual_years"), years.integer("harm_years"), ground)


def articles_at(on: date, area: str) -> Articles:
    """The act that was in force on a day, and its article for each step."""
    value = current().at("supervision.penalty_articles", on, area)
    numbers = current().record("supervision.penalty_articles", on, area)
    return Articles(
        value.source.title, {step: numbers.text(step) for step in value.shape.fields}, value.is_unverified
    )


def simple_way_at(on: date, area: str) -> SimpleWay:
    """What may be decided on the spot on a day."""
    row = current().record("supervision.penalty_simple", on, area)
    return SimpleWay(
        row.integer("person_fen"),
        row.integer("unit_fen"),
        tuple(row.text("person_codes").split("、")),
        frozenset(row.text("kinds").split("、")),
        row.integer("collect_fen"),
    )


def simple_fingerprint(on: date, area: str) -> str:
    """The same for a decision on the spot."""
    return current().fingerprint(*_DECIDING, "supervision.penalty_simple", on=on, area=area)


def decision_fingerprint(on: date, area: str) -> str:
    """One name for all the numbers that a decision rests on."""
    return current().fingerprint(*_DECIDING, on=on, area=area)


def term_at(kind: str, on: date, area: str) -> DeadlineRule:
    """A term that is no duty but a right or a bound, counted as the clocks count: ``deadlines.<kind>``."""
    return deadline_at(kind, on, area)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How an organ numbers its papers; ``series`` names the count."""

    series: str
    decided: str
    told: str
    simple: str


def numbers_at(kinds: frozenset[str], on: date, area: str) -> Numbers | None:
    """The numbering of the first kind of organ that has one; None where none has."""
    for row in current().rows("supervision.penalty_numbers", on, area):
        if row.text("organ") in kinds:
            return Numbers(row.text("series"), row.text("decided"), row.text("told"), row.text("simple"))
    return None


@dataclass(frozen=True, slots=True)
class Weight:
    """How grave a kind of penalty is for credit, and whether it is shown to everybody."""

    severity: str
    is_shown: bool


def weights_at(on: date, area: str) -> dict[str, Weight]:
    """Kind of penalty → its weight."""
    return {
        row.text("kind"): Weight(row.text("severity"), row.flag("is_shown"))
        for row in current().rows("supervision.penalty_severity", on, area)
    }


def _spare_grounds(on: date, area: str) -> dict[str, str]:
    value = current().at("supervision.penalty_spare_grounds", on, area)
    return {
        row.text("ground"): str(Ground(f"《{value.source.title}》{row.text('article')}", value.is_unverified))
        for row in current().rows("supervision.penalty_spare_grounds", on, area)
    }


def _ground(value: Value) -> Ground:
    return Ground(str(value.source), value.is_unverified)
