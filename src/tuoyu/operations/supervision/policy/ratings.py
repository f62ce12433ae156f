"""Typed view of what policy says about risk ratings."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.operations.supervision.rules.ratings import ClassBand, RatingLaw, Weight

_NONE = "none"


def rating_law_at(on: date, area: str) -> RatingLaw:
    """Weights, classes and terms of a day. Raises ``PolicySilent`` where nothing holds."""
    policy = current()
    weights = {
        (row.text("kind"), row.text("grade")): Weight(
            row.text("kind"), row.text("grade"), row.integer("points"), row.integer("most"), row.integer("half_months"),
            row.integer("months"), row.text("least").replace(_NONE, ""),
        )
        for row in policy.rows("supervision.rating_weights", on, area)
    }  # fmt: skip
    classes = tuple(
        ClassBand(row.text("klass"), row.integer("from_points"), row.integer("share"), row.integer("visits"))
        for row in policy.rows("supervision.rating_classes", on, area)
    )
    terms = policy.record("supervision.rating_terms", on, area)
    return RatingLaw(
        weights, classes, terms.integer("valid_months"), terms.text("default_class"), terms.integer("soon_days"),
        terms.integer("aged_years"), terms.integer("repeat_months"), rating_fingerprint(on, area), _is_unverified(on, area),
    )  # fmt: skip


def weight_labels_at(on: date, area: str) -> dict[tuple[str, str], str]:
    """Kind and grade → how people call it."""
    policy = current()
    rows = policy.rows("supervision.rating_weights", on, area)
    return {(row.text("kind"), row.text("grade")): row.text("label") for row in rows}


def rating_fingerprint(on: date, area: str) -> str:
    """One name for all the values a rating rests on."""
    policy = current()
    keys = ("supervision.rating_weights", "supervision.rating_classes", "supervision.rating_terms")
    return policy.fingerprint(*keys, on=on, area=area)


def _is_unverified(on: date, area: str) -> bool:
    policy = current()
    return (
        policy.at("supervision.rating_weights", on, area).is_unverified
        or policy.at("supervision.rating_classes", on, area).is_unverified
    )
