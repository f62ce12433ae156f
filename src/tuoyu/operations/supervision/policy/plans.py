"""What policy proposes for yearly plans and draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class PlanDefaults:
    """``shares``: risk class → ten-thousandths. ``is_unverified``: a convention of ours, shown with 待核实."""

    cap: int
    shares: dict[str, int]
    merge_days: int
    is_unverified: bool


def plan_defaults_at(on: date, area: str) -> PlanDefaults:
    policy = current()
    keys = ("supervision.visit_cap", "supervision.shares")
    return PlanDefaults(
        policy.integer("supervision.visit_cap", on, area),
        {row.text("risk"): row.integer("share") for row in policy.rows("supervision.shares", on, area)},
        policy.days("supervision.merge_days", on, area),
        any(policy.at(key, on, area).is_unverified for key in keys),
    )
