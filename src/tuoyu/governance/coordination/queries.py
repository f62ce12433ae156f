"""Named reads of coordination: how tasks stand, what units owe, slips, the cockpit's numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Prefetch, Q, QuerySet

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.flow import MilestoneState, ReportState
from tuoyu.governance.coordination.models import Evidence, LightRecord, Milestone, Report, ReportFigure, Slip
from tuoyu.governance.coordination.policy import light_rules_at
from tuoyu.governance.coordination.rules.lights import MilestoneFact, ReportFact, Standing, stand
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty, Task
from tuoyu.registers.plans.queries import duty_of_units, tasks_in_force, tasks_with_duties
from tuoyu.registers.plans.words import DutyKind

OPEN_SLIP = ("issued", "replied")
OPEN_MILESTONE = (MilestoneState.PLANNED.value, MilestoneState.BLOCKED.value)
OWED_REPORT = (ReportState.DUE.value, ReportState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task of the plan in force, its duties at hand, and how it stands today."""

    task: Task
    standing: Standing
    open_slips: int

    @property
    def leads(self) -> list[Duty]:
        return [duty for duty in self.task.duties.all() if duty.kind == DutyKind.LEAD]

    @property
    def responsible(self) -> list[Duty]:
        return [duty for duty in self.task.duties.all() if duty.kind == DutyKind.RESPONSIBLE]

    @property
    def lead_names(self) -> str:
        return "、".join(duty.unit.name for duty in self.leads)


def standings(ctx: Ctx) -> list[TaskStanding]:
    """Every task of the plan in force with its light: five statements, whatever the number of tasks."""
    tasks = list(tasks_with_duties(ctx))
    milestones = _milestone_facts(
        Milestone.objects.unscoped("lights of visible tasks").filter(task__in=tasks)
    )
    reports = _report_facts(ctx, tasks)
    slips = _open_slip_counts(tasks)
    open_facts = {fact.id: fact for fact in milestones if fact.is_open}
    by_task: dict[int, list[MilestoneFact]] = defaultdict(list)
    for fact in milestones:
        by_task[fact.task_id].append(fact)
    rules, calendar = light_rules_at(ctx.today, ctx.area), work_calendar()
    return [
        TaskStanding(
            task,
            stand(
                by_task[task.pk],
                reports[task.pk],
                open_facts,
                today=ctx.today,
                calendar=calendar,
                rules=rules,
            ),
            slips[task.pk],
        )
        for task in tasks
    ]


def open_milestone_facts(ctx: Ctx) -> dict[int, MilestoneFact]:
    """The open milestones of the plan in force, by id."""
    rows = Milestone.objects.unscoped("daily round of slips").filter(
        task__in=tasks_in_force(ctx), state__in=OPEN_MILESTONE
    )
    return {fact.id: fact for fact in _milestone_facts(rows)}


def milestones_of(ctx: Ctx, task: Task) -> QuerySet[Milestone]:
    """The milestones of a task, in the order of their days."""
    rows = visible(ctx, permissions.VIEW_TASK, Milestone.objects.select_related("unit", "upstream__unit"))
    return rows.filter(task=task).order_by("due_on", "pk").prefetch_related(_evidence())


def reports(ctx: Ctx) -> QuerySet[Report]:
    return visible(ctx, permissions.VIEW_REPORT, Report.objects.select_related("task", "unit"))


def report_page(ctx: Ctx) -> QuerySet[Report]:
    """Reports with their figures and evidence at hand."""
    figures = ReportFigure.objects.unscoped("figures of visible reports").order_by("pk")
    return reports(ctx).prefetch_related(Prefetch("figures", queryset=figures), _evidence())


def slips(ctx: Ctx) -> QuerySet[Slip]:
    return visible(ctx, permissions.VIEW_SLIP, Slip.objects.select_related("task", "unit"))


def tasks(ctx: Ctx) -> QuerySet[Task]:
    """The tasks of the plan in force that the actor may see."""
    rows = visible(ctx, permissions.VIEW_TASK, Task.objects.all())
    return rows.filter(pk__in=tasks_in_force(ctx))


def collectives_of_members() -> dict[int, int]:
    """Member → the collective word it belongs to (a street → 各街镇)."""
    rows = Unit.objects.unscoped("who belongs to a collective").filter(collective__isnull=False)
    return dict(rows.values_list("pk", "collective_id").order_by("pk"))


def members_of(unit: Unit) -> list[Unit]:
    """The members of a collective, in order; a unit of its own stands for itself."""
    return list(unit.members.unscoped("members of a collective").order_by("position", "pk")) or [unit]


def evidence(ctx: Ctx) -> QuerySet[Evidence]:
    return visible(ctx, permissions.VIEW_EVIDENCE, Evidence.objects.select_related("file"))


@dataclass(frozen=True, slots=True)
class Change:
    """A task whose light is another than at the earlier date."""

    task_id: int
    before: str
    after: str
    sentence: str


def lights_on(ctx: Ctx, day: date) -> dict[int, LightRecord]:
    """The last snapshot on or before ``day`` (not older than a fortnight), by task."""
    rows = LightRecord.objects.unscoped("how tasks stood").filter(
        task__in=tasks_in_force(ctx), on__lte=day, on__gt=day - timedelta(days=14)
    )
    return {row.task_id: row for row in rows.order_by("on", "task_id")}


def changes_since(ctx: Ctx, day: date, now: list[TaskStanding]) -> list[Change]:
    """What is another light now than it was on ``day``; tasks without a snapshot then are passed over."""
    before = lights_on(ctx, day)
    return [
        Change(
            entry.task.pk, before[entry.task.pk].light, entry.standing.light.value, entry.standing.sentence
        )
        for entry in now
        if entry.task.pk in before and before[entry.task.pk].light != entry.standing.light.value
    ]


def duties_of_unit(unit_ids: frozenset[int]) -> QuerySet[Task]:
    """Tasks of the plan in which the units have a duty; for scope rules and unit pages."""
    return Task.objects.unscoped("tasks of a unit").filter(
        pk__in=Duty.objects.unscoped("duties of a unit").filter(duty_of_units(unit_ids)).values("task_id")
    )


def _milestone_facts(rows: QuerySet[Milestone]) -> list[MilestoneFact]:
    columns = ("pk", "task_id", "unit__name", "title", "due_on", "state", "upstream_id", "obstacle")
    values = rows.order_by("due_on", "pk").values_list(*columns)
    return [
        MilestoneFact(pk, task, unit, title, due, state, upstream or 0, obstacle)
        for pk, task, unit, title, due, state, upstream, obstacle in values
    ]


def _report_facts(ctx: Ctx, tasks: list[Task]) -> dict[int, list[ReportFact]]:
    """Reports still owed, each with the last day of its clock."""
    label = Report._meta.label_lower
    due = dict(
        Clock.objects.unscoped("clocks of owed reports")
        .filter(subject_type=label, kind="report_due", met_on__isnull=True, cancelled_on__isnull=True)
        .values_list("subject_id", "due_on")
    )
    found: dict[int, list[ReportFact]] = defaultdict(list)
    rows = (
        Report.objects.unscoped("owed reports of visible tasks")
        .filter(task__in=tasks)
        .filter(Q(state__in=OWED_REPORT) | Q(period_on__gte=ctx.today.replace(day=1) - timedelta(days=62)))
    )
    for pk, task, unit, period, state in rows.order_by("period_on", "pk").values_list(
        "pk", "task_id", "unit__name", "period_on", "state"
    ):
        found[task].append(ReportFact(task, unit, period, due.get(pk, date.max), state))
    return found


def _open_slip_counts(tasks: list[Task]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    rows = Slip.objects.unscoped("open slips of visible tasks").filter(task__in=tasks, state__in=OPEN_SLIP)
    for task_id in rows.order_by("pk").values_list("task_id", flat=True):
        counts[task_id] += 1
    return counts


def _evidence() -> Prefetch[Literal["evidence"], QuerySet[Evidence], str]:
    rows = Evidence.objects.unscoped("evidence of visible things").select_related("file").order_by("pk")
    return Prefetch("evidence", queryset=rows)
