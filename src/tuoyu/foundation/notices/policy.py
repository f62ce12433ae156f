"""Typed view of the parameters of notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tuoyu.foundation.notices.rules import QuietHours
from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class NoticesPolicy:
    quiet_hours: QuietHours


def notices_policy_at(on: date, area: str) -> NoticesPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where a value is missing."""
    policy = current()
    quiet = policy.record("notices.quiet_hours", on, area)
    since, until = time.fromisoformat(quiet.text("since")), time.fromisoformat(quiet.text("until"))
    return NoticesPolicy(QuietHours(since, until))
