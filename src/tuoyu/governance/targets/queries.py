"""Named reads of targets: indicators, series, and how every goal of a plan stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from django.db.models import Case, Q, QuerySet, Value, When

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.services import require, scope_filter, visible
from tuoyu.foundation.figures.registry import FigureSource, figure
from tuoyu.foundation.policy.districts import District
from tuoyu.governance.targets.models import Goal, Indicator, Observation
from tuoyu.governance.targets.permissions import CORRECT, RECORD, VIEW
from tuoyu.governance.targets.policy import pacing_at
from tuoyu.governance.targets.rules.standing import Standing, standing
from tuoyu.governance.targets.words import Origin, Status
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.queries import tasks_in_force

_YES, _NO = Value(value=True), Value(value=False)


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A goal, its indicator, and how it stands. ``origin`` tells how the latest value came to us."""

    goal: Goal
    result: Standing
    origin: Origin | None

    @property
    def indicator(self) -> Indicator:
        return self.goal.indicator

    @property
    def latest_value(self) -> Decimal | None:
        return self.result.latest.value if self.result.latest else None

    @property
    def previous_value(self) -> Decimal | None:
        return self.result.previous.value if self.result.previous else None

    @property
    def pace_value(self) -> Decimal | None:
        return self.result.pace

    @property
    def chance(self) -> float | None:
        return self.result.chance

    @property
    def status(self) -> Status:
        return self.result.status

    @property
    def sentence(self) -> str:
        return self.result.sentence

    @property
    def word(self) -> str:
        return self.result.word

    @property
    def task_no(self) -> int | None:
        return self.goal.task.no if self.goal.task else None


def indicators(ctx: Ctx) -> QuerySet[Indicator]:
    return visible(ctx, VIEW, Indicator.objects.select_related("owner"))


def goals_of_version(ctx: Ctx, version_id: int) -> QuerySet[Goal]:
    rows = visible(ctx, VIEW, Goal.objects.select_related("indicator__owner", "task"))
    return rows.filter(version_id=version_id)


def goals_in_force(ctx: Ctx) -> QuerySet[Goal]:
    """The goals of the plan in force in this district. One statement: the version is found inside it."""
    rows = visible(ctx, VIEW, Goal.objects.select_related("indicator__owner", "task", "version"))
    rows = rows.filter(version__in=tasks_in_force(ctx).order_by().values("version"))
    return rows.defer("version__text", "version__draft").order_by("due_on", "pk")


def indicator_with_rights(ctx: Ctx, indicator_id: int) -> Indicator:
    """The indicator, and on it ``may_record`` and ``may_correct``: what the actor may do with it, asked in one statement.

    Raises ``Refused`` as ``access.require`` does.
    """
    rows = Indicator.objects.select_related("owner").annotate(
        may_record=_may(ctx, RECORD), may_correct=_may(ctx, CORRECT)
    )
    indicator: Indicator = require(ctx, VIEW, rows, indicator_id)
    return indicator


def _may(ctx: Ctx, action: Action) -> Case:
    condition = scope_filter(ctx, action, Indicator)
    if condition is None:
        return Case(default=_NO)
    return Case(When(condition, then=_YES), default=_NO) if condition else Case(default=_YES)


def rows_of_page(ctx: Ctx, indicator_id: int) -> tuple[list[Observation], list[Observation]]:
    """All rows of the district, oldest first, and the newest value of each street. One statement.

    The streets are those with a value in the latest period for which any street has one, in the order of the file.
    """
    rows = visible(ctx, VIEW, Observation.objects.all()).filter(indicator_id=indicator_id)
    in_streets = Q(area__startswith=ctx.area, is_corrected=False) & ~Q(area=ctx.area)
    newest = rows.filter(in_streets).order_by("-period_on").values("period_on")[:1]
    found = rows.filter(Q(area=ctx.area) | in_streets & Q(period_on=newest)).order_by("period_on", "pk")
    district, streets = [], {}
    for row in found:
        if row.area == ctx.area:
            district.append(row)
        else:
            streets[row.area] = row
    return district, [streets[area] for area in area_names(ctx.area) if area in streets]


def observations_of(ctx: Ctx, indicator_id: int) -> QuerySet[Observation]:
    """Every row of one indicator, corrected ones included, newest period first."""
    return visible(ctx, VIEW, Observation.objects.all()).filter(indicator_id=indicator_id)


# Indicator → its values for the district, oldest first.
Series: TypeAlias = Mapping[int, Sequence[Observation]]


def goal_standings(ctx: Ctx, version_id: int, today: date) -> tuple[list[GoalStanding], Series]:
    """How every goal of the version stands in the district, and the values behind: two statements at any size."""
    goals = list(goals_of_version(ctx, version_id).order_by("due_on", "pk"))
    series = district_series(ctx, {goal.indicator_id for goal in goals})
    return standings_of(ctx, goals, series, today), series


def standings_of(ctx: Ctx, goals: Sequence[Goal], series: Series, today: date) -> list[GoalStanding]:
    """The same over rows already read; ``series`` is sorted by period."""
    rule = pacing_at(today, ctx.area).rule
    found = []
    for goal in goals:
        rows = series.get(goal.indicator_id, ())
        points = [row.point for row in rows]
        result = standing(goal.terms, goal.indicator.measure, points, today, rule)
        found.append(GoalStanding(goal, result, Origin(rows[-1].origin) if rows else None))
    return found


def district_series(ctx: Ctx, indicator_ids: Iterable[int]) -> dict[int, list[Observation]]:
    """The values that count for the whole district, by indicator, oldest first. One statement."""
    rows = visible(ctx, VIEW, Observation.objects.all()).filter(
        indicator_id__in=set(indicator_ids), area=ctx.area, is_corrected=False
    )
    series: dict[int, list[Observation]] = {}
    for row in rows.order_by("period_on", "pk"):
        series.setdefault(row.indicator_id, []).append(row)
    return series


def headline(standings: Sequence[GoalStanding], today: date) -> GoalStanding | None:
    """The goal by which an indicator is told in one line: the next one with a number, else the last that had one."""
    return min(standings, key=lambda each: _headline_rank(each.goal, today), default=None)


def _headline_rank(goal: Goal, today: date) -> tuple[int, int]:
    """Due ahead (soonest first), holding always, passed (latest first), in words, baseline."""
    day = goal.due_on.toordinal() if goal.due_on else 0
    if goal.is_baseline:
        return (4, -day)
    if goal.value is None:
        return (3, day)
    if goal.due_on is None:
        return (1, 0)
    return (0, day) if goal.due_on >= today else (2, -day)


def source_of(indicator: Indicator) -> FigureSource | None:
    """The figure that counts this indicator; None while the app that would count it is not installed."""
    return figure(indicator.source_key) if indicator.source_key else None


def area_name(ctx: Ctx, code: str) -> str:
    """District and streets by name; the code itself for anything else."""
    return area_names(ctx.area).get(code, code)


@lru_cache(maxsize=8)
def area_names(district: str) -> Mapping[str, str]:
    """Code → name of the district and its streets, in the order of the district file."""
    data = District.load(district)
    return {data.code: data.name, **{unit.area: unit.name for unit in data.streets}}
