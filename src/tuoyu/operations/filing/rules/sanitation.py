"""The sanitation self-assessment (卫生评价自评): all items met, or not qualified."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SanitationItem:
    """``is_verified``: its wording was seen in public material; otherwise the page says 待核实."""

    code: str
    part: str
    label: str
    is_verified: bool
