"""Until when a rating may be disputed."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.foundation.deadlines.services import due_day
from tuoyu.operations.supervision.models import Rating

WINDOW = "rating_appeal"


def appeal_window(rating: Rating, area: str) -> tuple[date, str]:
    """The last day, and the rule that sets it."""
    rule = deadline_at(WINDOW, rating.rated_on, area)
    return due_day(rule, rating.rated_on)[0], f"{rule.basis}{'（待核实）' if rule.is_unverified else ''}"
