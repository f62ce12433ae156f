"""The pages that show: all indicators, one indicator, the rows behind its numbers, a piece of evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tuoyu.foundation.access.services import allowed, require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.files.services import download_headers, open_file
from tuoyu.foundation.ui.lists import render_list
from tuoyu.governance.targets import permissions, queries
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.policy import pacing_at
from tuoyu.governance.targets.queries import GoalStanding
from tuoyu.governance.targets.web import showing
from tuoyu.governance.targets.web.lists import observation_spec
from tuoyu.governance.targets.words import Period, period_name, probability
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

RECENT = 12
# Tab of the list → (label, which lines it keeps).
TABS: dict[str, tuple[str, Callable[[showing.Line], bool]]] = {
    "": ("全部", lambda _line: True),
    "trouble": ("需要关注", lambda line: line.light in {"bad", "warn"}),
    "good": ("正常", lambda line: line.light == "ok"),
    "other": ("暂不评判", lambda line: line.light == "none" and bool(line.value)),
    "empty": ("没有数据", lambda line: not line.value),
}


@page(permissions.VIEW)
@require_GET
def indicator_list(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    indicators = list(queries.indicators(ctx))
    series = queries.district_series(ctx, [indicator.pk for indicator in indicators])
    goals = list(queries.goals_in_force(ctx))
    by_indicator = _grouped(queries.standings_of(ctx, goals, series, ctx.today))
    lines = [
        showing.line_of(
            indicator,
            queries.headline(by_indicator.get(indicator.pk, []), ctx.today),
            series[indicator.pk][-1] if indicator.pk in series else None,
        )
        for indicator in indicators
    ]
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in TABS else ""
    context = {
        "doc_no": goals[0].version.doc_no if goals else "",
        "tabs": _tabs(lines, chosen),
        "lines": sorted((line for line in lines if TABS[chosen][1](line)), key=lambda line: line.rank),
        "has_any": bool(lines),
        "district": queries.area_name(ctx, ctx.area),
    }
    return render(request, "targets/indicator_list.html", context)


@page(permissions.VIEW)
@require_GET
def indicator_detail(request: CtxRequest, indicator_id: int) -> HttpResponse:
    ctx = request.ctx
    indicator = queries.indicator_with_rights(ctx, indicator_id)
    rows, streets = queries.rows_of_page(ctx, indicator.pk)
    counted = [row for row in rows if not row.is_corrected]
    goals = list(queries.goals_in_force(ctx).filter(indicator=indicator))
    standings = queries.standings_of(ctx, goals, {indicator.pk: counted}, ctx.today)
    chosen = queries.headline(standings, ctx.today)
    context = {
        "indicator": indicator,
        "line": showing.line_of(indicator, chosen, counted[-1] if counted else None),
        "latest": counted[-1] if counted else None,
        "facts": showing.definition_facts(indicator),
        "missing": "" if counted else showing.missing_words(indicator),
        "chart": showing.trend_of(indicator, counted, chosen),
        "streets": showing.streets_of(ctx, indicator, streets),
        "goals": [_goal_row(standing) for standing in standings],
        "recent": [_recent_row(indicator, row) for row in reversed(counted[-RECENT:])],
        "corrections": _corrections(indicator, rows),
        "has_more": len(counted) > RECENT or bool(streets),
        "may_correct": indicator.may_correct,  # type: ignore[attr-defined]
        "may_record": indicator.is_defined and indicator.may_record,  # type: ignore[attr-defined]
        "may_define": allowed(ctx, permissions.DEFINE),
        **_traces(ctx, indicator, chosen, counted),
    }
    return render(request, "targets/indicator_detail.html", context)


@page(permissions.VIEW)
@require_GET
def observation_list(request: CtxRequest, indicator_id: int) -> HttpResponseBase:
    """The rows behind the number: every period and street, corrected rows included when asked for; exportable."""
    ctx = request.ctx
    indicator = require(ctx, permissions.VIEW, queries.indicators(ctx), indicator_id)
    extra = {
        "indicator": indicator,
        "page_title": f"{indicator.name}：全部数据",
        "context_line": f"单位：{indicator.unit}。更正过的旧数据保留，标“已被更正”。",
    }
    rows = queries.observations_of(ctx, indicator.pk)
    spec = observation_spec(indicator)
    return render_list(request, ctx, spec, rows, template="targets/observation_list.html", extra=extra)


@page(permissions.VIEW)
@require_GET
def observation_evidence(request: CtxRequest, observation_id: int) -> FileResponse:
    """The file that shows where a typed number comes from."""
    ctx = request.ctx
    rows: QuerySet[Observation] = Observation.objects.select_related("evidence")
    observation = require(ctx, permissions.VIEW, rows, observation_id)
    if observation.evidence is None:
        raise Refused.because(
            "targets.evidence.none", "这条数据没有附佐证。", status=404, next_step="请返回数据列表。"
        )
    content = open_file(ctx, observation.evidence)
    return FileResponse(content, headers=download_headers(observation.evidence))


def _grouped(standings: Sequence[GoalStanding]) -> dict[int, list[GoalStanding]]:
    found: dict[int, list[GoalStanding]] = {}
    for standing in standings:
        found.setdefault(standing.goal.indicator_id, []).append(standing)
    return found


def _tabs(lines: Sequence[showing.Line], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?show={name}" if name else reverse("targets:indicator-list"),
            "is_here": name == chosen,
            "count": sum(1 for line in lines if keeps(line)),
            "icon": "",
        }
        for name, (label, keeps) in TABS.items()
    ]


def _goal_row(standing: GoalStanding) -> dict[str, Any]:
    goal, indicator = standing.goal, standing.goal.indicator
    start = ""
    if goal.baseline_value is not None and goal.baseline_on is not None:
        start = f"{showing.shown_value(indicator, goal.baseline_value)}（{goal.baseline_on.year}年目标）"
    pace = standing.pace_value
    return {
        "due": showing.due_words(goal),
        "target": showing.goal_words(goal),
        "start": start,
        "pace": showing.shown_value(indicator, pace) if pace is not None and goal.due_on else "",
        "light": str(standing.status),
        "word": standing.word,
        "sentence": standing.sentence,
        "basis": goal.basis,
        "task": goal.task,
    }


def _recent_row(indicator: Indicator, row: Observation) -> dict[str, Any]:
    return {
        "row": row,
        "period": period_name(row.period_on, Period(indicator.period)),
        "value": showing.shown_value(indicator, row.value),
    }


def _corrections(indicator: Indicator, rows: Sequence[Observation]) -> list[dict[str, Any]]:
    """Each correction beside what it replaced, newest first."""
    by_pk = {row.pk: row for row in rows}
    pairs = [(row, by_pk[row.corrects_id]) for row in rows if row.corrects_id in by_pk]
    return [
        {
            "row": row,
            "period": period_name(row.period_on, Period(indicator.period)),
            "before": showing.shown_value(indicator, wrong.value),
            "after": showing.shown_value(indicator, row.value),
        }
        for row, wrong in sorted(pairs, key=lambda pair: pair[0].recorded_at, reverse=True)
    ]


def _traces(
    ctx: Ctx, indicator: Indicator, chosen: GoalStanding | None, counted: Sequence[Observation]
) -> dict[str, Any]:
    latest = counted[-1] if counted else None
    pacing = pacing_at(ctx.today, ctx.area)
    return {
        "value_formula": showing.value_trace(indicator, latest) if latest else "",
        "value_parts": showing.value_parts(ctx, indicator, latest) if latest else [],
        "chance": probability(chosen.chance) if chosen and chosen.chance is not None else "",
        "chance_formula": showing.chance_formula(chosen) if chosen else "",
        "chance_parts": showing.chance_parts(indicator, chosen, pacing) if chosen else [],
    }
