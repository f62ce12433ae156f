"""What is announced of findings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingOpened:
    finding_id: int


@dataclass(frozen=True, slots=True)
class FindingOverdue:
    """Still not mended ``days`` working days after it should have been; told once at each step of the policy."""

    finding_id: int
    unit_id: int
    days: int


@dataclass(frozen=True, slots=True)
class FindingSettled:
    """It was closed, or taken back: nobody waits for its mending any more."""

    finding_id: int
    is_cancelled: bool
