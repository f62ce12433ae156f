"""Indicators, their goals and their series."""

from __future__ import annotations

from typing import Any

from ninja import Path, Query, Router

from tuoyu.entrypoints.api.cursors import page_of
from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.queries import indicators_with_latest
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import (
    IndicatorDetailOut,
    IndicatorOut,
    ObservationOut,
    ObservationQuery,
    Page,
    Paging,
)
from tuoyu.foundation.policy.words import Confidence
from tuoyu.foundation.ui.keyset import Order
from tuoyu.governance.targets.permissions import VIEW
from tuoyu.governance.targets.queries import goals_of_version, indicators, observations_of
from tuoyu.kernel.context import Ctx
from tuoyu.registers.plans.permissions import VIEW as VIEW_PLAN
from tuoyu.registers.plans.queries import plan_in_force

router = Router(tags=["指标"])
_LINE = (
    "code",
    "name",
    "unit",
    "period",
    "direction",
    "owner__code",
    "owner__name",
    "confidence",
    "latest_on",
    "latest_value",
)
_WORDS = ("definition", "formula", "numerator_label", "denominator_label", "source_note", "basis")


@operation(router, "GET", "/indicators", VIEW, answer=Page[IndicatorOut])
def targets_indicator_list(request: ApiRequest, query: Query[Paging]) -> dict[str, Any]:
    """指标清单：口径归属和全区最近一期的数。没有数据的指标 latest_value 为 null，不编造。"""
    rows = indicators_with_latest(request.ctx)
    return page_of(rows, Order("pk", "pk"), _LINE, query, "indicators", lambda row: _line(row[1:]))


@operation(router, "GET", "/indicators/{code}", VIEW, answer=IndicatorDetailOut, also=(VIEW_PLAN,))
def targets_indicator_detail(request: ApiRequest, code: Path[str]) -> dict[str, Any]:
    """一个指标：定义、公式、分子分母、数据来源，以及现行方案对它的目标。"""
    row = (
        indicators_with_latest(request.ctx)
        .filter(code=_clean(code))
        .values_list("pk", *_LINE, *_WORDS)
        .first()
    )
    if row is None:
        raise _unknown(code)
    described = dict(zip(_WORDS, row[1 + len(_LINE) :], strict=True))
    return {**_line(row[1:]), **described, "goals": _goals(request.ctx, row[0])}


@operation(router, "GET", "/indicators/{code}/observations", VIEW, answer=Page[ObservationOut])
def targets_observation_list(
    request: ApiRequest, code: Path[str], query: Query[ObservationQuery]
) -> dict[str, Any]:
    """一个指标的各期数据，最新的在前；已被更正的不列。"""
    pk = indicators(request.ctx).filter(code=_clean(code)).values_list("pk", flat=True).first()
    if pk is None:
        raise _unknown(code)
    rows = observations_of(request.ctx, pk).filter(is_corrected=False, area=query.area or request.ctx.area)
    fields = ("period_on", "area", "value", "numerator", "denominator", "origin", "source")
    order = Order("period", "period_on", is_descending=True)
    return page_of(rows, order, fields, query, f"observations.{pk}", _observation)


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    code, name, unit, period, direction, owner_code, owner_name, confidence, latest_on, latest_value = row[
        : len(_LINE)
    ]
    return {
        "code": code,
        "name": name,
        "unit": unit,
        "period": period,
        "direction": direction,
        "owner": {"code": owner_code, "name": owner_name} if owner_code else None,
        "is_confirmed": confidence == Confidence.VERIFIED,
        "latest_on": latest_on,
        "latest_value": latest_value,
    }


def _goals(ctx: Ctx, indicator_id: int) -> list[dict[str, Any]]:
    version = plan_in_force(ctx)
    if version is None:
        return []
    names = ("op", "value", "wording", "due_on", "is_baseline", "basis", "task_no")
    rows = goals_of_version(ctx, version.pk).filter(indicator_id=indicator_id).order_by("due_on", "pk")
    columns = (*names[:-1], "task__no")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*columns)]


def _observation(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("id", "period_on", "area", "value", "numerator", "denominator", "origin", "source")
    return dict(zip(names, row, strict=True))


def _clean(code: str) -> str:
    return code.replace("\x00", "")[:64]


def _unknown(code: str) -> ApiError:
    return ApiError("TY-4041", f"没有代码为“{code[:64]}”的指标。")
