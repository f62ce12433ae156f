"""What the plan register announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanAdopted:
    """A version became the plan in force. ``superseded_id`` is the version it replaced, 0 when it is the first."""

    version_id: int
    superseded_id: int
