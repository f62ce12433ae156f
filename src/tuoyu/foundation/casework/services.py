"""``advance``: the only way a case changes its state.

Lock → state → permission → rule → write → timeline → journal → deadlines → announce, in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.registry import action_named
from tuoyu.foundation.access.services import SYSTEM_ROLE, acting_post, require
from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.casework.models import Case, Step
from tuoyu.foundation.deadlines.services import meet_clocks
from tuoyu.foundation.jobs.services import announce
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.verdict import Verdict, demand

C = TypeVar("C", bound=Case)


def advance(  # noqa: PLR0913 - one call tells a whole move; each part has its name there
    ctx: Ctx,
    flow: Flow,
    rows: QuerySet[C],
    pk: int,
    move_name: str,
    *,
    note: str = "",
    rule: Callable[[C], Verdict] | None = None,
    changes: dict[str, Any] | None = None,
    meets: Iterable[str] = (),
    event: Callable[[C], object] | None = None,
) -> C:
    """Make one move of ``flow`` on the case ``pk``.

    ``rule`` may refuse with reasons; ``changes`` are further columns written with the state; ``meets`` names the
    kinds of clocks that the move stops; ``event`` makes what is announced. Raises ``Refused`` (403, 404, 409 where the
    state or the rule forbids the move, 422 where a value given with it is wrong); then nothing changed.
    """
    move = flow.move(move_name)
    case = require(ctx, action_named(move.action), rows, pk, lock=True)
    demand(flow.check(case.state, move_name))
    if rule is not None:
        _demand_rule(rule(case))
    source = case.state
    _write(ctx, case, move, changes or {})
    add_step(ctx, case, move, source=source, note=note)
    journal(ctx, move.action, case, fields=("state", *(changes or {})), basis=move.basis, note=note)
    for kind in meets:
        meet_clocks(ctx, case, kind=kind)
    if event is not None:
        announce(event(case))
    return case


def begin(ctx: Ctx, flow: Flow, case: Case, label: str, action: Action, *, note: str = "") -> Step:
    """The first line of a timeline: how the case came to be. The service that made it writes the journal."""
    return add_step(ctx, case, Move("begin", label, (), flow.start, action.code), source="", note=note)


def add_step(ctx: Ctx, case: Case, move: Move, *, source: str, note: str = "") -> Step:
    """One line of the timeline."""
    post = acting_post(ctx, move.action)
    return Step.objects.create(
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        move=move.name,
        label=move.label,
        source=source,
        target=str(move.target),
        note=note,
        at=ctx.now,
        by_name=ctx.actor.name,
        # The house, acting on what somebody decided, is no unit: the name of who decided is enough.
        by_unit=post.unit_name if post and post.role != SYSTEM_ROLE else "",
    )


def _demand_rule(verdict: Verdict) -> None:
    """A reason that names a field speaks of what was typed (422), any other of how things stand (409)."""
    demand(verdict, status=422 if any(reason.field for reason in verdict.failures) else 409)


def _write(ctx: Ctx, case: Case, move: Move, changes: dict[str, Any]) -> None:
    for column, value in changes.items():
        setattr(case, column, value)
    case.state = str(move.target)
    case.state_at = ctx.now
    case.save(update_fields=["state", "state_at", *changes])
