"""May this number be written down? Every refusal names what was given, what is expected and what to do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuoyu.governance.targets.rules.measures import Measure, Point
from tuoyu.governance.targets.rules.periods import end_day, period_start
from tuoyu.governance.targets.words import Period, period_name, plain
from tuoyu.kernel.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person (or the system) reads off: counts of one indicator, one period, one area."""

    period_on: date
    numerator: Decimal
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Labels:
    """How the indicator calls its counts. An empty ``denominator``: the indicator is a plain number."""

    numerator: str
    denominator: str


def check_period(period_on: date, period: Period, today: date) -> Verdict:
    """The first day of a period that has ended."""
    if period_on != period_start(period_on, period):
        expected = period_start(period_on, period).isoformat()
        return Verdict.refuse(
            "targets.period.first_day",
            f"{period_on.isoformat()} 不是一个{period.label}的第一天。",
            next_step=f"这项指标按{period.label}填报，请填 {expected}。",
            field="period_on",
        )
    ends = end_day(period_on, period)
    if today > ends:
        return Verdict()
    return Verdict.refuse(
        "targets.period.not_over",
        f"{period_name(period_on, period)}还没有结束。",
        next_step=f"请在 {ends.isoformat()} 之后填报。",
        field="period_on",
    )


def check_counts(reading: Reading, measure: Measure, labels: Labels) -> Verdict:
    """Counts that can be: not negative, a denominator where the indicator has one, a share within the whole."""
    reasons = [*_negative(reading, labels), *_denominator(reading, measure, labels)]
    return Verdict.of(reasons)


def check_change(reading: Reading, before: Point | None, allowed: Decimal, labels: Labels) -> Verdict:
    """A count far from the period before wants a second look: most likely a digit is missing or doubled."""
    if before is None:
        return Verdict()
    pairs = (
        ("numerator", labels.numerator, before.numerator, reading.numerator),
        ("denominator", labels.denominator, before.denominator, reading.denominator),
    )
    return Verdict.of(
        Reason(
            "targets.observation.change",
            f"{label}上一期是 {plain(was)}，这一期填的是 {plain(now)}，相差很大。",
            next_step="请核对是否多打或少打了一位；确认无误的，勾选“已核对”再提交。",
            field=field,
        )
        for field, label, was, now in pairs
        if was and now is not None and abs(now - was) > allowed * was
    )


def _negative(reading: Reading, labels: Labels) -> list[Reason]:
    pairs = (
        ("numerator", labels.numerator, reading.numerator),
        ("denominator", labels.denominator, reading.denominator),
    )
    return [
        Reason(
            "targets.observation.negative",
            f"{label}填的是 {plain(value)}，不能小于 0。",
            next_step="请核对后重填。",
            field=field,
        )
        for field, label, value in pairs
        if value is not None and value < 0
    ]


def _denominator(reading: Reading, measure: Measure, labels: Labels) -> list[Reason]:
    given = reading.denominator
    if not labels.denominator:
        return [] if given is None else [_refused("这项指标没有分母，只填一个数。", "请把分母留空。")]
    if given is None:
        return [_refused(f"没有填分母（{labels.denominator}）。", "请填写分母，系统据此计算。")]
    if given == 0:
        return [_refused(f"分母（{labels.denominator}）是 0，算不出比例。", "当期确实没有的，不要填这一期。")]
    if measure.unit == "%" and reading.numerator > given > 0:
        return [
            Reason(
                "targets.observation.share",
                f"分子 {plain(reading.numerator)} 大于分母 {plain(given)}，比例会超过 100%。",
                next_step="请核对两个数是否填反。",
                field="numerator",
            )
        ]
    return []


def _refused(sentence: str, next_step: str) -> Reason:
    return Reason("targets.observation.denominator", sentence, next_step=next_step, field="denominator")
