"""Fees, food and medicine: what is charged against what was filed, and what records must show. Every reason names its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuoyu.kernel.verdict import Reason, Verdict
from tuoyu.operations.supervision.commands.conduct import FoodRecord, MedicineRecord

# Code of a reason → the clause it stands on.
Grounds = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConductLimits:
    """Numbers of the policy: months of fees taken at once, hours and grams of a sample."""

    prepaid_months: int
    sample_hours: int
    sample_grams: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A price that was seen. ``months`` says how many were paid at once (0: nobody knows)."""

    item: str
    fen: int
    months: int = 0


def check_charge(charged: Charged, filed_fen: int | None, limits: ConductLimits, grounds: Grounds) -> Verdict:
    """Was no more taken than filed, and not too far ahead? ``filed_fen`` is None where nothing was filed for the item."""
    reasons = []
    if filed_fen is None:
        sentence = f"收了“{charged.item}” {yuan(charged.fen)}，但没有公示这个收费项目。"
        reasons.append(_wrong("fees.unfiled", sentence, "先公示再收费；没有公示的，退还家长。", grounds))
    elif charged.fen > filed_fen:
        more = yuan(charged.fen - filed_fen)
        sentence = f"“{charged.item}”公示 {yuan(filed_fen)}，实收 {yuan(charged.fen)}，多收 {more}。"
        reasons.append(_wrong("fees.higher", sentence, "按公示的价格收，多收的退还家长。", grounds))
    if charged.months > limits.prepaid_months:
        sentence = f"“{charged.item}”一次预收 {charged.months} 个月，最多 {limits.prepaid_months} 个月。"
        reasons.append(_wrong("fees.prepaid", sentence, "超出的月份退还家长。", grounds))
    return Verdict.of(reasons)


def check_food(seen: FoodRecord, limits: ConductLimits, on: date, grounds: Grounds) -> Verdict:
    """A licence in force, a sample of each dish, heavy and old enough, and a menu that parents see."""
    reasons = []
    if seen.licence_until is None or seen.licence_until < on:
        told = f"{seen.licence_until:%F} 到期" if seen.licence_until else "没有出示"
        sentence = f"食品经营许可证{told}。"
        reasons.append(_wrong("food.licence", sentence, "停止供餐，办好许可证再供。", grounds))
    reasons += _sample_faults(seen, limits, grounds)
    if not seen.has_menu:
        reasons.append(_wrong("food.menu", "食谱没有公布给家长看。", "今天就把本周食谱贴出来。", grounds))
    return Verdict.of(reasons)


def check_medicine(seen: MedicineRecord, grounds: Grounds) -> Verdict:
    """Written consent, every entry signed by the parents, nothing left blank."""
    reasons = []
    if not seen.has_consent:
        sentence = "没有家长的书面委托就给孩子用药。"
        reasons.append(_wrong("medicine.consent", sentence, "停止用药，先请家长签字委托。", grounds))
    if seen.unsigned:
        sentence = f"{seen.entries} 条用药交接记录里，{seen.unsigned} 条没有家长签字。"
        reasons.append(_wrong("medicine.unsigned", sentence, "逐条请家长补签，以后当面签。", grounds))
    if seen.incomplete:
        sentence = f"{seen.entries} 条用药记录里，{seen.incomplete} 条没有写全药名、剂量或时间。"
        reasons.append(_wrong("medicine.incomplete", sentence, "补全记录，喂药的人当场写。", grounds))
    return Verdict.of(reasons)


def counts_fit(part: int, whole: int, field: str, what: str) -> Verdict:
    """A part of the records is not more than all of them."""
    if part <= whole:
        return Verdict()
    return Verdict.refuse(
        "conduct.counts",
        f"{what} {part} 条，比总数 {whole} 条还多。",
        next_step="请核对两个数。",
        field=field,
    )


def yuan(fen: int) -> str:
    """680.5 元, 12 元."""
    whole, rest = divmod(fen, 100)
    text = f"{whole:,}" if not rest else f"{whole:,}.{rest:02}".rstrip("0")
    return f"{text} 元"


def _sample_faults(seen: FoodRecord, limits: ConductLimits, grounds: Grounds) -> list[Reason]:
    if seen.samples < seen.dishes:
        sentence = f"今天 {seen.dishes} 样菜只留了 {seen.samples} 份样。"
        return [_wrong("food.samples", sentence, "每餐每样都留样，贴上名称和时间。", grounds)]
    reasons = []
    if seen.samples and seen.least_grams < limits.sample_grams:
        sentence = f"最少的一份留样只有 {seen.least_grams} 克，应有 {limits.sample_grams} 克。"
        reasons.append(_wrong("food.grams", sentence, f"每份称够 {limits.sample_grams} 克。", grounds))
    if seen.samples and seen.longest_hours < limits.sample_hours:
        sentence = f"最早的留样只放了 {seen.longest_hours} 小时，应放够 {limits.sample_hours} 小时。"
        reasons.append(_wrong("food.hours", sentence, f"留样放够 {limits.sample_hours} 小时再倒。", grounds))
    return reasons


def _wrong(code: str, sentence: str, next_step: str, grounds: Grounds) -> Reason:
    return Reason(code, sentence, basis=grounds.get(code, ""), next_step=next_step)
