"""How tasks, milestones, reports, evidence and slips relate to the posts of an actor."""

from __future__ import annotations

from django.db.models import Q

from tuoyu.governance.coordination.queries import duties_of_unit
from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.registers.plans.models import Duty
from tuoyu.registers.plans.queries import duty_of_units
from tuoyu.registers.plans.words import DutyKind


def unit_ids(posts: tuple[PostRef, ...]) -> frozenset[int]:
    return frozenset(post.unit_id for post in posts)


def task_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Tasks in which the unit leads or answers, itself or as a member of 各街镇."""
    return Q(pk__in=duties_of_unit(unit_ids(posts)))


def task_led_by_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    duties = Duty.objects.unscoped("scope lead").filter(
        duty_of_units(unit_ids(posts)), kind=DutyKind.LEAD.value
    )
    return Q(pk__in=duties.values("task_id"))


def row_of_unit(_ctx: Ctx, posts: tuple[PostRef, ...]) -> Q:
    """Milestones, reports and slips that are the unit's own."""
    return Q(unit_id__in=unit_ids(posts))
