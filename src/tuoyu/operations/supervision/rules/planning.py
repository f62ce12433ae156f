"""A yearly plan: whether its numbers hold, and how far it is done. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.rules.drawing.lottery import WHOLE, quota
from tuoyu.operations.supervision.words.draws import RiskClass

# A department that came more often than once a month would need another ground than a plan.
_MOST = 12
BASIS = "国办发〔2024〕54号"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of risk in a plan: how many institutions there are, how many are to be visited, how many were."""

    risk: RiskClass
    places: int
    planned: int
    done: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.planned


def plan_is_sound(year: int, cap: int, shares: Mapping[str, int], this_year: int) -> Verdict:
    if not this_year - 1 <= year <= this_year + 1:
        return _wrong("year", "只能做今年、明年的计划，或补去年的。", "请改年度。")
    if not 1 <= cap <= _MOST:
        return _wrong("cap", f"每家机构每年的次数要在1到{_MOST}之间。", "投诉核查、整改复查不计入。")
    if set(shares) != set(RiskClass) or any(not 0 <= share <= WHOLE for share in shares.values()):
        return _wrong("", "四个风险类别都要有比例，从0到100%。", "不查的类别填0。")
    return PASSED


def lines_of(
    shares: Mapping[str, int], places: Mapping[str, int], done: Mapping[str, int]
) -> list[ClassLine]:
    """Class → how many institutions there are (``places``), and how many of them were visited in the year (``done``)."""
    counts = {risk: places.get(risk.value, 0) for risk in RiskClass}
    return [
        ClassLine(risk, count, quota(count, shares.get(risk.value, 0)), done.get(risk.value, 0))
        for risk, count in counts.items()
    ]


def _wrong(field: str, sentence: str, next_step: str) -> Verdict:
    return Verdict.refuse("plan.numbers", sentence, field=field, next_step=next_step, basis=BASIS)
