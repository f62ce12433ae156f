"""What is announced of incidents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """An incident was recorded, a real one; ``kind`` is a value of ``IncidentKind``."""

    incident_id: int
    institution_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class IncidentLate:
    """An institution told it too late (迟报) or not at all; ``timeliness`` is ``late`` or ``silent``."""

    incident_id: int
    institution_id: int
    timeliness: str
