"""What is asked of yearly plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """``shares``: risk class → ten-thousandths of the institutions that are visited in the year."""

    year: int
    cap: int
    shares: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishPlan:
    plan_id: int


@dataclass(frozen=True, slots=True)
class RevisePlan:
    """The next edition of a published plan, in force at once. ``note`` says why."""

    plan_id: int
    cap: int
    shares: Mapping[str, int]
    note: str
