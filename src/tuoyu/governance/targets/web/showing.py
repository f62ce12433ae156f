"""What the pages show of indicators: lines, definition, chart, and the trace of a forecast. Pure presentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from tuoyu.foundation.policy.words import Confidence
from tuoyu.foundation.ui.charts import Chart, bar_chart, trend_chart
from tuoyu.governance.targets import words
from tuoyu.governance.targets.models import Goal, Indicator, Observation
from tuoyu.governance.targets.policy import Pacing
from tuoyu.governance.targets.queries import GoalStanding, area_name, source_of
from tuoyu.governance.targets.rules.measures import Point
from tuoyu.governance.targets.rules.pace import Forecast
from tuoyu.governance.targets.rules.periods import end_day, end_index, first_day, month_index
from tuoyu.governance.targets.rules.standing import months_left_text, pace_at
from tuoyu.governance.targets.words import Direction, Origin, Period
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.words import Op

SHOWN_PERIODS = 36
AHEAD_MONTHS = 24
# How a comparison is written on a page.
SIGNS = {Op.EQUAL: "", Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.QUALITATIVE: ""}


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a trace."""

    label: str
    value: str
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the list."""

    indicator: Indicator
    value: str
    period: str
    origin: str
    source: str
    goal: str
    due: str
    light: str
    word: str
    sentence: str
    task_no: int | None

    @property
    def rank(self) -> tuple[int, int]:
        """Trouble first, then what goes well, then what cannot be judged; what has no number comes last."""
        order = {"bad": 0, "warn": 1, "ok": 2, "none": 3 if self.value else 4}
        return (order[self.light], self.indicator.pk)


def line_of(indicator: Indicator, chosen: GoalStanding | None, latest: Observation | None) -> Line:
    """The indicator told by its headline goal. Without a number it says what is missing."""
    value = shown_value(indicator, latest.value) if latest else ""
    sentence = chosen.sentence if chosen else ""
    if latest is None:
        sentence = missing_in_short(indicator)
    return Line(
        indicator=indicator,
        value=value,
        period=words.period_name(latest.period_on, Period(indicator.period)) if latest else "",
        origin=latest.origin if latest else "",
        source=latest.source if latest else "",
        goal=goal_words(chosen.goal) if chosen else "",
        due=due_words(chosen.goal) if chosen else "",
        light=str(chosen.status) if chosen else "none",
        word=chosen.word if chosen else ("没有目标" if latest else "没有数据"),
        sentence=sentence,
        task_no=chosen.task_no if chosen else None,
    )


def missing_in_short(indicator: Indicator) -> str:
    """The first part of it, for a line of a list."""
    return f"{missing_words(indicator).split('；')[0].rstrip('。')}。"


def missing_words(indicator: Indicator) -> str:
    """Why there is no number: nobody said what it means, no system counts it yet, or nobody wrote it down."""
    if not indicator.is_defined:
        return f"{words.PENDING_DEFINITION}，请领导小组办公室确定口径后再填报。"
    if source_of(indicator) is None and indicator.source_note:
        return indicator.source_note
    return f"{words.NO_DATA}。"


def shown_value(indicator: Indicator, value: Decimal) -> str:
    return words.joined(f"{value:,.{indicator.decimals}f}", indicator.unit)


def goal_words(goal: Goal) -> str:
    """≥95%, ≤5 工作日, 明显提高"""
    if goal.value is None:
        return goal.wording
    return f"{SIGNS[Op(goal.op)]}{words.joined(words.plain(goal.value), goal.indicator.unit)}"


def due_words(goal: Goal) -> str:
    """2025年, 2020年（基线）, 常年"""
    if goal.due_on is None:
        return "常年"
    return f"{goal.due_on.year}年{'（基线）' if goal.is_baseline else ''}"


def definition_facts(indicator: Indicator) -> list[tuple[str, str]]:
    """定义 公式 分子 分母 单位 周期 方向 责任单位 口径依据 确认状态"""
    facts = [
        ("定义", indicator.definition),
        ("公式", indicator.formula),
        ("分子", indicator.numerator_label),
        ("分母", indicator.denominator_label),
        ("单位", indicator.unit),
        ("周期", f"按{Period(indicator.period).label}"),
        ("方向", Direction(indicator.direction).label),
        ("责任单位", indicator.owner.name if indicator.owner else ""),
        ("数据来源", source_words(indicator)),
        ("口径依据", indicator.basis),
        ("确认状态", Confidence(indicator.confidence).label),
    ]
    return [(label, value) for label, value in facts if value]


def source_words(indicator: Indicator) -> str:
    """Which figure is drawn, or why none is."""
    source = source_of(indicator)
    if source is not None:
        return f"系统取数：{source.label}（{source.definition}）"
    return indicator.source_note or "责任单位手工填报"


def trend_of(indicator: Indicator, rows: Sequence[Observation], chosen: GoalStanding | None) -> Chart | None:
    """Actual, pace line and target over the last three years and up to the goal's day; None without a number."""
    if not rows:
        return None
    shown = list(rows)[-SHOWN_PERIODS:]
    period = Period(indicator.period)
    days = [row.period_on for row in shown]
    actual: list[Decimal | None] = [round(row.value, indicator.decimals) for row in shown]
    ahead = _days_ahead(days[-1], chosen, period)
    actual += [None] * len(ahead)
    goal = chosen.goal if chosen and not chosen.goal.is_baseline else None
    pace = _pace_line(indicator, goal, [*days, *ahead], [row.point for row in rows])
    return trend_chart(
        f"indicator-{indicator.pk}",
        indicator.name,
        [words.period_name(day, period) for day in [*days, *ahead]],
        actual,
        pace=pace,
        target=_number(goal.value) if goal and goal.value is not None else None,
        unit=indicator.unit if indicator.unit in {"%", "‰"} else "",
        note=f"单位：{indicator.unit}。粗线为实际，虚线为进度线（从基线直线走到目标），细线为目标。",
    )


def streets_of(ctx: Ctx, indicator: Indicator, rows: Sequence[Observation]) -> Chart | None:
    """The latest values of the streets, the one that needs most first."""
    if not rows:
        return None
    when = words.period_name(rows[0].period_on, Period(indicator.period))
    is_up = indicator.direction == Direction.UP
    ranked = sorted(rows, key=lambda row: row.value if is_up else -row.value)
    return bar_chart(
        f"streets-{indicator.pk}",
        f"各街镇{indicator.name}（{when}）",
        [area_name(ctx, row.area) for row in ranked],
        [_number(round(row.value, indicator.decimals)) for row in ranked],
        unit=indicator.unit if indicator.unit in {"%", "‰"} else "",
        note=f"{when}，{'低' if is_up else '高'}的在前。",
    )


def value_trace(indicator: Indicator, row: Observation) -> str:
    """93.6% = 20,405 ÷ 21,800 × 100"""
    shown = shown_value(indicator, row.value)
    if row.denominator is None:
        return f"{shown}（直接填报的数）"
    times = f" × {indicator.scale}" if indicator.scale != 1 else ""
    return f"{shown} = {words.plain(row.numerator)} ÷ {words.plain(row.denominator)}{times}"


def value_parts(ctx: Ctx, indicator: Indicator, row: Observation) -> list[Part]:
    """What the number was counted from, by whom, and where the rows are."""
    source = source_of(indicator)
    rows_url = source.rows_url(row.area) if source and source.rows_url else ""
    listed = reverse("targets:observation-list", args=[indicator.pk])
    kind = "分子" if row.denominator is not None else "数值"
    parts = [Part(kind, words.plain(row.numerator), source=indicator.numerator_label, url=rows_url)]
    if row.denominator is not None:
        parts.append(Part("分母", words.plain(row.denominator), source=indicator.denominator_label))
    parts += [
        Part("来源", f"{Origin(row.origin).label} · {row.source}"),
        Part("填报", f"{row.recorded_unit} {row.recorded_by}", source=f"{row.recorded_at:%Y-%m-%d}"),
        Part("范围", area_name(ctx, row.area), url=listed),
    ]
    return parts


def chance_parts(indicator: Indicator, chosen: GoalStanding, pacing: Pacing) -> list[Part]:
    """Each figure on the way to the chance; empty without a forecast."""
    ahead = chosen.result.forecast
    horizon, target = chosen.result.horizon_on, chosen.goal.value
    if ahead is None or horizon is None or target is None:
        return []
    unit, places = words.points_unit(indicator.unit), indicator.decimals + 2
    drift = ahead.drift
    return [
        Part(
            "依据的增量", f"最近 {drift.increments} 期（共 {drift.months} 个月）", _drawn_in(drift.drawn_in)
        ),
        Part("平均每月变化", words.joined(_signed(drift.per_month, places), unit)),
        Part("每月波动（标准差）", words.joined(f"{drift.deviation:.{places}f}", unit)),
        Part("推到", f"{horizon:%Y-%m-%d}，还有 {ahead.months} 个月"),
        Part("预计", _band(indicator, ahead, pacing)),
        Part("目标", goal_words(chosen.goal)),
        Part("达标概率", words.chance_text(ahead.chance), months_left_text(chosen.result, target)),
        Part("方法", pacing.method, f"{pacing.source}{'（待核实）' if pacing.is_unverified else ''}"),
    ]


def chance_formula(chosen: GoalStanding) -> str:
    """The formula with its figures."""
    ahead = chosen.result.forecast
    if ahead is None:
        return ""
    root = f"√({ahead.months}＋{ahead.months}²÷{ahead.drift.months})"
    return f"达标概率 = P（现值 ＋ {ahead.months}×每月变化 ＋ 波动×{root}×t{ahead.drift.freedom} 达到目标）"


def _drawn_in(count: int) -> str:
    return f"其中 {count} 期异常，已收拢" if count else ""


def _band(indicator: Indicator, ahead: Forecast, pacing: Pacing) -> str:
    places, top = indicator.decimals, 100.0 if indicator.unit == "%" else float("inf")
    low, middle, high = (
        f"{min(max(value, 0.0), top):,.{places}f}" for value in (ahead.low, ahead.middle, ahead.high)
    )
    sure = f"{pacing.rule.band * 100:.0f}%"
    return f"{words.joined(middle, indicator.unit)}（{sure} 的把握在 {low} 到 {high} 之间）"


def _days_ahead(last: date, chosen: GoalStanding | None, period: Period) -> list[date]:
    """Periods still to come until the day the chance speaks of, two years at most."""
    horizon = chosen.result.horizon_on if chosen else None
    if horizon is None:
        return []
    first, step = month_index(last) + period.months, period.months
    reach = min(month_index(horizon), end_index(last, period) + AHEAD_MONTHS)
    return [first_day(index) for index in range(first, reach - step + 2, step)]


def _pace_line(
    indicator: Indicator, goal: Goal | None, days: Sequence[date], points: Sequence[Point]
) -> list[Decimal | None]:
    if goal is None or goal.value is None or goal.due_on is None:
        return []
    period = Period(indicator.period)
    line = [pace_at(end_day(day, period), goal.terms, indicator.measure, points) for day in days]
    return [None if value is None else round(value, indicator.decimals + 1) for value in line]


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _signed(value: float, places: int) -> str:
    return f"{value:+.{places}f}".replace("-", "−")
