"""Typed view of the parameters of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class JobsPolicy:
    """``retry_backoff_seconds``: the waits before each further attempt; past the last the job has failed."""

    retry_backoff_seconds: tuple[int, ...]


def jobs_policy_at(on: date, area: str) -> JobsPolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where the value is missing."""
    policy = current()
    return JobsPolicy(retry_backoff_seconds=policy.integers("jobs.retry_backoff_seconds", on, area))
