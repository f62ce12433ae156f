"""What is asked of incidents and drills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportIncident:
    """The answers of the tree and the first facts. ``drill_id`` answers a drill; ``told_at`` is when
    the institution told it by telephone, as the authority writes down (None: the authority found it). Times are aware moments."""

    institution_id: int
    path: tuple[str, ...]
    happened_at: datetime
    known_at: datetime
    place: str = ""
    children_count: int = 1
    what: str = ""
    measures: str = ""
    drill_id: int | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeIncident:
    incident_id: int


@dataclass(frozen=True, slots=True)
class InvestigateIncident:
    incident_id: int


@dataclass(frozen=True, slots=True)
class UpdateIncident:
    incident_id: int
    text: str


@dataclass(frozen=True, slots=True)
class CloseIncident:
    incident_id: int
    cause: str
    lessons: str


@dataclass(frozen=True, slots=True)
class RevealIncident:
    """``ctx.purpose`` says what for."""

    incident_id: int


@dataclass(frozen=True, slots=True)
class StartDrill:
    """Institutions by key; each must have an account, else nobody there can be told."""

    title: str
    scenario: str
    institution_ids: tuple[int, ...]
