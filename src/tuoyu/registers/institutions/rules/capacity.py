"""Spare rooms in kindergartens: children of 3 to 6 come first, what remains may become a toddler class (方案 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.registers.institutions.commands import RecordCapacity
from tuoyu.registers.institutions.words import SupplyForm

BASIS = "现行实施方案：幼儿园开设托班"


@dataclass(frozen=True, slots=True)
class Month:
    """What a kindergarten reported for a month."""

    month_on: date
    rooms: int
    rooms_used: int
    seats: int
    children: int
    waiting: int


def capacity_is_sound(form: str, command: RecordCapacity, today: date) -> Verdict:
    """The first of a month, not ahead; no more rooms used than there are."""
    if form != SupplyForm.KINDERGARTEN:
        return Verdict.refuse(
            "institutions.not_kindergarten",
            "只有幼儿园填报园舍余量。",
            basis=BASIS,
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


def spare_rooms(month: Month) -> int:
    """Rooms not in use, less those that waiting children of 3 to 6 would fill at today's children a room."""
    free = month.rooms - month.rooms_used
    if free <= 0:
        return 0
    a_room = -(-month.children // month.rooms_used) if month.rooms_used else max(month.seats, 1)
    wanted = -(-month.waiting // max(a_room, 1))
    return max(free - wanted, 0)


def may_open_toddler_class(month: Month | None) -> Verdict:
    """Is there a room to spare after the children of 3 to 6?"""
    if month is None:
        return Verdict.refuse(
            "institutions.no_capacity",
            "还没有填报园舍余量，不能判断能否开托班。",
            basis=BASIS,
            next_step="请先填报最近一个月的活动室和3—6岁在园、待入园人数。",
        )
    if spare_rooms(month) > 0:
        return PASSED
    return Verdict.refuse(
        "institutions.no_spare_room",
        f"{month.month_on:%Y年%m月}活动室 {month.rooms} 间、在用 {month.rooms_used} 间，3—6岁待入园 {month.waiting} 人，没有余量。",
        basis=BASIS,
        next_step="满足3—6岁幼儿入园后仍有余量的，才能开设托班。",
    )


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
