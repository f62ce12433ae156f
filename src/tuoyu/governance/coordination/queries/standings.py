"""How tasks stand today, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination.models import LightRecord, Milestone
from tuoyu.governance.coordination.permissions import VIEW_TASK
from tuoyu.governance.coordination.policy import light_rules_at
from tuoyu.governance.coordination.queries.facts import OPEN_MILESTONE, SlipFact, TaskFacts, facts_of
from tuoyu.governance.coordination.rules.lights import MilestoneFact, ReportFact, Standing, stand
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Duty, Task
from tuoyu.registers.plans.queries import duties_in_force, tasks_in_force
from tuoyu.registers.plans.words import DutyKind


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task of the plan in force (its version at hand), who stands behind it, how it stands today, and by what."""

    task: Task
    duties: tuple[Duty, ...]
    standing: Standing
    facts: TaskFacts

    @property
    def leads(self) -> list[Duty]:
        return [duty for duty in self.duties if duty.kind == DutyKind.LEAD]

    @property
    def responsible(self) -> list[Duty]:
        return [duty for duty in self.duties if duty.kind == DutyKind.RESPONSIBLE]

    @property
    def lead_names(self) -> str:
        return "、".join(duty.unit.name for duty in self.leads)

    @property
    def milestones(self) -> list[MilestoneFact]:
        return self.facts.milestones

    @property
    def reports(self) -> list[ReportFact]:
        return self.facts.reports

    @property
    def slips(self) -> list[SlipFact]:
        return self.facts.slips

    @property
    def open_slips(self) -> int:
        return len(self.facts.slips)


def standings(ctx: Ctx) -> list[TaskStanding]:
    """Every task of the plan in force with its light: two statements, whatever the number of tasks."""
    duties: dict[Task, list[Duty]] = {}
    seen = visible(ctx, VIEW_TASK, Task.objects.all())
    for duty in duties_in_force(ctx).filter(task__in=seen):
        duties.setdefault(duty.task, []).append(duty)
    facts = facts_of(ctx, duties)
    others = {step.id: step for each in facts.values() for step in each.milestones if step.is_open}
    rules, calendar = light_rules_at(ctx.today, ctx.area), work_calendar()
    found = []
    for task, behind in duties.items():
        told = facts[task.pk] if task.pk in facts else TaskFacts()
        standing = stand(
            told.milestones, told.reports, others, today=ctx.today, calendar=calendar, rules=rules
        )
        found.append(TaskStanding(task, tuple(behind), standing, told))
    return found


def open_milestone_facts(ctx: Ctx) -> dict[int, MilestoneFact]:
    """The open milestones of the plan in force, by id."""
    rows = Milestone.objects.unscoped("daily round of slips").filter(
        task__in=tasks_in_force(ctx), state__in=OPEN_MILESTONE
    )
    columns = ("pk", "task_id", "unit__name", "title", "due_on", "state", "upstream_id", "obstacle")
    values = rows.order_by("due_on", "pk").values_list(*columns)
    return {
        pk: MilestoneFact(pk, task, unit, title, due, state, upstream or 0, obstacle)
        for pk, task, unit, title, due, state, upstream, obstacle in values
    }


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
