"""What is counted of findings: how many are closed, how long it took, how many came back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Avg, DurationField, ExpressionWrapper, F, QuerySet

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.models import Finding

_LIST = "/supervision/findings/"
_DAY = timedelta(days=1)


def findings_closed(ctx: Ctx, on: date, area: str | None) -> Count:
    """Closed by the end of the day, over all found in the year up to it."""
    rows = _found(ctx, on, area)
    return Count(rows.filter(closed_at__lt=_start(on + _DAY)).count(), rows.count())


def finding_days(ctx: Ctx, on: date, area: str | None) -> Count:
    """From finding to closing, on average, in calendar days; no value where nothing was closed."""
    closed = _found(ctx, on, area).filter(closed_at__lt=_start(on + _DAY))
    took = ExpressionWrapper(F("closed_at") - F("found_at"), output_field=DurationField())
    found = closed.aggregate(mean=Avg(took))["mean"]
    return Count(0, 0) if found is None else Count(round(Decimal(found / _DAY), 1))


def findings_repeated(ctx: Ctx, on: date, area: str | None) -> Count:
    """Seen again after they had been called mended, over all found in the year up to the day."""
    rows = _found(ctx, on, area)
    return Count(rows.filter(repeats__gt=0).count(), rows.count())


def _found(ctx: Ctx, on: date, area: str | None) -> QuerySet[Finding]:
    rows = Finding.objects.unscoped("figures count the findings of everybody alike")
    rows = rows.exclude(state=FindingState.CANCELLED.value)
    if area not in {None, ctx.area}:
        rows = rows.filter(institution__area_code__startswith=str(area))
    return rows.filter(found_at__gte=_start(date(on.year, 1, 1)), found_at__lt=_start(on + _DAY))


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


FIGURES = (
    FigureSource(
        key="supervision.findings_closed",
        label="检查问题销号率",
        definition="当年发现的问题（不含撤销的）中，到当天已销号的比例。",
        unit="%",
        numerator_label="已销号数",
        denominator_label="发现问题数",
        owner_app="supervision",
        compute=findings_closed,
        rows_url=lambda _: _LIST,
    ),
    FigureSource(
        key="supervision.finding_days",
        label="检查问题平均整改用时",
        definition="当年发现并已销号的问题，从发现到销号平均用了几天（日历天）。",
        unit="天",
        numerator_label="平均天数",
        denominator_label="",
        owner_app="supervision",
        compute=finding_days,
        rows_url=lambda _: f"{_LIST}?state=closed",
    ),
    FigureSource(
        key="supervision.findings_repeated",
        label="检查问题重复率",
        definition="当年发现的问题（不含撤销的）中，整改后又出现、被重新打开的比例。",
        unit="%",
        numerator_label="重复出现数",
        denominator_label="发现问题数",
        owner_app="supervision",
        compute=findings_repeated,
        rows_url=lambda _: f"{_LIST}?is_repeated=1",
    ),
)
