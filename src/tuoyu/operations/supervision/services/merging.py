"""综合查一次: visits of several departments become one, and are taken apart again while nobody has begun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import add_step, advance
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Move
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.kernel.words import LabelledEnum
from tuoyu.operations.supervision.commands.visits import MergeVisit, SplitVisit
from tuoyu.operations.supervision.flow.visits import MERGE_BASIS, VISIT, VisitState
from tuoyu.operations.supervision.models import Visit, VisitItem, VisitMember
from tuoyu.operations.supervision.permissions.visits import MERGE_VISIT, SPLIT_VISIT
from tuoyu.operations.supervision.policy.plans import plan_defaults_at
from tuoyu.operations.supervision.queries.plans import merged_rows, planned_rows
from tuoyu.operations.supervision.queries.visits import checklist_of, members_of
from tuoyu.operations.supervision.rules.merging import may_merge, may_split
from tuoyu.operations.supervision.services.merge_telling import tell_of_merge, tell_of_split
from tuoyu.operations.supervision.services.visits import ROWS, goers_verdict


@service(MERGE_VISIT)
def merge_visit(ctx: Ctx, command: MergeVisit) -> Visit:
    """Make one visit of several: the first takes the departments, inspectors and items of all, on its own day.

    The others stay, merged into it. An institution that may know beforehand is told once, of all. Returns the joint
    visit. Raises ``Refused`` (404 where no department of the actor is in it, 409 where they cannot be one).
    """
    require(ctx, MERGE_VISIT, ROWS, command.visit_id)
    visits = _all_of({command.visit_id, *command.with_ids})
    within = timedelta(days=plan_defaults_at(ctx.today, ctx.area).merge_days)
    demand(may_merge(planned_rows(visits), within, ctx.today))
    joint, *others = visits
    joining = [member for other in others for member in members_of(other)]
    goers = [member.inspector for member in (*members_of(joint), *joining)]
    demand(goers_verdict(joint.institution_id, joint.planned_on, goers, ctx.area))
    was_told = any(visit.noticed_at for visit in visits)
    for other in others:
        _merge_into(ctx, joint, other)
    _take_over(joint, joining, others)
    _line(ctx, joint, "merge", f"合进 {len(others)} 次：{_named(others)}")
    journal(ctx, MERGE_VISIT, joint, fields=("members", "items"), basis=MERGE_BASIS, note=_named(others))
    joint = _notice(ctx, joint, was_told=was_told)
    tell_of_merge(ctx, joint, others, joining)
    return joint


@service(SPLIT_VISIT)
def split_visit(ctx: Ctx, command: SplitVisit) -> Visit:
    """Take a joint visit apart: each department's visit stands again as it did, on its own day.

    Raises ``Refused`` (409) where it has begun, or is not joint. The first stays noticed where the institution was told.
    """
    joint = require(ctx, SPLIT_VISIT, ROWS, command.visit_id, lock=True)
    others = _locked(merged_rows([joint.pk]).values_list("pk", flat=True))
    (planned,) = planned_rows([joint])
    demand(may_split(planned, len(others)))
    house, note = house_of(ctx), command.reason.strip()
    units = set(
        VisitMember.objects.unscoped("who came with the merged")
        .filter(visit__in=others)
        .values_list("unit_id", flat=True)
    )
    VisitItem.objects.unscoped("what they brought goes with them").filter(
        visit=joint, unit__in=units
    ).delete()
    VisitMember.objects.unscoped("who came with them goes").filter(visit=joint, unit__in=units).delete()
    for other in others:
        name = "split_noticed" if other.noticed_at else "split"
        advance(house, VISIT, ROWS, other.pk, name, note=note, changes={"merged_into": None})
    _line(ctx, joint, "split", f"{note}；分出 {_named(others)}")
    journal(ctx, SPLIT_VISIT, joint, fields=("members", "items"), note=note)
    tell_of_split(ctx, joint, others)
    return joint


def _all_of(keys: set[int]) -> list[Visit]:
    """Raises ``Refused`` (409) where one is not there: fewer are not merged in silence."""
    visits = _locked(keys)
    if len(visits) < len(keys):
        raise Refused.because(
            "supervision.merge_gone",
            "其中有的检查找不到了。",
            status=409,
            next_step="请回到“可以合并的检查”，看最新的建议。",
        )
    return visits


def _locked(keys: Iterable[int]) -> list[Visit]:
    """The visits, held to the end of the transaction, the first to be made first."""
    rows = Visit.objects.unscoped("visits of other departments that are merged with one of the actor's")
    found = rows.filter(pk__in=set(keys)).select_related("institution__unit", "lead_unit")
    held = list(found.select_for_update(of=("self",)).order_by("pk"))
    return sorted(held, key=lambda visit: (visit.planned_on, visit.pk))


def _merge_into(ctx: Ctx, joint: Visit, other: Visit) -> None:
    """By the house: the actor's post reaches the own department's visits alone."""
    note = f"合到{joint.lead_unit.short_name or joint.lead_unit.name}牵头的 {joint.planned_on:%F} 那一次"
    merged = advance(house_of(ctx), VISIT, ROWS, other.pk, "merge", note=note, changes={"merged_into": joint})
    other.state, other.merged_into = merged.state, joint


def _take_over(joint: Visit, joining: Sequence[VisitMember], others: Sequence[Visit]) -> None:
    """Members and items are copied: a merged visit still shows what it was. An item is asked once, of whom it was first."""
    VisitMember.objects.bulk_create(
        VisitMember(visit=joint, inspector=each.inspector, unit=each.unit) for each in joining
    )
    asked = {item.item.code for item in checklist_of(joint)}
    for other in others:
        fresh = [item for item in checklist_of(other) if item.item.code not in asked]
        VisitItem.objects.bulk_create(
            VisitItem(visit=joint, item=item.item, unit=item.unit) for item in fresh
        )
        asked |= {item.item.code for item in fresh}


def _notice(ctx: Ctx, joint: Visit, *, was_told: bool) -> Visit:
    """What the institution may know it is told now, unless it was; what it may not is told at the door."""
    if joint.state == VisitState.NOTICED or (joint.is_unannounced and not was_told):
        return joint
    return advance(house_of(ctx), VISIT, ROWS, joint.pk, "notice", changes={"noticed_at": ctx.now})


def _line(ctx: Ctx, joint: Visit, name: str, note: str) -> None:
    """A line in the timeline of the visit that stays where it is."""
    move = VISIT.move(name)
    here: LabelledEnum = VisitState(joint.state)
    add_step(ctx, joint, Move(name, move.label, (), here, move.action), source=joint.state, note=note[:500])


def _named(visits: Iterable[Visit]) -> str:
    return "、".join(
        f"{visit.lead_unit.short_name or visit.lead_unit.name} {visit.planned_on:%F}" for visit in visits
    )
