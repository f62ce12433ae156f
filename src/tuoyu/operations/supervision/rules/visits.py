"""Visits: what is asked, who may go, which answer counts, how grave a fault is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.supervision.rules.item_versions import forms_shown
from tuoyu.operations.supervision.rules.items import Item, items_for
from tuoyu.operations.supervision.words.field import Weighing
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.items import Condition
from tuoyu.registers.institutions.words import Band, Meals, SupplyForm, Tenure

K = TypeVar("K")
_BANDS = {
    Condition.INFANTS: Band.INFANT,
    Condition.TODDLERS_SMALL: Band.TODDLER_S,
    Condition.TODDLERS_LARGE: Band.TODDLER_L,
    Condition.MIXED: Band.MIXED,
}


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What the register knows of an institution; None is unknown."""

    meals: str | None = None
    bands: frozenset[str] | None = None
    children: int | None = None
    full_time_medic_from: int | None = None
    tenure: str | None = None


def conditions_at(place: KnownPlace) -> frozenset[str]:
    """What is so at an institution (``Condition``). What nobody knows counts as so, that nothing is left out."""
    no: set[Condition] = set()
    if place.meals is not None:
        if place.meals == Meals.NONE:
            no |= {Condition.MEALS, Condition.KITCHEN}
        elif not Meals(place.meals).is_licensed:
            no.add(Condition.KITCHEN)
    if place.bands is not None:
        no |= {condition for condition, band in _BANDS.items() if band.value not in place.bands}
    if place.children is not None and place.full_time_medic_from is not None:
        no |= {Condition.MANY_CHILDREN} if place.children < place.full_time_medic_from else set()
    if place.tenure is not None and place.tenure != Tenure.LEASE:
        no.add(Condition.RENTED)
    return frozenset(condition.value for condition in Condition if condition not in no)


def checklist(
    library: Iterable[tuple[K, Item]],
    form: str,
    conditions: Collection[str],
    on: date,
    owners: Mapping[str, int],
) -> list[tuple[K, int]]:
    """Key of each item that is asked, with the unit that looks. ``owners``: kind of item → unit that takes part."""
    return [
        (key, owners[item.unit_kind])
        for key, item in library
        if item.unit_kind in owners and items_for((item,), form, conditions, on)
    ]


def nothing_asked(units: Sequence[str], able: Collection[str], own: Sequence[Item], form: str) -> Verdict:
    """No item is asked. ``able``: kinds of departments that have some there; ``own``: all items of ``units`` that day."""
    told = "、".join(units)
    forms = tuple(sorted({each for item in own for each in item.forms}))
    if not own:
        sentence = f"检查事项库里没有归{told}查的事项，只有{told}去，没有可查的。"
    elif any(item.is_for(form) for item in own):
        sentence = f"归{told}查的事项都不符合这家机构的情况，没有可查的。"
    else:
        sentence = (
            f"归{told}查的事项适用于：{forms_shown(forms)}。这家是{SupplyForm.label_of(form)}，没有可查的。"
        )
    if able:
        company = f"请勾选{'、'.join(sorted(able))}等部门的检查人员一起去（综合查一次）。"
    else:
        company = "那天没有部门在这家有事项，请换一天，或换一家机构。"
    return Verdict.refuse(
        "supervision.nothing_asked",
        sentence,
        field="inspector_ids",
        next_step=company
        + "要自己查的，先在“监管责任”看清本部门管什么，再请维护政策数据的人把事项写进“检查事项”。",
    )


def owners_of(units: Sequence[tuple[int, Collection[str]]]) -> dict[str, int]:
    """Kind of item → unit. Of two units that answer for the same kind, the one that stands first (the lead)."""
    owners: dict[str, int] = {}
    for unit, kinds in units:
        for kind in kinds:
            owners.setdefault(kind, unit)
    return owners


@dataclass(frozen=True, slots=True)
class Goer:
    """An inspector who shall go. ``recusal`` says why this one keeps away from the institution; "" is no reason."""

    name: str
    is_officer: bool
    is_in_pool: bool = True
    recusal: str = ""


def may_go(goers: Sequence[Goer], least_officers: int, basis: str) -> Verdict:
    """May these inspectors make the visit?"""
    reasons = [
        Reason(
            "supervision.recused",
            f"{goer.name}要回避这家机构：{goer.recusal}。",
            basis="《行政处罚法》关于回避的规定",
            next_step="请换一位检查人员。",
            field="inspector_ids",
        )
        for goer in goers
        if goer.recusal
    ]
    reasons += [
        Reason(
            "supervision.not_in_pool",
            f"{goer.name}那天不在检查人员库里。",
            next_step="请换一位检查人员。",
            field="inspector_ids",
        )
        for goer in goers
        if not goer.is_in_pool
    ]
    officers = sum(goer.is_officer for goer in goers)
    if officers < least_officers:
        reasons.append(
            Reason(
                "supervision.too_few",
                f"执法人员只有 {officers} 名，检查不得少于 {least_officers} 名。",
                basis=basis,
                next_step="请再选执法人员。",
                field="inspector_ids",
            )
        )
    return Verdict.of(reasons) if reasons else PASSED


@dataclass(frozen=True, slots=True)
class Given:
    """One answer about an item. ``gap``: how far the phone's clock is behind ours; ``order``: by which it was received."""

    answered_at: datetime
    received_at: datetime
    order: int
    gap: timedelta = timedelta()

    @property
    def told_at(self) -> datetime:
        """When it was said, by our clock: never later than it came."""
        return min(self.answered_at + self.gap, self.received_at)

    @property
    def _rank(self) -> tuple[datetime, int]:
        return self.told_at, self.order

    def is_after(self, other: Given) -> bool:
        return self._rank > other._rank


def weigh(new: Given, held: Given | None, *, is_own: bool, is_closed: bool) -> Weighing:
    """What a new answer is worth beside the one that counts so far (``CONFLICT_RULES``)."""
    if not is_own:
        return Weighing.FOREIGN
    if is_closed:
        return Weighing.LATE
    return Weighing.COUNTS if held is None or new.is_after(held) else Weighing.OLDER


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """Items of this weight or more, or key items where ``has_key``, make a finding of this severity."""

    severity: Severity
    least_weight: int
    has_key: bool


def severity_of(rules: Iterable[SeverityRule], weight: int, *, is_key: bool) -> Severity:
    """By the first rule that fits; what none fits is minor."""
    for rule in rules:
        if weight >= rule.least_weight or (rule.has_key and is_key):
            return rule.severity
    return Severity.MINOR


def makes_finding(until: date | None, on: date, *, has_successor: bool) -> bool:
    """Does a fault at an item become a finding? Not where the item was withdrawn by the day and nothing took its place."""
    return until is None or until > on or has_successor


def clock_sentence(taken_at: datetime, received_at: datetime, gap: timedelta, minutes: int) -> str:
    """What the record says of the times of a photo, or "": a clock that is wrong, a photo that came much later."""
    most = timedelta(minutes=minutes)
    said = []
    if abs(gap) > most:
        said.append(f"手机时钟比系统{'慢' if gap > timedelta() else '快'}{span(abs(gap))}")
    late = received_at - taken_at
    if abs(late) > most:
        said.append(f"手机时间与收到时间相差{span(abs(late))}")
    return "；".join(said)


def span(length: timedelta) -> str:
    """90 minutes → 1小时30分."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "天"), (hours, "小时"), (rest, "分")]
    return "".join(f"{count}{word}" for count, word in parts if count) or "不到1分"


def may_close(open_own: int, open_others: Mapping[str, int], unseen_reason: str) -> Verdict:
    """May the checklist be closed? Own items without an answer want a reason; those of others want the others."""
    if open_others:
        told = "、".join(f"{name} {count} 项" for name, count in open_others.items())
        return Verdict.refuse(
            "supervision.others_open",
            f"还有事项没有结果：{told}。",
            next_step="请这些部门的检查人员先在手机上点“发送”，再形成记录。",
        )
    if open_own and not unseen_reason.strip():
        return Verdict.refuse(
            "supervision.unseen_reason",
            f"还有 {open_own} 项没有结果。",
            next_step="请查完，或者写明为什么没查，这些项按“未查”记。",
            field="unseen_reason",
        )
    return PASSED


@dataclass(frozen=True, slots=True)
class SignedSide:
    """Who has signed for a side. ``name``: of the inspectors it is the name of a member."""

    is_inspector: bool
    name: str


def is_signed(signed: Collection[SignedSide], least_inspectors: int) -> bool:
    """Is the record signed? Enough different inspectors, and the institution (or the note that it will not)."""
    inspectors = {each.name for each in signed if each.is_inspector}
    return len(inspectors) >= least_inspectors and any(not each.is_inspector for each in signed)
