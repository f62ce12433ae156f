"""Who counts as certified: the one definition that figure, list and filing check share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate; without ``expires_on`` it is for life."""

    kind: str
    expires_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.expires_on is None or day <= self.expires_on


def needs_certificate(post: str, wanted: Mapping[str, frozenset[str]]) -> bool:
    return post in wanted


def is_certified(
    post: str, certificates: Iterable[Shown], wanted: Mapping[str, frozenset[str]], day: date
) -> bool:
    """Does one of the certificates count for the post and hold on the day? A post that wants none is not counted."""
    return any(each.kind in wanted.get(post, ()) and each.holds_on(day) for each in certificates)
