"""What supervision counts of visits: how many institutions were seen, how often each, and how often by several at once."""

from __future__ import annotations

from datetime import date

from django.db.models import Count as Number
from django.db.models import QuerySet

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.queries.figures import in_service, signed_between, visited_places

_LIST = "/supervision/visits/"


def _year_to(ctx: Ctx, on: date, area: str | None) -> QuerySet[Visit]:
    return signed_between(date(on.year, 1, 1), on, area or ctx.area)


def coverage(ctx: Ctx, on: date, area: str | None) -> Count:
    """Institutions in service that were visited since the first of January, over those in service."""
    places = in_service(area or ctx.area)
    visited = visited_places(_year_to(ctx, on, area))
    return Count(places.filter(pk__in=visited).count(), places.count())


def visits_per_institution(ctx: Ctx, on: date, area: str | None) -> Count:
    """Visits of the year over the institutions visited: what a visited institution has borne."""
    rows = _year_to(ctx, on, area)
    return Count(rows.count(), visited_places(rows).count())


def joint_share(ctx: Ctx, on: date, area: str | None) -> Count:
    """Visits of the year by two departments or more, over all."""
    rows = _year_to(ctx, on, area)
    joint = rows.annotate(departments=Number("members__unit", distinct=True)).filter(departments__gte=2)
    return Count(joint.count(), rows.count())


def _rows(area: str | None) -> str:
    return f"{_LIST}?street={area}" if area and len(area) > 6 else _LIST


FIGURES = (
    FigureSource(
        key="supervision.coverage",
        label="检查覆盖率",
        definition="今年以来签字办结过检查的在办托育机构，占在办托育机构的比例。",
        unit="%",
        numerator_label="今年检查过的机构数",
        denominator_label="在办机构数",
        owner_app="supervision",
        compute=coverage,
        rows_url=_rows,
    ),
    FigureSource(
        key="supervision.visits_per_institution",
        label="每家受检次数",
        definition="今年以来签字办结的检查次数，除以受检的机构数；几个部门一起来的算一次。",
        unit="次",
        numerator_label="检查次数",
        denominator_label="受检机构数",
        owner_app="supervision",
        compute=visits_per_institution,
        rows_url=_rows,
    ),
    FigureSource(
        key="supervision.joint_share",
        label="联合检查占比",
        definition="今年以来两个以上部门一次完成的检查，占全部检查的比例。",
        unit="%",
        numerator_label="联合检查次数",
        denominator_label="检查次数",
        owner_app="supervision",
        compute=joint_share,
        rows_url=_rows,
    ),
)
