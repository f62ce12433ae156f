"""What is asked of the pool of inspectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RegisterInspector:
    """``user_id``: the account with which visits are made; None for an expert without one."""

    unit_id: int
    kind: str
    name: str
    certificate_no: str
    since_on: date
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class RetireInspector:
    """``until_on`` is the first day on which the inspector can no longer be drawn."""

    inspector_id: int
    until_on: date


@dataclass(frozen=True, slots=True)
class DeclareRecusal:
    inspector_id: int
    institution_id: int
    kind: str
    since_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class LiftRecusal:
    """``until_on`` is the first day on which the inspector may go there again."""

    recusal_id: int
    until_on: date
