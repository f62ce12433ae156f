"""What is asked of ratings and of appeals against them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MakeRatings:
    """Rate these institutions (None: all that are filed). ``cause`` is a value of ``words.ratings.Cause``."""

    institution_ids: tuple[int, ...] | None = None
    cause: str = "round"


@dataclass(frozen=True, slots=True)
class SubmitAppeal:
    """``lines``: places of the disputed lines in the rating, from 0."""

    rating_id: int
    lines: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerAppeal:
    """Uphold or reject; ``answer`` is what the institution reads. Without ``lines`` all disputed lines are struck."""

    appeal_id: int
    answer: str


@dataclass(frozen=True, slots=True)
class WithdrawAppeal:
    appeal_id: int
    note: str = ""
