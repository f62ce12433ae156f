"""Typed view of the parameters of coordination (group ``coordination``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.governance.coordination.words import SlipLevel


@dataclass(frozen=True, slots=True)
class LightRules:
    """``near_due`` and ``red_overdue`` count working days, the other two count missing reports."""

    near_due: int
    red_overdue: int
    amber_missing_reports: int
    red_missing_reports: int


@dataclass(frozen=True, slots=True)
class Escalation:
    """Working days overdue at which a slip is issued, turned orange, turned red."""

    blue: int
    orange: int
    red: int

    def level(self, overdue_days: int) -> SlipLevel | None:
        """The level that so many working days overdue deserve; None while it is too early for a slip."""
        if overdue_days >= self.red:
            return SlipLevel.RED
        if overdue_days >= self.orange:
            return SlipLevel.ORANGE
        return SlipLevel.BLUE if overdue_days >= self.blue else None


def light_rules_at(on: date, area: str) -> LightRules:
    record = current().record("coordination.light_rules", on, area)
    return LightRules(
        near_due=record.integer("near_due"),
        red_overdue=record.integer("red_overdue"),
        amber_missing_reports=record.integer("amber_missing_reports"),
        red_missing_reports=record.integer("red_missing_reports"),
    )


def escalation_at(on: date, area: str) -> Escalation:
    record = current().record("coordination.slip_escalation", on, area)
    return Escalation(record.integer("blue"), record.integer("orange"), record.integer("red"))


def report_period_at(on: date, area: str) -> str:
    """``month`` or ``quarter``: how often units report."""
    return current().text("coordination.report_period", on, area)
