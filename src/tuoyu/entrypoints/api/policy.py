"""Typed view of the parameters of the API: how often, how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class ApiPolicy:
    reads_per_minute: int
    writes_per_minute: int
    answer_hours: int
    token_days: int


def api_policy_at(on: date, area: str) -> ApiPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where the value is missing."""
    record = current().record("api.limits", on, area)
    return ApiPolicy(
        reads_per_minute=record.integer("reads_per_minute"),
        writes_per_minute=record.integer("writes_per_minute"),
        answer_hours=record.integer("answer_hours"),
        token_days=record.integer("token_days"),
    )
