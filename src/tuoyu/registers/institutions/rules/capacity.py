"""Spare rooms in kindergartens: children of 3 to 6 come first, what remains may become a toddler class (方案 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.registers.institutions.commands import RecordCapacity
from tuoyu.registers.institutions.limits import SPARE_BASIS, Month, spare_rooms
from tuoyu.registers.institutions.words import SupplyForm


def capacity_is_sound(form: str, command: RecordCapacity, today: date) -> Verdict:
    """The first of a month, not ahead; no more rooms used than there are."""
    if form != SupplyForm.KINDERGARTEN:
        return Verdict.refuse(
            "institutions.not_kindergarten",
            "只有幼儿园填报园舍余量。",
            basis=SPARE_BASIS,
            next_step="其他机构不用填。",
        )
    reasons = []
    if command.month_on.day != 1 or command.month_on > today:
        reasons.append(
            Reason(
                "institutions.month",
                "月份应是今天以前某个月。",
                next_step="请重新选择月份。",
                field="month_on",
            )
        )
    if command.rooms_used > command.rooms:
        reasons.append(
            Reason(
                "institutions.rooms",
                f"在用活动室 {command.rooms_used} 间多于全部 {command.rooms} 间。",
                next_step="请核对两个数。",
                field="rooms_used",
            )
        )
    return Verdict.of(reasons)


def forecast_rooms(months: Sequence[Month], births_ratio: float, ahead: int = 24) -> int:
    """How many rooms will stand empty ``ahead`` months on, when the yearly intake changes by ``births_ratio``.

    ``births_ratio`` is births three to six years before the day asked for, over those behind today's children (from the
    population figures); 0.8 means a fifth fewer children. Rooms stay, children change in proportion.
    """
    if not months:
        return 0
    last = max(months, key=lambda month: month.month_on)
    if not last.rooms_used or not last.children:
        return spare_rooms(last)
    share = 1 + (births_ratio - 1) * min(ahead / 36, 1)
    children = last.children * share
    used = -(-int(children) * last.rooms_used // last.children)
    return max(last.rooms - used, 0)
