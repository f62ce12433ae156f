"""Yearly plans: drafted, published for everybody, replaced by a next edition."""

from __future__ import annotations

from tuoyu.foundation.access.services import grants, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.plans import OpenPlan, PublishPlan, RevisePlan
from tuoyu.operations.supervision.flow.plans import PLAN, PlanState
from tuoyu.operations.supervision.models import InspectionPlan
from tuoyu.operations.supervision.permissions.plans import OPEN_PLAN, PUBLISH_PLAN, REVISE_PLAN
from tuoyu.operations.supervision.rules.planning import BASIS, plan_is_sound

_FIELDS = ("unit", "year", "edition", "cap", "shares")


@service(OPEN_PLAN)
def open_plan(ctx: Ctx, command: OpenPlan) -> InspectionPlan:
    """The draft of the actor's own department for a year; there is one."""
    require_any(ctx, OPEN_PLAN)
    demand(plan_is_sound(command.year, command.cap, command.shares, ctx.today.year), status=422)
    post = next(post for posts in grants(ctx, OPEN_PLAN).values() for post in posts)
    rows = InspectionPlan.objects.unscoped("is there a plan of the unit already")
    if rows.filter(unit_id=post.unit_id, year=command.year).exists():
        raise Refused.because(
            "plan.there",
            f"{post.unit_name}{command.year}年已经有计划。",
            status=422,
            field="year",
            next_step="已公布的请打开它修订；还没公布的请打开它公布。",
        )
    plan = InspectionPlan(
        unit_id=post.unit_id,
        year=command.year,
        cap=command.cap,
        shares=dict(command.shares),
        note=command.note.strip(),
        state=PLAN.start.value,
        state_at=ctx.now,
    )
    plan.save(force_insert=True)
    begin(ctx, PLAN, plan, OPEN_PLAN.label, OPEN_PLAN)
    journal(ctx, OPEN_PLAN, plan, fields=_FIELDS)
    return plan


@service(PUBLISH_PLAN)
def publish_plan(ctx: Ctx, command: PublishPlan) -> InspectionPlan:
    """From now on it binds the department, and everybody may read it."""
    return advance(
        ctx,
        PLAN,
        InspectionPlan.objects.all(),
        command.plan_id,
        "publish",
        changes={"published_at": ctx.now, "published_by": ctx.actor.name},
    )


@service(REVISE_PLAN)
def revise_plan(ctx: Ctx, command: RevisePlan) -> InspectionPlan:
    """The next edition takes the place of this one, which stays readable."""
    note = command.note.strip()
    if not 0 < len(note) <= 500:
        raise Refused.because(
            "plan.note",
            "要写明为什么修订，最多500个字。",
            status=422,
            field="note",
            next_step="会随计划公布。",
        )
    old = advance(ctx, PLAN, InspectionPlan.objects.all(), command.plan_id, "revise", note=note)
    demand(plan_is_sound(old.year, command.cap, command.shares, ctx.today.year), status=422)
    new = InspectionPlan(
        unit_id=old.unit_id,
        year=old.year,
        edition=old.edition + 1,
        cap=command.cap,
        shares=dict(command.shares),
        note=note,
        state=PlanState.PUBLISHED.value,
        state_at=ctx.now,
        published_at=ctx.now,
        published_by=ctx.actor.name,
    )
    new.save(force_insert=True)
    begin(ctx, PLAN, new, REVISE_PLAN.label, REVISE_PLAN, note=note)
    journal(ctx, REVISE_PLAN, new, fields=_FIELDS, basis=BASIS, note=note)
    return new
