"""What credit announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactRecorded:
    """A fact about a subject is remembered from now on."""

    fact_id: int
    subject_kind: str
    subject_key: str


@dataclass(frozen=True, slots=True)
class FactEnded:
    """A fact no longer stands: repaired, overturned, or a mistake."""

    fact_id: int
    subject_kind: str
    subject_key: str
