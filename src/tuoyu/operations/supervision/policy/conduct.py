"""Typed view of what policy says about fees, food and medicine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.foundation.policy.words import UNVERIFIED_LABEL
from tuoyu.operations.supervision.rules.conduct import ConductLimits
from tuoyu.operations.supervision.words.findings import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """What a reason becomes as a finding: which item of the library (empty: none), how grave, on what ground of our own."""

    code: str
    item_code: str
    severity: Severity
    ground: str


def conduct_limits_at(on: date, area: str) -> ConductLimits:
    policy = current()
    samples = policy.record("supervision.food_samples", on, area)
    return ConductLimits(
        prepaid_months=policy.months("supervision.prepaid_months", on, area),
        sample_hours=samples.integer("hours"),
        sample_grams=samples.integer("grams"),
    )


def faults_at(on: date, area: str) -> dict[str, Fault]:
    """Code of the reason → what it becomes."""
    policy = current()
    prepaid = policy.at("supervision.prepaid_months", on, area)
    ground = f"{prepaid.source}（{UNVERIFIED_LABEL}）" if prepaid.is_unverified else str(prepaid.source)
    return {
        row.text("code"): Fault(
            row.text("code"),
            "" if row.text("item") == _NO_ITEM else row.text("item"),
            Severity(row.text("severity")),
            ground if row.text("item") == _NO_ITEM else "",
        )
        for row in policy.rows("supervision.conduct_faults", on, area)
    }


# Rules that no item of the library asks about.
_NO_ITEM = "-"
