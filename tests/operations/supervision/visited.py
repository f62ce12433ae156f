"""Visits written plainly, in a state that the test wants, with what was seen."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from tests.conftest import NOW
from tests.operations.supervision.world import TODAY, Stage
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Answer, Visit, VisitItem, VisitMember
from tuoyu.operations.supervision.queries.items import items_in_force
from tuoyu.operations.supervision.words.visits import Outcome, VisitKind
from tuoyu.registers.institutions.models import Institution


def a_visit(
    stage: Stage,
    *members: str,
    state: VisitState = VisitState.SIGNED,
    planned_on: date = TODAY,
    signed_at: datetime = NOW,
    place: Institution | None = None,
) -> Visit:
    """By the inspectors of these keys (two of the health bureau unless told), led by the unit of the first."""
    inspectors = [stage.inspectors[key] for key in members or ("ann", "bo")]
    visit = Visit.objects.create(
        institution=place or stage.place,
        lead_unit=inspectors[0].unit,
        kind=VisitKind.PLANNED.value,
        code=uuid.uuid4().hex[:10],
        reason="年度检查",
        authority="《托育机构管理规范（试行）》",
        planned_on=planned_on,
        state=state.value,
        state_at=NOW,
        signed_at=signed_at if state is VisitState.SIGNED else None,
    )
    for inspector in inspectors:
        VisitMember.objects.create(visit=visit, inspector=inspector, unit=inspector.unit)
    return visit


def seen(stage: Stage, visit: Visit, *outcomes: Outcome) -> None:
    """One item of the library for each outcome."""
    inspector = stage.inspectors["ann"]
    for item, outcome in zip(items_in_force(TODAY)[: len(outcomes)], outcomes, strict=True):
        line = VisitItem.objects.create(visit=visit, item=item, unit=inspector.unit)
        Answer.objects.create(
            visit_item=line,
            uid=uuid.uuid4(),
            outcome=outcome.value,
            inspector=inspector,
            answered_at=NOW,
            received_at=NOW,
        )
