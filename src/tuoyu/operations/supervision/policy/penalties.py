"""Typed view of what policy says about penalties and transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.deadlines.policy import DeadlineRule, deadline_at
from tuoyu.foundation.policy.parameters import Value
from tuoyu.foundation.policy.reader import current
from tuoyu.operations.supervision.limits.penalties import Ground, Hearing, LateFee, PenaltyLaw, TimeBar

_DECIDING = (
    "supervision.penalty_officers",
    "supervision.penalty_time_bar",
    "supervision.penalty_hearing_from",
    "supervision.penalty_late_fee",
    "supervision.penalty_spread_least",
)


def penalty_law_at(on: date, area: str) -> PenaltyLaw:
    """Everything that holds for a case on a day. Raises ``PolicySilent`` where something does not."""
    policy = current()
    officers, bar, hearing, fee, least = (policy.at(key, on, area) for key in _DECIDING)
    years = policy.record(bar.key, on, area)
    offered = policy.record(hearing.key, on, area)
    return PenaltyLaw(
        least_officers=policy.integer(officers.key, on, area),
        officers_ground=_ground(officers),
        time_bar=TimeBar(years.integer("usual_years"), years.integer("harm_years"), _ground(bar)),
        hearing=Hearing(
            offered.integer("fine_fen"), frozenset(offered.text("kinds").split("、")), _ground(hearing)
        ),
        late_fee=LateFee(policy.ratio(fee.key, on, area), _ground(fee)),
        least_cases=policy.integer(least.key, on, area),
        spread_ground=_ground(least),
    )


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


def numbers_at(kinds: frozenset[str], on: date, area: str) -> Numbers | None:
    """The numbering of the first kind of organ that has one; None where none has."""
    for row in current().rows("supervision.penalty_numbers", on, area):
        if row.text("organ") in kinds:
            return Numbers(row.text("series"), row.text("decided"), row.text("told"))
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


def _ground(value: Value) -> Ground:
    return Ground(str(value.source), value.is_unverified)
