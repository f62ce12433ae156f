"""What evaluations count: how far institutions judge themselves better than experts do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.queries.evaluations import graded_by


def self_outside_difference(ctx: Ctx, on: date, area: str | None) -> Count:
    """Own points less outside points, over own points, of every result given up to the day."""
    sums = graded_by(on, area or ctx.area).aggregate(own=Sum("own"), outside=Sum("outside"))
    own, outside = sums["own"] or Decimal(0), sums["outside"] or Decimal(0)
    return Count(own - outside, own)


FIGURES = (
    FigureSource(
        key="supervision.self_outside_difference",
        label="质量评估：自评高出外评",
        definition="截至期末已定级的质量评估中，机构自评总分减专家评分总分，占自评总分的比例；越接近 0，机构越了解自己。",
        unit="%",
        numerator_label="自评总分减外评总分",
        denominator_label="自评总分",
        owner_app="supervision",
        compute=self_outside_difference,
        rows_url=lambda _: "/supervision/evaluations/",
    ),
)
