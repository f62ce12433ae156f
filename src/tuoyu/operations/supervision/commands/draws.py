"""What is asked of draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OpenDraw:
    """A draw is begun. ``crews`` are (unit, how many inspectors go to each institution); ``shares`` in ten-thousandths."""

    title: str
    crews: tuple[tuple[int, int], ...]
    shares: Mapping[str, int]
    seal_by_at: datetime
    open_by_at: datetime
    quorum: int = 1
    is_fresh_only: bool = True
    beacon_name: str = ""
    beacon_round: int | None = None


@dataclass(frozen=True, slots=True)
class EditDraw:
    """The terms of a draft as they shall be; all of them, not only what changes."""

    draw_id: int
    terms: OpenDraw


@dataclass(frozen=True, slots=True)
class FreezeDraw:
    draw_id: int


@dataclass(frozen=True, slots=True)
class SealDraw:
    """``secret`` is 64 hex digits that the department made itself; empty: one is made here."""

    draw_id: int
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RevealDraw:
    draw_id: int


@dataclass(frozen=True, slots=True)
class FinishDraw:
    """``beacon_value``: the value of the agreed round, 64 hex digits; empty where none was agreed."""

    draw_id: int
    beacon_value: str = ""


@dataclass(frozen=True, slots=True)
class VoidDraw:
    draw_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AssignDraw:
    """Make a visit of each institution that was drawn, for the inspectors who were drawn with it."""

    draw_id: int
    planned_on: date
    reason: str
    authority: str
