"""综合查一次: which planned visits of several departments to one institution become one (国办发〔2024〕54号). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tuoyu.kernel.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit ahead: which departments go to which institution, and when.

    ``is_joint``: others were merged into it. ``has_own_cause``: it looks into a complaint, and counts towards no plan.
    """

    visit: int
    units: frozenset[int]
    institution: int
    on: date
    is_ahead: bool = True
    is_unannounced: bool = False
    is_joint: bool = False
    has_own_cause: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Visits that become one. ``on`` is the first of their days: nobody is visited later than announced."""

    institution: int
    visits: tuple[int, ...]
    units: frozenset[int]
    on: date

    @property
    def avoided(self) -> int:
        """How often fewer the institution opens its door."""
        return len(self.visits) - 1


def proposed_merges(planned: Iterable[Planned], within: timedelta) -> tuple[Merge, ...]:
    """Of each institution, from its first visit on: those of other departments that follow within ``within``.

    Two visits of the same department stay two: it has its reason to come again. What shall not be announced stays apart
    from what is.
    """
    places: defaultdict[tuple[int, bool], list[Planned]] = defaultdict(list)
    for each in planned:
        places[each.institution, each.is_unannounced].append(each)
    found = []
    for _, visits in sorted(places.items()):
        waiting = in_order(visits)
        while waiting:
            joint = _joint(waiting, within)
            waiting = [each for each in waiting if each not in joint]
            if len(joint) > 1:
                found.append(_merge(joint))
    return tuple(found)


def in_order(visits: Iterable[Planned]) -> list[Planned]:
    """The first is the one that the others join."""
    return sorted(visits, key=lambda each: (each.on, each.visit))


def may_merge(parts: Iterable[Planned], within: timedelta, today: date) -> Verdict:
    """May these visits become one? Every reason against it, each with what to do."""
    visits = in_order(parts)
    if len(visits) < 2:
        return Verdict.refuse(
            "supervision.merge_alone",
            "只有一次检查，没有可以一起合的。",
            next_step="请回到“可以合并的检查”，看最新的建议。",
        )
    checks = (
        _of_one_place(visits),
        _not_begun(visits),
        _of_other_departments(visits),
        _near(visits, within),
        _ahead(visits, today),
        _announced_alike(visits),
        _of_a_plan(visits),
        _not_joint(visits),
    )
    return Verdict.of([reason for reason in checks if reason is not None])


def may_split(joint: Planned, merged: int) -> Verdict:
    """May a joint visit be taken apart again?"""
    if not merged:
        return Verdict.refuse(
            "supervision.split_single",
            "这次检查不是合成的，没有可以分开的。",
            next_step="请刷新页面看最新状态。",
        )
    if not joint.is_ahead:
        return Verdict.refuse(
            "supervision.split_begun",
            "合成的检查已经开始，不能再分开。",
            next_step="请几个部门一起查完；要再去一次的，另行安排检查。",
        )
    return Verdict()


def may_cancel_joint(merged: int) -> Verdict:
    """Calling a joint visit off would call off those of other departments unasked."""
    if not merged:
        return Verdict()
    return Verdict.refuse(
        "supervision.cancel_joint",
        f"这次检查合了别的部门 {merged} 次检查，取消会让它们也不去。",
        next_step="请先点“分开”，各部门的检查恢复以后，再取消自己的。",
    )


def _of_one_place(visits: Sequence[Planned]) -> Reason | None:
    if len({each.institution for each in visits}) == 1:
        return None
    return Reason(
        "supervision.merge_places",
        "这几次检查不是去同一家机构的。",
        next_step="只能把去同一家机构的合成一次。",
    )


def _not_begun(visits: Sequence[Planned]) -> Reason | None:
    if all(each.is_ahead for each in visits):
        return None
    return Reason(
        "supervision.merge_begun",
        "其中有的检查已经开始、取消，或已经合到别的检查里。",
        next_step="请回到“可以合并的检查”，看最新的建议。",
    )


def _of_other_departments(visits: Sequence[Planned]) -> Reason | None:
    units: frozenset[int] = frozenset().union(*(each.units for each in visits))
    if sum(len(each.units) for each in visits) == len(units):
        return None
    return Reason(
        "supervision.merge_same_unit",
        "同一个部门安排了两次，它有再去一次的理由，不能合成一次。",
        next_step="确实不用去两次的，请这个部门先取消其中一次。",
    )


def _near(visits: Sequence[Planned], within: timedelta) -> Reason | None:
    apart = visits[-1].on - visits[0].on
    if apart <= within:
        return None
    return Reason(
        "supervision.merge_apart",
        f"最早和最晚的相差 {apart.days} 天，超过 {within.days} 天。",
        next_step="请后去的部门先把检查改期，再来合。",
    )


def _ahead(visits: Sequence[Planned], today: date) -> Reason | None:
    if visits[0].on >= today:
        return None
    return Reason(
        "supervision.merge_past",
        f"最早的一次定在 {visits[0].on.month}月{visits[0].on.day}日，已经过了。",
        next_step="请先把它改到今天或以后，再来合。",
    )


def _announced_alike(visits: Sequence[Planned]) -> Reason | None:
    if len({each.is_unannounced for each in visits}) == 1:
        return None
    return Reason(
        "supervision.merge_unannounced",
        "其中有的是不预先通知的检查，合进来就会让机构先知道。",
        next_step="请分开去；或者由它的牵头单位取消，重新安排成预先通知的。",
    )


def _of_a_plan(visits: Sequence[Planned]) -> Reason | None:
    if not any(each.has_own_cause for each in visits):
        return None
    return Reason(
        "supervision.merge_cause",
        "其中有核查投诉举报的检查，合进来就会耽误它，也会让机构知道有人投诉。",
        next_step="核查投诉举报的请单独去；其他的可以合成一次。",
    )


def _not_joint(visits: Sequence[Planned]) -> Reason | None:
    if not any(each.is_joint for each in visits[1:]):
        return None
    return Reason(
        "supervision.merge_joint",
        "其中较晚的一次已经是合成的。",
        next_step="请先把它分开，再一起合到最早的那一次。",
    )


def _joint(waiting: list[Planned], within: timedelta) -> list[Planned]:
    """The first visit and every later one that fits: soon enough, of departments that are not in it yet."""
    joint = [waiting[0]]
    units = waiting[0].units
    for each in waiting[1:]:
        if each.on - joint[0].on <= within and not units & each.units and not each.is_joint:
            joint.append(each)
            units |= each.units
    return joint


def _merge(joint: list[Planned]) -> Merge:
    units: frozenset[int] = frozenset().union(*(each.units for each in joint))
    return Merge(joint[0].institution, tuple(each.visit for each in joint), units, joint[0].on)
