"""The pages that write: record a number, correct one, say what an indicator means."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from tuoyu.foundation.access.services import require
from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.foundation.exchange.services import RowsRefused
from tuoyu.foundation.exchange.templates import template_of
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.formviews import FormPage, run_form, sentence_of
from tuoyu.foundation.ui.toasts import tell
from tuoyu.governance.targets import permissions, services
from tuoyu.governance.targets.commands import (
    CorrectObservation,
    DefineIndicator,
    Evidence,
    ImportObservations,
    RecordObservation,
)
from tuoyu.governance.targets.exchange import import_observations, observation_sheet
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import area_name, area_names, district_series
from tuoyu.governance.targets.rules.periods import first_day, last_complete, month_index
from tuoyu.governance.targets.web.forms import CorrectForm, DefineForm, RecordForm
from tuoyu.governance.targets.web.showing import shown_value
from tuoyu.governance.targets.words import Direction, Period, imported, period_name
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

OFFERED_PERIODS = 36
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(permissions.RECORD)
def observation_record(request: CtxRequest, indicator_id: int) -> HttpResponse:
    """A typed number. The form offers the periods that have ended and begins with the latest one missing."""
    ctx = request.ctx
    rows = Indicator.objects.select_related("owner")
    indicator: Indicator = require(ctx, permissions.RECORD, rows, indicator_id)
    periods = _periods(ctx, Period(indicator.period))
    form = partial(
        RecordForm,
        indicator=indicator,
        periods=[(day.isoformat(), period_name(day, Period(indicator.period))) for day in periods],
        areas=list(area_names(ctx.area).items()),
    )
    about = f"{indicator.definition} 填报的数标“手工填报”；同一时期已经有数的，请用更正。"
    return run_form(
        request,
        form,
        lambda data: _record_command(indicator.pk, data),
        services.record_observation,
        lambda saved: (_recorded(ctx, indicator, saved), _page_of(indicator)),
        page=FormPage(f"填报：{indicator.name}", "填报这个数", back=_page_of(indicator), context=about),
        initial={"period_on": _first_missing(ctx, indicator, periods), "area": ctx.area},
    )


@page(permissions.CORRECT)
def observation_correct(request: CtxRequest, observation_id: int) -> HttpResponse:
    """Another number in place of a wrong one; the wrong one stays, marked."""
    ctx = request.ctx
    rows = Observation.objects.select_related("indicator")
    wrong: Observation = require(ctx, permissions.CORRECT, rows, observation_id)
    indicator = wrong.indicator
    when = f"{area_name(ctx, wrong.area)}{period_name(wrong.period_on, Period(indicator.period))}"
    return run_form(
        request,
        partial(CorrectForm, indicator=indicator),
        lambda data: _correct_command(wrong.pk, data),
        services.correct_observation,
        lambda saved: (
            f"{when}已更正为 {shown_value(indicator, saved.value)}，原数保留在更正记录里。",
            _page_of(indicator),
        ),
        page=FormPage(
            f"更正：{indicator.name}",
            "更正这个数",
            back=_page_of(indicator),
            context=f"{when}，现在是 {shown_value(indicator, wrong.value)}（{wrong.recorded_unit}{wrong.recorded_by}填报）",
            warning="原来的数不会删除，会标“已被更正”，和更正原因一起保留。",
        ),
        initial={
            "numerator": _plain(wrong.numerator),
            "denominator": _plain(wrong.denominator),
            "source": wrong.source,
        },
    )


@page(permissions.DEFINE)
def indicator_define(request: CtxRequest, indicator_id: int) -> HttpResponse:
    """What an indicator means. Unit, period and denominator stand still once numbers rest on them."""
    ctx = request.ctx
    indicator: Indicator = require(ctx, permissions.DEFINE, Indicator.objects.all(), indicator_id)
    owners = [(str(unit.pk), unit.name) for unit in units(ctx).order_by("position", "pk")]
    names = DefineForm.base_fields
    initial = {name: getattr(indicator, name) for name in names if hasattr(indicator, name)}
    if not indicator.is_defined:
        initial["definition"] = ""
    return run_form(
        request,
        partial(DefineForm, owners=owners),
        lambda data: _define_command(indicator.pk, data),
        services.define_indicator,
        lambda saved: (f"“{saved.name}”的口径已保存，以后填报的数都按这个口径。", _page_of(saved)),
        page=FormPage(
            f"确定口径：{indicator.name}",
            "保存口径",
            back=_page_of(indicator),
            context="已有数据的指标，单位、周期和分母不能再改。",
        ),
        initial=initial,
    )


@page(permissions.RECORD)
def observation_import(request: CtxRequest, indicator_id: int) -> HttpResponse:
    """Many numbers by one file. What is wrong is told line by line, and then nothing was written."""
    ctx = request.ctx
    indicator: Indicator = require(ctx, permissions.RECORD, Indicator.objects.all(), indicator_id)
    shown: dict[str, Any] = {"problem": "", "errors": [], "summary": ""}
    upload = request.FILES.get("file")
    if request.method == "POST" and upload is None:
        shown["problem"] = "没有选择文件。请选择填好的表再上传。"
    elif upload is not None:
        try:
            done = import_observations(
                ctx, ImportObservations(indicator.pk, upload.name or "", upload.read())
            )
        except RowsRefused as refused:
            shown |= {"errors": _lines_of(refused), "summary": f"{len(refused.errors)} 处有错"}
        except Refused as refused:
            if refused.status in {403, 404}:
                raise
            shown["problem"] = "".join(sentence_of(reason) for reason in refused.verdict.failures)
        else:
            tell(request, f"{indicator.name}：{imported(done.written, done.repeated)}")
            return _go(request, _page_of(indicator))
    context = {"indicator": indicator, "columns": observation_sheet(ctx, indicator).columns, **shown}
    status = 422 if request.method == "POST" else 200
    return render(request, "targets/observation_import.html", context, status=status)


@page(permissions.RECORD)
@require_GET
def observation_template(request: CtxRequest, indicator_id: int) -> HttpResponse:
    """The Excel template of an upload."""
    indicator: Indicator = require(request.ctx, permissions.RECORD, Indicator.objects.all(), indicator_id)
    content = template_of(observation_sheet(request.ctx, indicator))
    response = HttpResponse(content, content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename=f"{indicator.name}-填报模板.xlsx")
    response["Content-Disposition"] = str(name)
    return response


def _lines_of(refused: RowsRefused) -> list[dict[str, Any]]:
    return [
        {"row": error.line, "column": error.column, "value": error.value, "sentence": f"{error.expected}。"}
        for error in refused.errors
    ]


def _go(request: CtxRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def _record_command(indicator_id: int, data: dict[str, Any]) -> RecordObservation:
    return RecordObservation(
        indicator_id=indicator_id,
        period_on=date.fromisoformat(data["period_on"]),
        area=data["area"],
        numerator=data["numerator"],
        denominator=data.get("denominator"),
        source=data["source"],
        evidence=_evidence(data),
        is_checked=data["is_checked"],
    )


def _correct_command(observation_id: int, data: dict[str, Any]) -> CorrectObservation:
    return CorrectObservation(
        observation_id=observation_id,
        numerator=data["numerator"],
        denominator=data.get("denominator"),
        source=data["source"],
        reason=data["reason"],
        evidence=_evidence(data),
        is_checked=data["is_checked"],
    )


def _define_command(indicator_id: int, data: dict[str, Any]) -> DefineIndicator:
    words = {"direction": Direction(data["direction"]), "period": Period(data["period"])}
    return DefineIndicator(indicator_id=indicator_id, **{**data, **words, "owner_id": int(data["owner_id"])})


def _evidence(data: dict[str, Any]) -> Evidence | None:
    upload = data["evidence"]
    return Evidence(upload.name, upload.read()) if upload else None


def _recorded(ctx: Ctx, indicator: Indicator, saved: Observation) -> str:
    when = f"{area_name(ctx, saved.area)}{period_name(saved.period_on, Period(indicator.period))}"
    return f"{when}记为 {shown_value(indicator, saved.value)}，标“手工填报”。"


def _page_of(indicator: Indicator) -> str:
    return reverse("targets:indicator-detail", args=[indicator.pk])


def _periods(ctx: Ctx, period: Period) -> list[date]:
    """The periods that have ended, newest first."""
    newest = month_index(last_complete(ctx.today, period))
    return [first_day(newest - at * period.months) for at in range(OFFERED_PERIODS)]


def _first_missing(ctx: Ctx, indicator: Indicator, periods: list[date]) -> str:
    """The latest period of the district without a number; the newest where none is missing."""
    present = {row.period_on for row in district_series(ctx, [indicator.pk]).get(indicator.pk, [])}
    begun = [day for day in periods if not present or day > min(present)]
    return next((day for day in begun if day not in present), periods[0]).isoformat()


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"
