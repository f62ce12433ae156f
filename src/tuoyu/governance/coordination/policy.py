"""Typed view of the parameters of coordination (group ``coordination``)."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.governance.coordination.rules.limits import Escalation, LightRules


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
