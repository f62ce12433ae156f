"""Who counts as certified: the one definition that figure, list and filing check share.

Filled from policy by ``queries.certified_posts``. Pure, and open to the floors above like ``words``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CertifiedPosts:
    """Post → the certificates that count for it; ``basis`` is shown beside every figure made with it."""

    by_post: Mapping[str, frozenset[str]]
    basis: str
    is_unverified: bool

    @property
    def ground(self) -> str:
        return f"{self.basis}（待核实）" if self.is_unverified else self.basis


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate; without ``expires_on`` it is for life."""

    kind: str
    expires_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.expires_on is None or day <= self.expires_on


def is_certified(
    post: str, certificates: Iterable[Shown], wanted: Mapping[str, frozenset[str]], day: date
) -> bool:
    """Does one of the certificates count for the post and hold on the day? A post that wants none is not counted."""
    return any(each.kind in wanted.get(post, ()) and each.holds_on(day) for each in certificates)
