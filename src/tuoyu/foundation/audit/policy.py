"""Typed view of the parameters of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    anchor_interval_seconds: int


def audit_policy_at(on: date, area: str) -> AuditPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where the value is missing."""
    policy = current()
    return AuditPolicy(anchor_interval_seconds=policy.integer("audit.anchor_interval_seconds", on, area))
