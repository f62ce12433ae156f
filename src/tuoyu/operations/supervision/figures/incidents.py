"""What is counted of incidents: by kind, told in time, silent in drills. A district counts by the year up to the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from tuoyu.foundation.figures.registry import Compute, Count, FigureSource
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.queries.incidents import drill_targets, real_incidents
from tuoyu.operations.supervision.words.incidents import IncidentKind, Timeliness

_LIST = "/supervision/incidents/"
_JUDGED = (Timeliness.ON_TIME.value, Timeliness.LATE.value, Timeliness.SILENT.value)


def reported_in_time(ctx: Ctx, on: date, area: str | None) -> Count:
    """Told by the institution in time, over all that had to be told and were judged."""
    rows = _of_year(ctx, on, area).filter(timeliness__in=_JUDGED)
    return Count(rows.filter(timeliness=Timeliness.ON_TIME.value).count(), rows.count())


def drill_silence(ctx: Ctx, on: date, area: str | None) -> Count:
    """Asked in a drill that is over, and silent to its end."""
    rows = drill_targets().filter(
        institution__area_code__startswith=_within(ctx, area),
        drill__started_at__gte=_start(on.replace(month=1, day=1)),
        drill__ends_at__lt=min(_start(on + timedelta(days=1)), ctx.now),
    )
    return Count(rows.filter(answered_at__isnull=True).count(), rows.count())


def _of_kind(kind: IncidentKind) -> Compute:
    def compute(ctx: Ctx, on: date, area: str | None) -> Count:
        return Count(_of_year(ctx, on, area).filter(kind=kind.value).count())

    return compute


def _rows_of(kind: IncidentKind) -> Callable[[str], str]:
    def address(area: str) -> str:
        return f"{_LIST}?kind={kind.value}&drill=0" + (f"&street={area}" if area else "")

    return address


def _of_year(ctx: Ctx, on: date, area: str | None) -> QuerySet[Incident]:
    return real_incidents().filter(
        area_code__startswith=_within(ctx, area),
        known_at__gte=_start(on.replace(month=1, day=1)),
        known_at__lt=_start(on + timedelta(days=1)),
    )


def _within(ctx: Ctx, area: str | None) -> str:
    return "" if area in {None, ctx.area} else str(area)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


FIGURES = (
    *(
        FigureSource(
            key=f"supervision.incidents_{kind.value}",
            label=f"突发事件：{kind.label}",
            definition=f"当年1月1日起到当天，记录在案的“{kind.label}”突发事件数，含不用上报的，不含演练。",
            unit="件",
            numerator_label="当年件数",
            denominator_label="",
            owner_app="supervision",
            compute=_of_kind(kind),
            rows_url=_rows_of(kind),
        )
        for kind in IncidentKind
    ),
    FigureSource(
        key="supervision.incidents_in_time",
        label="突发事件按时报告率",
        definition="当年应报告的突发事件中，机构自己在规定分钟数内报告的比例；还在时限内的不计，演练不计。",
        unit="%",
        numerator_label="按时报告数",
        denominator_label="应报告数",
        owner_app="supervision",
        compute=reported_in_time,
        rows_url=lambda area: f"{_LIST}?drill=0" + (f"&street={area}" if area else ""),
    ),
    FigureSource(
        key="supervision.drill_silence",
        label="演练沉默率",
        definition="当年已结束的报告演练中，到截止时间没有报告的机构占被通知机构的比例（一家参加几次算几次）。",
        unit="%",
        numerator_label="没有报告的机构次数",
        denominator_label="被通知的机构次数",
        owner_app="supervision",
        compute=drill_silence,
        rows_url=lambda _: "/supervision/drills/",
    ),
)
