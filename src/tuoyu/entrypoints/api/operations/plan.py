"""The plan in force."""

from __future__ import annotations

from typing import Any

from ninja import Router

from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import PlanOut
from tuoyu.registers.plans.permissions import VIEW
from tuoyu.registers.plans.queries import plan_in_force, targets_in_force, tasks_in_force

router = Router(tags=["方案"])
_FACTS = (
    "id",
    "area",
    "doc_no",
    "title",
    "issuer",
    "signed_on",
    "published_on",
    "effective_on",
    "expires_on",
    "valid_years",
)


@operation(router, "GET", "/plan", VIEW, answer=PlanOut)
def plans_version_detail(request: ApiRequest) -> dict[str, Any]:
    """现行方案：文件事实、任务数和目标。没有采用任何方案时回答 404。"""
    version = plan_in_force(request.ctx)
    if version is None:
        raise ApiError("TY-4040", "还没有采用任何方案。")
    columns = ("metric", "year", "op", "value", "unit", "task__no")
    targets = list(targets_in_force(request.ctx).values_list(*columns))
    names = ("metric", "year", "op", "value", "unit", "task_no")
    return {
        **{name: getattr(version, name) for name in _FACTS},
        "task_count": len(tasks_in_force(request.ctx).values_list("no")),
        "target_count": len(targets),
        "targets": [dict(zip(names, row, strict=True)) for row in targets],
    }
