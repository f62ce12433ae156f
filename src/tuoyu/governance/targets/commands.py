"""What the services of targets are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuoyu.governance.targets.words import Direction, Period


@dataclass(frozen=True, slots=True)
class DefineIndicator:
    """Write down what an indicator means. ``unit`` and ``scale`` can no longer change once numbers were recorded."""

    indicator_id: int
    name: str
    definition: str
    formula: str
    numerator_label: str
    denominator_label: str
    unit: str
    decimals: int
    counted_in: str
    direction: Direction
    period: Period
    owner_id: int | None
    basis: str
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that shows where a typed number comes from."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RecordObservation:
    """A typed number. ``is_checked``: the person has looked again at a number that differs much from the last one."""

    indicator_id: int
    period_on: date
    area: str
    numerator: Decimal
    denominator: Decimal | None
    source: str
    evidence: Evidence | None = None
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class CorrectObservation:
    """A number in place of an earlier one, with the reason."""

    observation_id: int
    numerator: Decimal
    denominator: Decimal | None
    source: str
    reason: str
    evidence: Evidence | None = None
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class PullObservations:
    """Draw the figures of the latest period that has ended, for indicators of that rhythm."""

    period: Period


@dataclass(frozen=True, slots=True)
class ImportObservations:
    """A file of numbers of one indicator: one line a period and area."""

    indicator_id: int
    name: str
    content: bytes
