"""Which marks may stand beside which, and what each must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.registers.institutions.words import FactKind

# A mark on the left ends those on the right from its first day.
ENDED_BY: dict[FactKind, tuple[FactKind, ...]] = {
    FactKind.FILED: (FactKind.NONCONFORMING,),
    FactKind.CLOSED: (
        FactKind.OPEN,
        FactKind.SUSPENDED,
        FactKind.FILED,
        FactKind.NONCONFORMING,
        FactKind.OCCUPIED,
    ),
}
_WANTED: dict[FactKind, str] = {FactKind.FILED: "number", FactKind.OCCUPIED: "children"}


def mark_is_sound(kind: FactKind, closed_on: date | None, on: date, content: Mapping[str, Any]) -> Verdict:
    """Nothing more happens to an institution that has ended; a filing has its number, a count its children."""
    if kind in {FactKind.PROFILE, FactKind.CLASSES, FactKind.CHAIN}:
        raise ValueError(f"{kind} is revised or attached, not marked")
    if closed_on is not None and on >= closed_on and kind is not FactKind.CLOSED:
        return Verdict.refuse(
            "institutions.closed",
            f"这家机构已于 {closed_on.isoformat()} 终止服务，不能再记“{kind.label}”。",
            next_step="重新开办的，请按新机构登记备案。",
        )
    wanted = _WANTED.get(kind)
    if wanted and wanted not in content:
        raise ValueError(f"{kind} wants {wanted} in its content")
    return PASSED
