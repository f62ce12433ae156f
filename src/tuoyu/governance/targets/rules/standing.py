"""How an indicator stands against a goal: one light, one sentence, and the figures it rests on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuoyu.governance.targets import words
from tuoyu.governance.targets.rules.measures import Gap, Measure, Point, Terms, gap_of, is_upward, line_at
from tuoyu.governance.targets.rules.pace import (
    Forecast,
    PaceRule,
    Spot,
    drift_of,
    forecast,
    months_to,
    window,
)
from tuoyu.governance.targets.rules.periods import end_day, end_index, last_complete, month_index
from tuoyu.governance.targets.words import Status


@dataclass(frozen=True, slots=True)
class Standing:
    """``word`` is the state in a few characters, ``sentence`` the whole of it.

    ``horizon_on`` is the day the chance speaks of: the goal's day, or the end of this year once that has passed.
    """

    status: Status
    word: str
    sentence: str
    latest: Point | None = None
    previous: Point | None = None
    pace: Decimal | None = None
    gap: Gap | None = None
    horizon_on: date | None = None
    forecast: Forecast | None = None
    is_overdue: bool = False

    @property
    def chance(self) -> float | None:
        return self.forecast.chance if self.forecast else None


def standing(
    terms: Terms, measure: Measure, points: Sequence[Point], today: date, rule: PaceRule
) -> Standing:
    """The state of a goal today. ``points`` are sorted by period, one each, of one area."""
    if not points:
        word, told = ("基线", words.BASELINE_GOAL) if terms.is_baseline else ("没有数据", words.NO_DATA)
        return Standing(Status.NONE, word, f"{told}。")
    if terms.is_baseline:
        return Standing(Status.NONE, "基线", _baseline(terms, measure, points), *_last_two(points))
    if terms.value is None or terms.is_qualitative:
        return Standing(Status.NONE, "看走势", _in_words_only(measure, points), *_last_two(points))
    if terms.due_on is None:
        return _all_the_time(terms, terms.value, measure, points)
    return _dated(terms, terms.value, terms.due_on, measure, points, today, rule)


def start_of(terms: Terms, measure: Measure, points: Sequence[Point]) -> tuple[date, Decimal] | None:
    """Where the pace line begins: the baseline of the goal, else the end of the first period observed."""
    if terms.start_on is not None and terms.start_value is not None:
        return terms.start_on, terms.start_value
    return (end_day(points[0].period_on, measure.period), points[0].value) if points else None


def pace_at(day: date, terms: Terms, measure: Measure, points: Sequence[Point]) -> Decimal | None:
    """The value of the pace line on a day; None where the goal has no number, no day or no start."""
    start = start_of(terms, measure, points)
    if start is None or terms.value is None or terms.due_on is None:
        return None
    return line_at(day, *start, terms.due_on, terms.value)


def _dated(
    terms: Terms, target: Decimal, due_on: date, measure: Measure, points: Sequence[Point], today: date, rule: PaceRule
) -> Standing:  # fmt: skip
    latest, previous = _last_two(points)
    gap = gap_of(latest, terms.op, target, measure)
    is_overdue = today > due_on
    horizon = date(today.year, 12, 31) if is_overdue else due_on
    ahead = _forecast(terms, target, measure, points, horizon, rule)
    count = len(window(_spots(measure, points), rule, measure.period.months))
    status = _status(gap, ahead, rule, is_overdue=is_overdue)
    parts = _sentence(gap, ahead, horizon, today, is_overdue=is_overdue, due_on=due_on)
    if ahead is None and month_index(horizon) > end_index(latest.period_on, measure.period):
        parts.append(words.too_few(rule.minimum_points, count))
    parts += _staleness(latest, measure, today, rule)
    return Standing(
        status,
        _word(status, gap, is_overdue=is_overdue),
        "，".join(parts) + "。",
        latest,
        previous,
        pace_at(end_day(latest.period_on, measure.period), terms, measure, points),
        gap,
        horizon,
        ahead,
        is_overdue,
    )


def _forecast(
    terms: Terms, target: Decimal, measure: Measure, points: Sequence[Point], horizon: date, rule: PaceRule
) -> Forecast | None:  # fmt: skip
    """None with too few points, and where the last point already tells how the horizon ended."""
    spots = window(_spots(measure, points), rule, measure.period.months)
    drift = drift_of(spots, rule)
    if drift is None or spots[-1].month >= month_index(horizon):
        return None
    upward = is_upward(terms.op, measure.direction)
    return forecast(spots[-1], drift, month_index(horizon), float(target), rule, is_upward=upward)


def _status(gap: Gap, ahead: Forecast | None, rule: PaceRule, *, is_overdue: bool) -> Status:
    if ahead is None:
        if gap.is_closed:
            return Status.OK
        return Status.BAD if is_overdue else Status.NONE
    chance = Decimal(str(ahead.chance))
    if gap.is_closed:
        return Status.OK if chance >= rule.warn_chance else Status.WARN
    if chance >= rule.ok_chance:
        return Status.WARN if is_overdue else Status.OK
    return Status.WARN if chance >= rule.warn_chance else Status.BAD


def _word(status: Status, gap: Gap, *, is_overdue: bool) -> str:
    if gap.is_closed:
        return "已达标" if status is Status.OK else "可能回落"
    if status is Status.NONE:
        return "数据不足"
    return "到期未达" if is_overdue else status.label


def _sentence(
    gap: Gap, ahead: Forecast | None, horizon: date, today: date, *, is_overdue: bool, due_on: date
) -> list[str]:
    when = "今年底" if is_overdue else words.year_end(horizon, today)
    if gap.is_closed:
        beyond = f"，超出 {gap.text}" if gap.amount else ""
        kept = [f"按现速{when}保持达标的{words.probability(ahead.chance)}"] if ahead else []
        return [f"已达标{beyond}", *kept]
    missing = f"还差 {gap.text}"
    if ahead is None:
        return [f"{due_on.year}年目标到期未达", missing] if is_overdue else [missing]
    chance = words.probability(ahead.chance)
    if is_overdue:
        return [f"{due_on.year}年目标到期未达", f"按现速{when}补上的{chance}", missing]
    return [f"按现速{when}达标{chance}", missing]


def _staleness(latest: Point, measure: Measure, today: date, rule: PaceRule) -> list[str]:
    behind = month_index(last_complete(today, measure.period)) - month_index(latest.period_on)
    periods = behind // measure.period.months
    if periods < rule.stale_periods:
        return []
    return [f"数据停在{words.period_name(latest.period_on, measure.period)}，已缺 {periods} 期"]


def _all_the_time(terms: Terms, target: Decimal, measure: Measure, points: Sequence[Point]) -> Standing:
    latest, previous = _last_two(points)
    gap = gap_of(latest, terms.op, target, measure)
    sentence = "常年要求，现值符合。" if gap.is_closed else f"常年要求，现值不符合，还差 {gap.text}。"
    status, word = (Status.OK, "符合") if gap.is_closed else (Status.BAD, "不符合")
    return Standing(status, word, sentence, latest, previous, target, gap)


def _baseline(terms: Terms, measure: Measure, points: Sequence[Point]) -> str:
    """Before the plan took effect: told as history, with the figure of that year where there is one."""
    year = terms.due_on.year if terms.due_on else 0
    then = [point for point in points if end_day(point.period_on, measure.period).year == year]
    if not then:
        return f"{words.BASELINE_GOAL}。"
    shown = words.joined(words.plain(then[-1].value, measure.decimals), measure.unit)
    return f"{words.BASELINE_GOAL}；{year}年末为 {shown}。"


def _in_words_only(measure: Measure, points: Sequence[Point]) -> str:
    latest = points[-1]
    year_before = end_index(latest.period_on, measure.period) - 12
    earlier = [point for point in points if end_index(point.period_on, measure.period) <= year_before]
    if not earlier:
        return "方案没有给出数值，只看走势；数据不满一年，还看不出变化。"
    change = latest.value - earlier[-1].value
    amount = words.joined(words.plain(abs(change), measure.decimals + 1), words.points_unit(measure.unit))
    word = "上升" if change > 0 else "下降"
    moved = f"{word} {amount}" if change else "没有变化"
    return f"方案没有给出数值，只看走势：比一年前{moved}。"


def months_left_text(result: Standing, target: Decimal) -> str:
    """When the line of the present pace would reach the target; empty without a forecast or once it is met."""
    if result.forecast is None or result.latest is None or result.gap is None or result.gap.is_closed:
        return ""
    months = months_to(Spot(0, float(result.latest.value)), result.forecast.drift, float(target))
    if months is None:
        return "按现速到不了目标"
    return f"按现速约 {months} 个月后到达目标"


def _spots(measure: Measure, points: Sequence[Point]) -> list[Spot]:
    return [Spot(end_index(point.period_on, measure.period), float(point.value)) for point in points]


def _last_two(points: Sequence[Point]) -> tuple[Point, Point | None]:
    """The latest point and the one before; asked only where there is one."""
    return points[-1], points[-2] if len(points) > 1 else None
