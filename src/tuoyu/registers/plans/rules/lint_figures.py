"""Figures that do not do what they seem to: caps that never bind, targets that are already past, promises without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tuoyu.registers.plans.rules.parsed import Finding, ParsedPlan, ParsedTarget
from tuoyu.registers.plans.words import Op, Severity

_RATE = re.compile(r"(\d+(?:\.\d+)?)%")


def figure_findings(plan: ParsedPlan) -> Iterator[Finding]:
    """Findings about the targets."""
    yield from _past_years(plan)
    yield from _without_number(plan)
    yield from _idle_caps(plan)


def _past_years(plan: ParsedPlan) -> Iterator[Finding]:
    """Targets whose year was over before the plan took effect are a baseline."""
    if plan.effective is None:
        return
    start = date.fromisoformat(plan.effective)
    years = sorted(
        {target.year for target in plan.targets if target.year and date(target.year, 12, 31) < start}
    )
    for year in years:
        past = [target for target in plan.targets if target.year == year]
        yield Finding(
            "plan.target.before_effect",
            f"方案自{start.year}年{start.month}月{start.day}日起施行，{year}年的{len(past)}项目标在施行前已经到期，只能作基线，不能作预测目标。",
            "；".join(dict.fromkeys(_said(target) for target in past)),
        )


def _without_number(plan: ParsedPlan) -> Iterator[Finding]:
    for target in plan.targets:
        if target.op == Op.QUALITATIVE:
            when = f"{target.year}年" if target.year else ""
            yield Finding(
                "plan.target.no_number",
                f"{when}“{target.metric}{target.unit}”没有数值，无法考核，请约定基数和目标值。",
                _said(target),
                target.task,
            )


def _idle_caps(plan: ParsedPlan) -> Iterator[Finding]:
    """A share of one cap beside a cap of its own: by one reading the second cap never binds."""
    for target in plan.targets:
        rate = _RATE.search(target.note)
        if rate is None or target.op != Op.AT_MOST or target.value is None:
            continue
        share, own = Decimal(rate[1]) / 100, Decimal(str(target.value))
        for other in plan.targets:
            is_pair = other.task == target.task and other.unit == target.unit and other.op == Op.AT_MOST
            if not is_pair or other is target or other.value is None or not share:
                continue
            part = Decimal(str(other.value)) * share
            if part < own:
                yield _idle_cap(target, other, rate[0], part, own, share)


def _idle_cap(
    target: ParsedTarget, other: ParsedTarget, rate: str, part: Decimal, own: Decimal, share: Decimal
) -> Finding:
    unit = target.unit.split("/")[0]
    threshold = (own / share).quantize(Decimal("0.0001")).normalize()
    where = f"任务{target.task}" if target.task else "方案"
    return Finding(
        "plan.target.idle_cap",
        f"{where}的“{target.note}”有两种读法：按“{other.metric}”上限{other.value}{unit}的{rate}算，只有{part.normalize():f}{unit}，"
        f"达不到{own:f}{unit}的上限，这个上限不起作用；按核定投入的{rate}算，投入超过{threshold:f}{unit}时上限才起作用。"
        "用哪种读法要定下来并记录。",
        _said(target),
        target.task,
        Severity.ERROR,
    )


def _said(target: ParsedTarget) -> str:
    if target.span and target.span.sentence:
        return target.span.sentence
    value = "" if target.value is None else str(target.value)
    return f"{target.metric}{value}{target.unit}"
