"""From the points of an institution and of its experts to dimensions, vetoes and a grade. All points are ``Decimal``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.operations.supervision.commands.evaluations import Score, Scores
from tuoyu.operations.supervision.rules.evaluation_table import Dimension, GradeLimit, TableItem

_CENT = Decimal("0.01")
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """A chapter: its full points, what the institution gave itself and what the experts gave."""

    clause: str
    label: str
    full: Decimal
    own: Decimal
    outside: Decimal

    @property
    def difference(self) -> Decimal:
        """Own minus outside."""
        return self.own - self.outside


@dataclass(frozen=True, slots=True)
class Outcome:
    """``vetoes``: codes of veto items that an expert saw not met; then ``grade`` is empty."""

    dimensions: tuple[DimensionResult, ...]
    own: Decimal
    outside: Decimal
    vetoes: tuple[str, ...]
    grade: str

    @property
    def per_mille(self) -> int:
        """Own minus outside in thousandths of the full points: the indicator of how well an institution knows itself."""
        full = sum((each.full for each in self.dimensions), Decimal(0))
        return (
            int(((self.own - self.outside) * 1000 / full).quantize(Decimal(1), ROUND_HALF_UP)) if full else 0
        )


def scores_are_whole(items: Sequence[TableItem], scores: Scores) -> Verdict:
    """Every item has points within its own; what lost points, or failed, says why."""
    known = {item.code: item for item in items}
    reasons = [_missing(code) for code in known if code not in scores]
    for code, score in scores.items():
        item = known.get(code)
        if item is None:
            reasons.append(Reason("supervision.score.unknown", f"评分表里没有 {code} 这一条。", field=code))
        else:
            reasons += _wrong(item, score)
    return Verdict.of(reasons)


def scores_fit(items: Sequence[TableItem], scores: Scores) -> Verdict:
    """What is kept for later: points within their item, whether or not a reason is there yet."""
    return Verdict.of(_out_of_range(item) for item in items if not _fits(item, scores.get(item.code)))


def _fits(item: TableItem, score: Score | None) -> bool:
    return score is None or 0 <= score.points <= item.points


def _out_of_range(item: TableItem) -> Reason:
    return Reason(
        "supervision.score.range",
        f"{item.code} 应在 0 到 {item.points.normalize():f} 分之间。",
        next_step="请改正分数。",
        field=item.code,
    )


def _missing(code: str) -> Reason:
    return Reason("supervision.score.missing", f"{code} 还没有打分。", next_step="请打分。", field=code)


def _wrong(item: TableItem, score: Score) -> list[Reason]:
    reasons = []
    if not _fits(item, score):
        reasons.append(_out_of_range(item))
    if score.is_failed and not item.is_veto:
        reasons.append(
            Reason(
                "supervision.score.veto",
                f"{item.code} 不是一票否决条目。",
                next_step="请去掉勾选。",
                field=item.code,
            )
        )
    if (score.points < item.points or score.is_failed) and not score.reason.strip():
        reasons.append(
            Reason(
                "supervision.score.reason",
                f"{item.code} 扣了分，没有写原因。",
                next_step="请写一句看到了什么。",
                field=item.code,
            )
        )
    return reasons


def joined(points: Sequence[Decimal], how: str) -> Decimal:
    """The mean or the median of the experts' points of an item, in hundredths, half up."""
    value = median(points) if how == "median" else sum(points, Decimal(0)) / len(points)
    return Decimal(value).quantize(_CENT, ROUND_HALF_UP)


def outcome(
    dimensions: Sequence[Dimension],
    items: Sequence[TableItem],
    limits: Sequence[GradeLimit],
    own: Scores,
    experts: Sequence[Scores],
    how: str,
) -> Outcome:
    """The result. One expert who saw a veto item not met is enough: no grade is given."""
    results = []
    for dimension in dimensions:
        mine = [item.code for item in items if item.dimension == dimension.clause]
        results.append(
            DimensionResult(
                dimension.clause,
                dimension.label,
                dimension.points,
                sum((own[code].points for code in mine), Decimal(0)),
                sum((joined([each[code].points for each in experts], how) for code in mine), Decimal(0)),
            )
        )
    vetoes = tuple(
        item.code for item in items if item.is_veto and any(each[item.code].is_failed for each in experts)
    )
    total = sum((each.outside for each in results), Decimal(0))
    own_total = sum((each.own for each in results), Decimal(0))
    return Outcome(tuple(results), own_total, total, vetoes, "" if vetoes else grade_of(limits, total))


def grade_of(limits: Sequence[GradeLimit], total: Decimal) -> str:
    """The first grade, from the best down, whose limit is reached."""
    return next((each.grade for each in limits if total >= each.from_points), "")


def may_publish(*, is_answered: bool, until_passed: bool) -> Verdict:
    """Published is what nobody disputes any more: the institution agreed, or its days are over."""
    if is_answered or until_passed:
        return PASSED
    return Verdict.refuse(
        "supervision.evaluation.early",
        "机构的异议期还没有过，机构也没有表示无异议。",
        next_step="等机构答复，或异议期过后再公布。",
    )


def may_object(*, evaluation_round: int, until_passed: bool) -> Verdict:
    """Once, within the days of the law."""
    if evaluation_round > 1:
        return Verdict.refuse(
            "supervision.evaluation.twice",
            "已经另请专家重评过一次。",
            next_step="重评的结果不再重评；可以写下意见，与结果一起公布。",
        )
    if until_passed:
        return Verdict.refuse(
            "supervision.evaluation.late", "异议期已经过了。", next_step="可以写下意见，与结果一起公布。"
        )
    return PASSED
