"""The limits that the rules of coordination are given: read from policy at a day and an area (``policy.py``). Pure."""

from __future__ import annotations

from dataclasses import dataclass

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
