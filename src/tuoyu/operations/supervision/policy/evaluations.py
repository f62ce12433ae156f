"""Typed view of what policy says about quality evaluations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class EvaluationTerms:
    """``joined``: mean or median of the experts' points of an item."""

    experts: int
    joined: str
    valid_months: int
    is_unverified: bool


def evaluation_terms_at(on: date, area: str) -> EvaluationTerms:
    policy = current()
    terms = policy.record("supervision.evaluation_terms", on, area)
    return EvaluationTerms(
        terms.integer("experts"),
        terms.text("joined"),
        terms.integer("valid_months"),
        policy.at("supervision.evaluation_terms", on, area).is_unverified,
    )
