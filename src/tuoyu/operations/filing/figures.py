"""What filing itself counts: how long registrations took to arrive."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q

from tuoyu.foundation.figures.registry import Count, FigureSource
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing.queries.boards import relevant

_BOARD = "/filing/reconciliation/"


def registration_push_days(ctx: Ctx, on: date, area: str | None) -> Count:
    """The longest of the month up to the day, in working days; no value where nothing arrived."""
    rows = relevant().filter(
        area_code__startswith=_within(ctx, area),
        received_at__gte=_start(on.replace(day=1)),
        received_at__lt=_start(on + timedelta(days=1)),
    )
    longest = rows.aggregate(longest=Max("days_taken"))["longest"]
    return Count(0, 0) if longest is None else Count(longest)


def registrations_on_time(ctx: Ctx, on: date, area: str | None) -> Count:
    """Pushed in time, over all that should have come: of those registered in the year of the day, up to it."""
    end = _start(on + timedelta(days=1))
    rows = relevant().filter(
        Q(received_at__isnull=True) | Q(days_taken__isnull=False),
        area_code__startswith=_within(ctx, area),
        registered_on__gte=date(on.year, 1, 1),
        registered_on__lte=on,
    )
    in_time = rows.filter(received_at__lt=end, is_late=False)
    return Count(in_time.count(), rows.count())


def _within(ctx: Ctx, area: str | None) -> str:
    """The district as a whole takes in what could not be placed in it."""
    return "" if area in {None, ctx.area} else str(area)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


FIGURES = (
    FigureSource(
        key="filing.registration_push_days",
        label="登记信息推送最长用时",
        definition="当月收到的登记信息（属于或可能属于托育）中，从登记日到首次收到用了几个工作日，取最长的一件。",
        unit="工作日",
        numerator_label="当月最长一件的工作日数",
        denominator_label="",
        owner_app="filing",
        compute=registration_push_days,
        rows_url=lambda _: _BOARD,
    ),
    FigureSource(
        key="filing.registrations_on_time",
        label="登记信息按期推送率",
        definition="当年登记的托育服务主体中，在规定工作日内推送到的占应推送的比例；全量名单比对出从未推送的计入分母。",
        unit="%",
        numerator_label="按期推送数",
        denominator_label="应推送数",
        owner_app="filing",
        compute=registrations_on_time,
        rows_url=lambda _: _BOARD,
    ),
)
