"""What is asked of the library of items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReviseItem:
    """The newest version of an item as it shall read from ``since_on``. ``is_checked``: held against the clause text."""

    item_id: int
    since_on: date
    reason: str
    title: str
    look: str
    clause: str
    weight: int
    evidence: str
    forms: tuple[str, ...]
    needs: tuple[str, ...] = ()
    is_key: bool = False
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class TakeItem:
    """The version that policy brought, from ``since_on``. ``digest``: of the text that was looked at."""

    item_id: int
    digest: str
    since_on: date


@dataclass(frozen=True, slots=True)
class DeclineItem:
    """The version that policy brought stays out. ``digest``: of the text that was looked at."""

    item_id: int
    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawItem:
    """``until_on`` is the first day on which the item is no longer asked."""

    item_id: int
    until_on: date
    reason: str
