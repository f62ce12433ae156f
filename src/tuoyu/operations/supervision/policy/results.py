"""How long results stay public."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.policy.reader import current


def display_months(on: date, area: str) -> int:
    """Months for which the result of a visit is shown."""
    return current().months("supervision.result_display_months", on, area)
