"""Facts made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.registers.institutions.world import bureau, system
from tuoyu.kernel.context import Ctx
from tuoyu.registers.credit.commands import RecordFact
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.credit.services import record_fact

DECIDED = date(2021, 6, 1)


def command(number: int = 1, **changes: Any) -> RecordFact:
    facts: dict[str, Any] = {
        "kind": "penalty",
        "severity": "general",
        "subject_kind": "institution",
        "subject_key": "17",
        "subject_name": "青禾社区托育园",
        "source_unit_id": 1,
        "source_title": "行政处罚决定书",
        "source_number": f"鹿卫罚〔2021〕{number}号",
        "source_key": f"supervision.penalty:{number}",
        "decided_on": DECIDED,
    }
    return RecordFact(**(facts | changes))


def a_fact(number: int = 1, *, ctx: Ctx | None = None, **changes: Any) -> CreditFact:
    """A penalty of the health bureau of ``DECIDED``; ``changes`` go into the command."""
    return record_fact(ctx or system(), command(number, **({"source_unit_id": bureau().pk} | changes)))
