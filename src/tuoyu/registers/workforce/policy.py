"""Typed view of what policy says about the workforce."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tuoyu.foundation.policy.reader import current
from tuoyu.registers.workforce.limits import CertifiedPosts


def certified_posts_at(on: date, area: str) -> CertifiedPosts:
    """Which posts want which certificates. Raises ``PolicySilent`` where nothing holds."""
    policy = current()
    found: dict[str, set[str]] = defaultdict(set)
    for row in policy.rows("workforce.certified_posts", on, area):
        found[row.text("post")].add(row.text("certificate"))
    value = policy.at("workforce.certified_posts", on, area)
    by_post = {post: frozenset(kinds) for post, kinds in found.items()}
    return CertifiedPosts(by_post, str(value.source), value.is_unverified)


def query_months_at(on: date, area: str) -> int:
    """After how many months everybody is queried again."""
    policy = current()
    return policy.months("workforce.record_query_months", on, area)


def full_time_hours_at(on: date, area: str) -> int:
    """Hours a week that one person can work at most."""
    policy = current()
    return policy.integer("workforce.full_time_hours", on, area)
