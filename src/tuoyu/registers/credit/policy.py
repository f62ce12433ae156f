"""Typed view of what policy says about credit."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.registers.credit.limits import DisplayMonths, DisplayTerm


def display_months_at(on: date, area: str) -> DisplayMonths:
    """How long facts of each severity are shown. Raises ``PolicySilent`` where nothing holds."""
    policy = current()
    value = policy.at("credit.display_months", on, area)
    terms = {
        row.text("severity"): DisplayTerm(row.integer("least"), row.integer("most"))
        for row in policy.rows("credit.display_months", on, area)
    }
    return DisplayMonths(terms, str(value.source), value.is_unverified, value.fingerprint)
