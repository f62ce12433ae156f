"""Typed view of what policy says about mending: which severity needs what, when others are asked, when it is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.foundation.policy.words import UNVERIFIED_LABEL
from tuoyu.operations.supervision.rules.mending import CheckRule
from tuoyu.operations.supervision.words.findings import Severity


def check_rule_at(severity: Severity, on: date, area: str) -> CheckRule:
    """What a mending of this severity needs before it counts, and who may say so."""
    policy = current()
    value = policy.at("supervision.checks", on, area)
    row = next(row for row in policy.rows("supervision.checks", on, area) if row.text("severity") == severity)
    return CheckRule(
        needs_evidence=row.flag("needs_evidence"),
        needs_other=row.flag("needs_other"),
        needs_look_back=row.flag("needs_look_back"),
        basis=f"{value.source}（{UNVERIFIED_LABEL}）" if value.is_unverified else str(value.source),
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """``count`` findings of one item within ``days`` calendar days make it a matter of all institutions of the form."""

    count: int
    days: int


def spread_at(on: date, area: str) -> Spread:
    policy = current()
    record = policy.record("supervision.spread", on, area)
    return Spread(record.integer("count"), record.integer("days"))


def overdue_steps_at(on: date, area: str) -> tuple[int, ...]:
    """Working days after the due day on which those concerned are told, in order."""
    policy = current()
    return tuple(sorted(policy.integers("supervision.overdue_steps", on, area)))
