"""What penalties announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PenaltyDecided:
    """A decision was made; number and paper are there."""

    penalty_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class PenaltyRevoked:
    """A decision no longer stands."""

    penalty_id: int
    institution_id: int
