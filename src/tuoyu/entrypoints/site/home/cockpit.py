"""总览: the deputy head's weekly question — which of the tasks are in trouble, and why.

Composed here because it looks at two apps of the governance floor that do not see each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tuoyu.entrypoints.site.home.export import export_standings
from tuoyu.entrypoints.site.permissions import VIEW_COCKPIT
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.ui.charts import Chart
from tuoyu.foundation.ui.marks import pill
from tuoyu.governance.coordination.queries import Change, TaskStanding, changes_since, standings
from tuoyu.governance.coordination.web.matrix import columns_of, rows_of
from tuoyu.governance.coordination.web.shapes import standing_pill
from tuoyu.governance.coordination.words import Light
from tuoyu.governance.targets.models import Indicator
from tuoyu.governance.targets.queries import GoalStanding, Series, goal_standings
from tuoyu.governance.targets.web.showing import trend_of
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.models import Version

WEEK = timedelta(days=7)
MATRIX_ROWS = 8
ORDER = {Light.BAD: 0, Light.WARN: 1, Light.NONE: 2, Light.OK: 3}
ATTENTION = (Light.BAD, Light.WARN)


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """One line of “哪几项有麻烦，为什么”. A task that is on time may still miss its figure."""

    task_no: int
    title: str
    url: str
    lead: str
    pill: str
    why: str
    solver: str
    upstream: str
    rank: tuple[int, int]


@page(VIEW_COCKPIT)
def cockpit(request: CtxRequest) -> HttpResponseBase:
    ctx = request.ctx
    tasks = standings(ctx)
    plan = tasks[0].task.version if tasks else None
    goals, series = goal_standings(ctx, plan.pk, ctx.today) if plan else ([], {})
    if request.GET.get("export") in {"csv", "xlsx"}:
        return export_standings(ctx, tasks, goals, request.GET["export"])
    return render(request, "site/cockpit.html", _content(ctx, plan, tasks, goals, series))


def _content(
    ctx: Ctx, plan: Version | None, tasks: list[TaskStanding], goals: list[GoalStanding], series: Series
) -> dict[str, Any]:
    lights = Counter(entry.standing.light for entry in tasks)
    return {
        "plan": plan,
        "total": len(tasks),
        "attention": sum(lights[light] for light in ATTENTION),
        "lights": [
            (light.value, f"{light.label} {lights[light]}", _tasks_url(light))
            for light in ORDER
            if lights[light]
        ],
        "kpis": [_kpi(goal) for goal in _headline_goals(goals)],
        "troubles": sorted([*_of_tasks(tasks), *_of_goals(tasks, goals)], key=lambda row: row.rank),
        "chart": _chart(goals, series),
        "goals": [_goal_row(goal) for goal in sorted(goals, key=_goal_rank) if goal.goal.value is not None],
        "changes": _changes(ctx, tasks),
        "columns": columns_of(tasks),
        "rows": rows_of(tasks, MATRIX_ROWS),
    }


def _tasks_url(light: Light) -> str:
    order = {Light.BAD: "1", Light.WARN: "2", Light.NONE: "3", Light.OK: "4"}[light]
    return f"{reverse('coordination:task-list')}?light={order}"


def _headline_goals(goals: Sequence[GoalStanding]) -> list[GoalStanding]:
    """Three goals for the cards: numbered, with data, the most troubled first, one an indicator."""
    tone = {"bad": 0, "warn": 1, "ok": 2, "none": 3}
    known = [goal for goal in goals if goal.latest_value is not None and goal.goal.value is not None]
    ranked = sorted(
        known, key=lambda goal: (goal.goal.is_baseline, tone[goal.status.value], goal.goal.due_on or date.max)
    )
    first: dict[int, GoalStanding] = {}
    for goal in ranked:
        first.setdefault(goal.indicator.pk, goal)
    return list(first.values())[:3]


def _kpi(goal: GoalStanding) -> dict[str, Any]:
    is_share = goal.indicator.unit == "%"
    top = 100 if is_share else max(goal.latest_value or 0, goal.goal.value or 0) or 1
    return {
        "label": goal.indicator.name,
        "value": _rounded(goal.indicator, goal.latest_value),
        "unit": goal.indicator.unit,
        "target": goal.goal.value,
        "top": top,
        "light": goal.status.value,
        "word": goal.word,
        "note": goal.sentence,
        "url": reverse("targets:indicator-detail", args=[goal.indicator.pk]),
    }


def _goal_rank(goal: GoalStanding) -> tuple[bool, bool, date]:
    """Ahead before baseline, told before untold, soonest first."""
    return goal.goal.is_baseline, goal.latest_value is None, goal.goal.due_on or date.max


def _goal_row(goal: GoalStanding) -> dict[str, Any]:
    indicator = goal.indicator
    return {
        "name": indicator.name,
        "url": reverse("targets:indicator-detail", args=[indicator.pk]),
        "year": goal.goal.due_on.year if goal.goal.due_on else None,
        "is_baseline": goal.goal.is_baseline,
        "baseline": _rounded(indicator, goal.goal.baseline_value),
        "latest": _rounded(indicator, goal.latest_value),
        "pace": _rounded(indicator, goal.pace_value),
        "target": goal.goal.value,
        "unit": indicator.unit,
        "pill": pill(goal.status.value, goal.word),
        "sentence": goal.sentence,
    }


def _rounded(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, indicator.decimals)


def _of_tasks(tasks: Iterable[TaskStanding]) -> Iterable[TroubleRow]:
    for entry in tasks:
        standing = entry.standing
        if standing.light in ATTENTION:
            yield TroubleRow(
                entry.task.no,
                entry.task.title,
                reverse("coordination:task-detail", args=[entry.task.pk]),
                entry.lead_names,
                standing_pill(standing),
                standing.sentence,
                standing.solver,
                standing.upstream,
                (ORDER[standing.light], -standing.days if standing.is_overdue else standing.days),
            )


def _of_goals(tasks: Sequence[TaskStanding], goals: Iterable[GoalStanding]) -> Iterable[TroubleRow]:
    """Goals ahead that will be missed at today's pace; baseline goals lie behind us."""
    titles = {entry.task.no: entry for entry in tasks}
    for goal in goals:
        if goal.goal.is_baseline or goal.status.value not in {"bad", "warn"}:
            continue
        entry = titles.get(goal.task_no or 0)
        light = Light(goal.status.value)
        yield TroubleRow(
            goal.task_no or 0,
            goal.indicator.name,
            reverse("targets:indicator-detail", args=[goal.indicator.pk]),
            entry.lead_names if entry else (goal.indicator.owner.name if goal.indicator.owner else ""),
            pill(light.value, goal.word, "trending-down"),
            goal.sentence,
            goal.indicator.owner.name if goal.indicator.owner else "",
            "",
            (ORDER[light], 500),
        )


def _chart(goals: Sequence[GoalStanding], series: Series) -> Chart | None:
    headline = next(iter(_headline_goals(goals)), None)
    if headline is None:
        return None
    indicator = headline.indicator
    return trend_of(indicator, series.get(indicator.pk, ()), headline)


def _changes(ctx: Ctx, tasks: Sequence[TaskStanding]) -> list[dict[str, Any]]:
    titles = {entry.task.pk: entry.task for entry in tasks}

    def row(change: Change) -> dict[str, Any]:
        task = titles[change.task_id]
        return {
            "title": f"{task.no} {task.title}",
            "url": reverse("coordination:task-detail", args=[task.pk]),
            "before": pill(change.before, Light.label_of(change.before)),
            "after": pill(change.after, Light.label_of(change.after)),
            "sentence": change.sentence,
        }

    return [row(change) for change in changes_since(ctx, ctx.today - WEEK, list(tasks))]
