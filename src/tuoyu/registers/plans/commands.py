"""What is asked of the plan register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """``content`` with ``name`` is an uploaded file; ``text`` is what was pasted, or what was read from the file already."""

    name: str = ""
    content: bytes = field(repr=False, default=b"")
    text: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class RevisePlan:
    """``draft`` replaces the whole draft (the shape of ``ParsedPlan.to_json_dict`` with spans kept beside)."""

    version_id: int
    draft: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AdoptPlan:
    """``new_units`` are names in the draft that no unit bears yet and that are to be registered on adoption."""

    version_id: int
    new_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscardPlan:
    version_id: int
