"""What the policy says about jobs."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.policy.reader import current


def retry_waits(on: date, area: str) -> tuple[int, ...]:
    """Seconds to wait after the first, second, … failure; as many retries as there are numbers."""
    policy = current()
    return policy.integers("jobs.retry_backoff_seconds", on, area)
