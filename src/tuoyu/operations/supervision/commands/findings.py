"""What is asked of findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """Something is wrong at an institution. ``unit_id`` is the department that found it and will follow it up."""

    institution_id: int
    unit_id: int
    severity: str
    sentence: str
    found_at: datetime
    found_by: str
    found_by_user_id: int | None = None
    visit_id: int | None = None
    item_id: int | None = None
