"""Named reads of the plan register."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import unit_by_any_name
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.plans.permissions import VIEW
from tuoyu.registers.plans.policy_files import duty_codes
from tuoyu.registers.plans.rules.draft import plan_of, units_named
from tuoyu.registers.plans.rules.lint import lint_plan
from tuoyu.registers.plans.rules.parsed import Finding
from tuoyu.registers.plans.words import VersionState


def versions(ctx: Ctx) -> QuerySet[Version]:
    return visible(ctx, VIEW, Version.objects.all())


def plan_in_force(ctx: Ctx) -> Version | None:
    """The adopted version of the district this installation serves; the long columns are left behind."""
    rows = versions(ctx).filter(area=ctx.area, state=VersionState.ADOPTED).defer("text", "draft")
    return rows.first()


def in_force(area: str, prefix: str = "") -> Q:
    """Rows of the plan that a district has adopted; ``prefix`` leads from the row to its task or target."""
    return Q(**{f"{prefix}version__area": area, f"{prefix}version__state": VersionState.ADOPTED})


def tasks_in_force(ctx: Ctx) -> QuerySet[Task]:
    """The tasks of the plan in force, in the plan's order."""
    rows = visible(ctx, VIEW, Task.objects.all())
    return rows.filter(in_force(ctx.area)).order_by("no")


def tasks_with_duties(ctx: Ctx) -> QuerySet[Task]:
    """As ``tasks_in_force``, each with its duties and their units: two statements, whatever the size."""
    duties = (
        Duty.objects.unscoped("duties of tasks already scoped").select_related("unit").order_by("position")
    )
    return tasks_in_force(ctx).prefetch_related(Prefetch("duties", queryset=duties))


def duties_in_force(ctx: Ctx) -> QuerySet[Duty]:
    """Every duty of the plan in force with task, version and unit at hand: tasks in the plan's order, leads first.

    One statement. No task is missing: a plan with a task that no unit stands behind is not adopted.
    """
    rows = Duty.objects.unscoped("duties of tasks already scoped").filter(
        task__in=tasks_in_force(ctx).order_by()
    )
    return (
        rows.select_related("task__version", "unit")
        .defer("task__version__text", "task__version__draft")
        .order_by("task__no", "position")
    )


def targets_in_force(ctx: Ctx) -> QuerySet[Target]:
    rows = visible(ctx, VIEW, Target.objects.select_related("task"))
    return rows.filter(in_force(ctx.area)).order_by("position")


def duty_of_units(unit_ids: frozenset[int], prefix: str = "") -> Q:
    """Rows whose task names one of the units, directly or through its collective (各街镇)."""
    return Q(**{f"{prefix}unit_id__in": unit_ids}) | Q(**{f"{prefix}unit__members__in": unit_ids})


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A name in a draft and the unit it means; None when no unit bears it."""

    name: str
    unit: Unit | None


def units_of_draft(version: Version) -> list[NamedUnit]:
    """Each unit name of the draft beside the unit it means."""
    known = unit_by_any_name()
    return [NamedUnit(name, known.get(name)) for name in units_named(version.draft)]


def findings_in_force(ctx: Ctx) -> tuple[Finding, ...]:
    """What the lint finds in the plan in force: duties without owner, caps that never bind, dates that do not fit."""
    version = versions(ctx).filter(area=ctx.area, state=VersionState.ADOPTED).first()
    return lint_plan(plan_of(version.draft, version.text), duty_codes()) if version else ()
