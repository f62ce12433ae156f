"""When a rating may be disputed, by which lines, and who may answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tuoyu.kernel.verdict import PASSED, Reason, Verdict


def may_appeal(*, is_newest: bool, until_on: date, today: date, basis: str) -> Verdict:
    """The newest rating, within the days of the law."""
    if not is_newest:
        return Verdict.refuse(
            "supervision.appeal.old",
            "这次评级之后已经重新评过级。",
            next_step="请打开最新的一次评级，对它提出申诉。",
        )
    if today > until_on:
        return Verdict.refuse(
            "supervision.appeal.late",
            f"申诉期到 {until_on.year}年{until_on.month}月{until_on.day}日为止，已经过了。",
            basis=basis,
            next_step="下一次评级后还可以申诉；检查记录有误的，请向检查单位提出。",
        )
    return PASSED


def lines_are_named(lines: Collection[int], count: int, reason: str) -> Verdict:
    """At least one line, all of the rating, and a reason."""
    reasons = []
    if not lines or not all(0 <= at < count for at in lines):
        reasons.append(
            Reason(
                "supervision.appeal.lines",
                "没有选有异议的计分。",
                next_step="请至少选一条；没有计分的评级不用申诉。",
                field="lines",
            )
        )
    if not reason.strip():
        reasons.append(
            Reason(
                "supervision.appeal.reason",
                "没有写理由。",
                next_step="请写清哪里不符合事实。",
                field="reason",
            )
        )
    return Verdict.of(reasons)


def may_answer(answer: str, user_id: int | None, finders: Collection[int | None]) -> Verdict:
    """Not by who made a finding that the disputed lines rest on; never without words."""
    if user_id is not None and user_id in finders:
        return Verdict.refuse(
            "supervision.appeal.own",
            "申诉涉及您自己记录的问题，不能由您答复。",
            basis="《行政处罚法》第四十三条（回避）的同样要求",
            next_step="请本单位另一位检查负责人办理。",
        )
    if not answer.strip():
        return Verdict.refuse(
            "supervision.appeal.answer",
            "没有写答复。",
            next_step="请写明核实了什么、为什么这样认定。",
            field="answer",
        )
    return PASSED
