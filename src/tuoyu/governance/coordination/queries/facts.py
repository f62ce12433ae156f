"""What is told about the tasks of a plan, in one statement: steps, reports that are owed or fresh, open slips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from tuoyu.foundation.access.services import visible
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.governance.coordination.flow import MilestoneState, ReportState
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.governance.coordination.permissions import VIEW_SLIP
from tuoyu.governance.coordination.rules.lights import MilestoneFact, ReportFact
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Task

OPEN_SLIP = ("issued", "replied")
OPEN_MILESTONE = (MilestoneState.PLANNED.value, MilestoneState.BLOCKED.value)
OWED_REPORT = (ReportState.DUE.value, ReportState.RETURNED.value)
# Reports of this month and the two before are told though nothing is owed of them.
FRESH_DAYS = 62

_STEP, _REPORT, _SLIP = "milestone", "report", "slip"
_NO_DAY = Value(None, output_field=DateField())
_NO_NUMBER = Value(None, output_field=IntegerField())
_NO_TEXT = Value("", output_field=TextField())


@dataclass(frozen=True, slots=True)
class SlipFact:
    """An open slip as pages about tasks and units show it."""

    id: int
    task_id: int
    unit_id: int
    unit_short: str
    number: str
    level: str
    state: str
    reason: str

    @property
    def pk(self) -> int:
        return self.id


@dataclass(slots=True)
class TaskFacts:
    milestones: list[MilestoneFact] = field(default_factory=list)
    reports: list[ReportFact] = field(default_factory=list)
    slips: list[SlipFact] = field(default_factory=list)


def facts_of(ctx: Ctx, tasks: Iterable[Task]) -> dict[int, TaskFacts]:
    """Task → its facts, milestones by day, reports newest first, slips newest first. One statement."""
    wanted = [task.pk for task in tasks]
    found: dict[int, TaskFacts] = defaultdict(TaskFacts)
    if not wanted:
        return found
    rows = _steps(wanted).union(_reports(ctx, wanted), _slips(ctx, wanted), all=True)
    for row in rows:
        _ADD[row[0]](found[row[2]], row)
    for facts in found.values():
        facts.milestones.sort(key=lambda fact: (fact.due_on, fact.id))
        facts.reports.sort(key=lambda fact: (-fact.period_on.toordinal(), fact.id))
        facts.slips.sort(key=lambda fact: -fact.id)
    return found


def _columns(rows: QuerySet[Any], kind: str, **columns: Any) -> QuerySet[Any]:
    """The same columns for each kind of row, in the order in which ``_ADD`` reads them."""
    shape = {
        "kind": Value(kind, output_field=CharField()),
        "key": F("pk"),
        "of_task": F("task_id"),
        "of_unit": F("unit_id"),
        "unit_name": F("unit__name"),
        "unit_short": F("unit__short_name"),
        "at_state": F("state"),
        **columns,
    }
    found: QuerySet[Any] = rows.order_by().annotate(**shape).values_list(*shape)
    return found


def _steps(tasks: list[int]) -> QuerySet[Any]:
    rows = Milestone.objects.unscoped("steps of visible tasks").filter(task_id__in=tasks)
    return _columns(
        rows,
        _STEP,
        words=Cast("title", TextField()),
        more=Cast("obstacle", TextField()),
        level_of=_NO_TEXT,
        day=F("due_on"),
        other_day=F("reached_on"),
        number_of=F("upstream_id"),
    )


def _reports(ctx: Ctx, tasks: list[int]) -> QuerySet[Any]:
    fresh = ctx.today.replace(day=1) - timedelta(days=FRESH_DAYS)
    rows = Report.objects.unscoped("reports of visible tasks").filter(
        Q(state__in=OWED_REPORT) | Q(period_on__gte=fresh), task_id__in=tasks
    )
    due = Clock.objects.unscoped("the last day of an owed report").filter(
        subject_type=Report._meta.label_lower,
        subject_id=OuterRef("pk"),
        kind="report_due",
        met_on__isnull=True,
        cancelled_on__isnull=True,
    )
    return _columns(
        rows,
        _REPORT,
        words=_NO_TEXT,
        more=_NO_TEXT,
        level_of=_NO_TEXT,
        day=Subquery(due.order_by().values("due_on")[:1]),
        other_day=F("period_on"),
        number_of=Cast("evidence_count", IntegerField()),
    )


def _slips(ctx: Ctx, tasks: list[int]) -> QuerySet[Any]:
    """Only for who may view slips: no light depends on them, and their reasons are not for everybody."""
    rows = visible(ctx, VIEW_SLIP, Slip.objects.all()).filter(task_id__in=tasks, state__in=OPEN_SLIP)
    return _columns(
        rows,
        _SLIP,
        words=Cast("number", TextField()),
        more=F("reason"),
        level_of=Cast("level", TextField()),
        day=_NO_DAY,
        other_day=_NO_DAY,
        number_of=_NO_NUMBER,
    )


def _add_step(facts: TaskFacts, row: tuple[Any, ...]) -> None:
    _, pk, task, unit, name, short, state, title, obstacle, _, due, reached, upstream = row
    facts.milestones.append(
        MilestoneFact(pk, task, name, title, due, state, upstream or 0, obstacle, unit, short, reached)
    )


def _add_report(facts: TaskFacts, row: tuple[Any, ...]) -> None:
    _, pk, task, unit, name, short, state, _, _, _, due, period, evidence = row
    facts.reports.append(ReportFact(task, name, period, due or date.max, state, pk, unit, short, evidence))


def _add_slip(facts: TaskFacts, row: tuple[Any, ...]) -> None:
    _, pk, task, unit, _, short, state, number, reason, level, *_ = row
    facts.slips.append(SlipFact(pk, task, unit, short, number, level, state, reason))


_ADD = {_STEP: _add_step, _REPORT: _add_report, _SLIP: _add_slip}
