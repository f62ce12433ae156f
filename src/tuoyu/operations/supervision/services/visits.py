"""Visits until they begin: planned with their checklist, moved, called off, told to the institution, begun."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from tuoyu.foundation.access.services import grants, require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.supervision.commands.visits import (
    CancelVisit,
    MoveVisit,
    NoticeVisit,
    PlanVisit,
    StartVisit,
)
from tuoyu.operations.supervision.flow.visits import AHEAD, VISIT, VisitState
from tuoyu.operations.supervision.models import Inspector, Visit, VisitItem, VisitMember
from tuoyu.operations.supervision.permissions import visits as permissions
from tuoyu.operations.supervision.policy.visits import (
    kinds_of_unit,
    least_officers_at,
    least_officers_basis,
)
from tuoyu.operations.supervision.queries.plans import merged_rows
from tuoyu.operations.supervision.queries.visits import (
    in_pool,
    inspectors_named,
    known_place,
    library_at,
    member_for,
    recusals_at,
)
from tuoyu.operations.supervision.rules.items import items_for
from tuoyu.operations.supervision.rules.merging import may_cancel_joint
from tuoyu.operations.supervision.rules.visits import (
    Goer,
    checklist,
    conditions_at,
    may_go,
    nothing_asked,
    owners_of,
)
from tuoyu.operations.supervision.services.visit_notices import tell_institution, tell_members
from tuoyu.operations.supervision.words.visits import InspectorKind, RecusalKind, VisitKind
from tuoyu.registers.institutions.queries import institution_for_update

# Without signs that are taken for one another, read out over the telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
ROWS = Visit.objects.select_related("institution__unit", "lead_unit")


@service(permissions.PLAN_VISIT)
def plan_visit(ctx: Ctx, command: PlanVisit) -> Visit:
    """Plan a visit: who goes, and what is looked at by which department, in the versions of that day.

    Raises ``Refused`` (422) where an inspector must keep away, there are too few officers, or nothing is to be asked.
    """
    require_any(ctx, permissions.PLAN_VISIT)
    institution = institution_for_update(command.institution_id)
    goers = inspectors_named(command.inspector_ids)
    demand(_plan_verdict(ctx, command), status=422)
    demand(goers_verdict(command.institution_id, command.planned_on, goers, ctx.area), status=422)
    visit = Visit.objects.create(
        institution=institution,
        lead_unit_id=_lead_unit(ctx, command),
        draw_id=command.draw_id,
        kind=VisitKind(command.kind).value,
        code=_new_code(),
        reason=command.reason.strip(),
        authority=command.authority.strip(),
        planned_on=command.planned_on,
        is_unannounced=command.is_unannounced,
        state=VisitState.PLANNED.value,
        state_at=ctx.now,
    )
    VisitMember.objects.bulk_create(
        VisitMember(visit=visit, inspector=each, unit=each.unit) for each in goers
    )
    asked = _checklist(ctx, visit, goers)
    if not asked:
        demand(_nothing_asked(ctx, visit, goers), status=422)
    VisitItem.objects.bulk_create(VisitItem(visit=visit, item_id=item, unit_id=unit) for item, unit in asked)
    begin(ctx, VISIT, visit, "安排检查", permissions.PLAN_VISIT)
    journal(ctx, permissions.PLAN_VISIT, visit, fields=("planned_on", "kind"), note=f"清单 {len(asked)} 项")
    tell_members(ctx, visit, goers)
    return visit


@service(permissions.MOVE_VISIT)
def move_visit(ctx: Ctx, command: MoveVisit) -> Visit:
    """Another day. Where the institution was told already, it is told again."""
    visit = require(ctx, permissions.MOVE_VISIT, ROWS, command.visit_id, lock=True)
    demand(_lead_verdict(ctx, visit, "改期"))
    if visit.state not in AHEAD:
        raise Refused.because(
            "supervision.not_ahead",
            f"检查现在是“{VisitState.label_of(visit.state)}”，不能改期。",
            next_step="只有还没开始的检查才能改期。",
        )
    if command.planned_on < ctx.today:
        raise _past("planned_on")
    visit.planned_on = command.planned_on
    visit.save(update_fields=["planned_on"])
    journal(ctx, permissions.MOVE_VISIT, visit, fields=("planned_on",), note=command.reason.strip())
    if visit.state == VisitState.NOTICED:
        tell_institution(ctx, visit)
    return visit


@service(permissions.CANCEL_VISIT)
def cancel_visit(ctx: Ctx, command: CancelVisit) -> Visit:
    """Call a visit off, with the reason; an institution that was told is told this too."""
    if not command.reason.strip():
        raise Refused.because(
            "supervision.cancel_reason",
            "没有写取消的理由。",
            status=422,
            next_step="请写明理由。",
            field="reason",
        )
    visit = advance(
        ctx,
        VISIT,
        ROWS,
        command.visit_id,
        "cancel",
        note=command.reason.strip(),
        rule=lambda found: (
            _lead_verdict(ctx, found, "取消") & may_cancel_joint(merged_rows([found.pk]).count())
        ),
    )
    if visit.noticed_at:
        tell_institution(ctx, visit)
    return visit


@service(permissions.NOTICE_VISIT)
def notice_visit(ctx: Ctx, command: NoticeVisit) -> Visit:
    """Tell the institution who comes, when, why and by which authority, with the code to check it by."""
    visit = advance(ctx, VISIT, ROWS, command.visit_id, "notice", changes={"noticed_at": ctx.now})
    tell_institution(ctx, visit)
    return visit


@service(permissions.START_VISIT)
def start_visit(ctx: Ctx, command: StartVisit) -> Visit:
    """Begin. Nobody enters untold: what was not noticed is noticed at the door, by the same move."""
    visit = require(ctx, permissions.START_VISIT, ROWS, command.visit_id, lock=True)
    demand_member(ctx, visit)
    if visit.state == VisitState.PLANNED:
        notice_visit(ctx, NoticeVisit(visit.pk))
    started = min(command.started_at or ctx.now, ctx.now)
    return advance(ctx, VISIT, ROWS, visit.pk, "start", changes={"started_at": started})


def demand_member(ctx: Ctx, visit: Visit) -> VisitMember:
    """The actor as a member of the visit. Raises ``Refused`` (409): a colleague of the same department is not one."""
    member = member_for(visit, ctx.actor.user_id)
    if member is None:
        raise Refused.because(
            "supervision.not_a_member",
            "您不在这次检查的检查组里。",
            next_step="请检查组成员来办，或请牵头单位重新安排检查。",
        )
    return member


def _plan_verdict(ctx: Ctx, command: PlanVisit) -> Verdict:
    if command.planned_on < ctx.today:
        return _past("planned_on").verdict
    for field, text, label in (("reason", command.reason, "事由"), ("authority", command.authority, "依据")):
        if not text.strip():
            return Verdict.refuse(
                "supervision.plan_text",
                f"没有写检查{label}。",
                next_step="机构凭它核对这次检查。",
                field=field,
            )
    return PASSED


def _past(field: str) -> Refused:
    return Refused.because(
        "supervision.past", "这一天已经过去了。", status=422, next_step="请选今天或以后的日期。", field=field
    )


def goers_verdict(institution_id: int, day: date, goers: Sequence[Inspector], area: str) -> Verdict:
    """May these inspectors go to the institution on the day?"""
    recusals = recusals_at(institution_id, [each.pk for each in goers], day)
    present = set(
        Inspector.objects.unscoped("who is in the pool").filter(in_pool(day)).values_list("pk", flat=True)
    )
    told = [
        Goer(
            each.name,
            each.kind == InspectorKind.OFFICER,
            each.pk in present,
            RecusalKind.label_of(recusals[each.pk].kind) if each.pk in recusals else "",
        )
        for each in goers
    ]
    return may_go(told, least_officers_at(day, area), least_officers_basis(day, area))


def _lead_unit(ctx: Ctx, command: PlanVisit) -> int:
    """The unit for which the actor plans; the house says which."""
    for post in grants(ctx, permissions.PLAN_VISIT).get("unit", ()):
        return post.unit_id
    if command.lead_unit_id is None:
        raise Refused.because("supervision.no_lead", "没有说明由哪个单位牵头。", status=422)
    return command.lead_unit_id


def _lead_verdict(ctx: Ctx, visit: Visit, what: str) -> Verdict:
    """Of several departments the leading one decides; the house acts for it."""
    if visit.lead_unit_id in ctx.actor.unit_ids or "system" in ctx.actor.roles:
        return PASSED
    return Verdict.refuse(
        "supervision.not_lead",
        f"这次检查由{visit.lead_unit.name}牵头，{what}由它来定。",
        next_step=f"请联系{visit.lead_unit.name}。",
    )


def _checklist(ctx: Ctx, visit: Visit, goers: Sequence[Inspector]) -> list[tuple[int, int]]:
    units = {each.unit_id: each.unit.name for each in goers}
    in_order = sorted(units, key=lambda unit: (unit != visit.lead_unit_id, unit))
    owners = owners_of([(unit, kinds_of_unit(units[unit])) for unit in in_order])
    conditions = conditions_at(known_place(ctx, visit.institution))
    return checklist(
        library_at(visit.planned_on), visit.institution.form, conditions, visit.planned_on, owners
    )


def _nothing_asked(ctx: Ctx, visit: Visit, goers: Sequence[Inspector]) -> Verdict:
    units = sorted({each.unit.name for each in goers})
    own = {kind for unit in units for kind in kinds_of_unit(unit)}
    library = library_at(visit.planned_on)
    conditions = conditions_at(known_place(ctx, visit.institution))
    asked = items_for((item for _, item in library), visit.institution.form, conditions, visit.planned_on)
    mine = [item for _, item in library if item.unit_kind in own]
    return nothing_asked(units, {item.unit_kind for item in asked}, mine, visit.institution.form)


def _new_code() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_CODE_LENGTH))
