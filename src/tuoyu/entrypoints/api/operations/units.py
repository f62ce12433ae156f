"""Units, and what the plan makes each of them do."""

from __future__ import annotations

from typing import Any

from ninja import Path, Query, Router

from tuoyu.entrypoints.api.cursors import page_of
from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.queries import duties_in_force
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import Page, Paging, UnitDetailOut, UnitOut
from tuoyu.foundation.people.permissions import VIEW_UNIT
from tuoyu.foundation.people.queries import units
from tuoyu.foundation.ui.keyset import Order
from tuoyu.registers.plans.permissions import VIEW as VIEW_PLAN

router = Router(tags=["单位"])
_LINE = ("code", "name", "short_name", "kind", "area", "collective__name")
_NAMES = ("code", "name", "short_name", "kind", "area", "collective")


@operation(router, "GET", "/units", VIEW_UNIT, answer=Page[UnitOut])
def people_unit_list(request: ApiRequest, query: Query[Paging]) -> dict[str, Any]:
    """单位名录，按方案里的次序。"""
    order = Order("position", "position")
    return page_of(
        units(request.ctx), order, _LINE, query, "units", lambda row: dict(zip(_NAMES, row[1:], strict=True))
    )


@operation(router, "GET", "/units/{code}", VIEW_UNIT, answer=UnitDetailOut, also=(VIEW_PLAN,))
def people_unit_detail(request: ApiRequest, code: Path[str]) -> dict[str, Any]:
    """一个单位和它在现行方案里的职责，经由“各街镇”承担的也列出。"""
    wanted = code.replace("\x00", "")[:32]
    row = units(request.ctx).filter(code=wanted).values_list("pk", *_LINE).first()
    if row is None:
        raise ApiError("TY-4041", f"没有代码为“{wanted}”的单位。")
    return {**dict(zip(_NAMES, row[1:], strict=True)), "duties": _duties(request, row[0])}


def _duties(request: ApiRequest, unit_id: int) -> list[dict[str, Any]]:
    rows = duties_in_force(request.ctx, unit_id)
    columns = ("task__no", "task__title", "kind", "unit_id", "unit__name", "position")
    return [
        {"task_no": no, "task_title": title, "kind": kind, "by_collective": None if unit == unit_id else name}
        for no, title, kind, unit, name, _ in rows.values_list(*columns)
    ]
