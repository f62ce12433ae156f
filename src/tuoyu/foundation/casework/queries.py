"""Named reads about cases: the timeline, and what could be done next and why not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tuoyu.foundation.access.registry import action_named
from tuoyu.foundation.access.services import allowed, explain
from tuoyu.foundation.casework.models import Case, Step
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.verdict import PASSED, Verdict


@dataclass(frozen=True, slots=True)
class Option:
    """A move that leaves the present state, and whether this actor may make it."""

    move: Move
    verdict: Verdict


def timeline(case: Case) -> QuerySet[Step]:
    """The steps of a case the caller was already allowed to see, oldest first."""
    rows = Step.objects.unscoped("timeline of a case already scoped")
    return rows.filter(subject_type=case._meta.label_lower, subject_id=case.pk)


def options(ctx: Ctx, flow: Flow, case: Case) -> list[Option]:
    """Moves from the present state, each with the reason when the actor's posts do not allow it."""
    return [Option(move, _may(ctx, move)) for move in flow.moves_from(case.state)]


def _may(ctx: Ctx, move: Move) -> Verdict:
    action = action_named(move.action)
    return PASSED if allowed(ctx, action) else explain(ctx, action)
