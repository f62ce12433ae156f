"""Named reads of single things: milestones, reports, slips, evidence, the tasks of a unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.queries import open_clocks
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.models import Evidence, Milestone, Report, ReportFigure, Slip
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty, Task
from tuoyu.registers.plans.queries import duty_of_units, tasks_in_force


def milestones_of(ctx: Ctx, task: Task) -> QuerySet[Milestone]:
    """The milestones of a task, in the order of their days."""
    rows = visible(ctx, permissions.VIEW_TASK, Milestone.objects.select_related("unit", "upstream__unit"))
    return rows.filter(task=task).order_by("due_on", "pk").prefetch_related(_evidence())


def reports(ctx: Ctx) -> QuerySet[Report]:
    return visible(ctx, permissions.VIEW_REPORT, Report.objects.select_related("task", "unit"))


def reports_with_figures(ctx: Ctx) -> QuerySet[Report]:
    figures = ReportFigure.objects.unscoped("figures of visible reports").order_by("pk")
    return reports(ctx).prefetch_related(Prefetch("figures", queryset=figures))


def report_page(ctx: Ctx) -> QuerySet[Report]:
    """Reports with their figures and evidence at hand."""
    return reports_with_figures(ctx).prefetch_related(_evidence())


def slips(ctx: Ctx) -> QuerySet[Slip]:
    return visible(ctx, permissions.VIEW_SLIP, Slip.objects.select_related("task", "unit"))


def tasks(ctx: Ctx) -> QuerySet[Task]:
    """The tasks of the plan in force that the actor may see."""
    rows = visible(ctx, permissions.VIEW_TASK, Task.objects.all())
    return rows.filter(pk__in=tasks_in_force(ctx))


def units_with_clocks(ctx: Ctx) -> QuerySet[Any]:
    """Units that act, each with how many open clocks it has (``owed``) and how many of them ran out (``overdue``)."""
    clocks = open_clocks(ctx).filter(unit=OuterRef("pk")).order_by()
    return (
        units(ctx)
        .exclude(kind=UnitKind.COLLECTIVE.value)
        .annotate(owed=_count(clocks), overdue=_count(clocks.filter(due_on__lt=ctx.today)))
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.values("unit").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def units_behind(task: Task) -> list[Unit]:
    """The units of a task whose duties are at hand; a collective is opened into its members, in one statement."""
    behind = [duty.unit for duty in task.duties.all()]
    collectives = [unit.pk for unit in behind if unit.kind == UnitKind.COLLECTIVE]
    members: dict[int | None, list[Unit]] = defaultdict(list)
    if collectives:
        rows = Unit.objects.unscoped("members of a collective").filter(collective_id__in=collectives)
        for unit in rows.order_by("position", "pk"):
            members[unit.collective_id].append(unit)
    opened = [each for unit in behind for each in members.get(unit.pk, [unit])]
    return list({unit.pk: unit for unit in opened}.values())


def members_of(unit: Unit) -> list[Unit]:
    """The members of a collective, in order; a unit of its own stands for itself."""
    return list(unit.members.unscoped("members of a collective").order_by("position", "pk")) or [unit]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A number inside a report."""

    label: str
    unit: str
    origin: str
    source_key: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A file behind a report; ``size`` in bytes."""

    pk: int
    caption: str
    name: str
    added_by: str
    size: int
    added_at: datetime


def report_contents(report: Report) -> tuple[list[FigureLine], list[EvidenceLine]]:
    """Figures and evidence of a report the caller was already allowed to see. One statement."""
    figures = ReportFigure.objects.unscoped("figures of one report").filter(report=report)
    files = Evidence.objects.unscoped("evidence of one report").filter(report=report)
    rows = _lines(
        figures, "figure", first="label", second="unit", third="origin", fourth="source_key",
        number=Cast("value", _NUMBER), moment=Value(None, output_field=DateTimeField()),
    ).union(
        _lines(
            files, "file", first="caption", second="file__name", third="added_by", fourth="caption",
            number=Cast("file__size", _NUMBER), moment=F("added_at"),
        ),
        all=True,
    )  # fmt: skip
    lines: tuple[list[FigureLine], list[EvidenceLine]] = ([], [])
    for kind, pk, first, second, third, fourth, number, moment in sorted(rows, key=lambda row: row[1]):
        if kind == "figure":
            lines[0].append(FigureLine(first, second, third, fourth, number))
        else:
            lines[1].append(EvidenceLine(pk, first, second, third, int(number), moment))
    return lines


_NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)


def _lines(rows: QuerySet[Any], kind: str, *, number: Any, moment: Any, **texts: str) -> QuerySet[Any]:
    shape = {
        "kind": Value(kind, output_field=CharField()),
        "key": F("pk"),
        **{name: Cast(lookup, TextField()) for name, lookup in texts.items()},
        "number": number,
        "moment": moment,
    }
    found: QuerySet[Any] = rows.order_by().annotate(**shape).values_list(*shape)
    return found


def evidence_of_milestones(ctx: Ctx, task: Task) -> dict[int, list[tuple[int, str]]]:
    """Milestone → key and caption of each file that proves its end."""
    rows = evidence(ctx).filter(milestone__task=task).order_by("pk")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for milestone, pk, caption in rows.values_list("milestone_id", "pk", "caption"):
        found[milestone or 0].append((pk, caption))
    return found


def evidence(ctx: Ctx) -> QuerySet[Evidence]:
    return visible(ctx, permissions.VIEW_EVIDENCE, Evidence.objects.select_related("file"))


def duties_of_unit(unit_ids: frozenset[int]) -> QuerySet[Task]:
    """Tasks of the plan in which the units have a duty; for scope rules and unit pages."""
    return Task.objects.unscoped("tasks of a unit").filter(
        pk__in=Duty.objects.unscoped("duties of a unit").filter(duty_of_units(unit_ids)).values("task_id")
    )


def _evidence() -> Prefetch[Literal["evidence"], QuerySet[Evidence], str]:
    rows = Evidence.objects.unscoped("evidence of visible things").select_related("file").order_by("pk")
    return Prefetch("evidence", queryset=rows)
