"""监管一览: plan against done, what is overdue, by department, street and institution."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.operations.supervision.permissions.board import VIEW_BOARD
from tuoyu.operations.supervision.queries.board import Board, board
from tuoyu.operations.supervision.queries.plans import aims_of

YEARS_BACK = 3


@page(VIEW_BOARD)
def board_view(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    years = range(ctx.today.year, ctx.today.year - YEARS_BACK, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else ctx.today.year
    found = board(ctx, year, aims_of(ctx, year))
    context = {
        "board": found,
        "kpis": _kpis(found),
        "years": [
            {"label": f"{each}年", "url": f"?year={each}", "is_here": each == year, "count": None}
            for each in years
        ],
        "highest": max((line.overdue_findings for line in found.streets), default=0) or 1,
    }
    return render(request, "supervision/board.html", context)


def _kpis(found: Board) -> list[dict[str, Any]]:
    visits, findings = reverse("supervision:visit-list"), reverse("supervision:finding-list")
    return [
        {
            "label": "检查覆盖率",
            "value": _percent(found.reached, found.in_service),
            "unit": "%",
            "top": 100,
            "note": f"在办 {found.in_service} 家，检查过 {found.reached} 家",
            "url": visits,
        },
        {
            "label": "检查",
            "value": found.visits,
            "unit": "次",
            "note": f"其中联合检查 {found.joint} 次",
            "url": visits,
        },
        {
            "label": "到日子没去",
            "value": found.late_visits,
            "unit": "次",
            "light": "bad" if found.late_visits else "ok",
            "word": "要改期或补查" if found.late_visits else "没有",
            "note": "计划日期已过，还没有开始的检查",
            "url": f"{visits}?standing=late",
        },
        {
            "label": "逾期未整改",
            "value": found.overdue_findings,
            "unit": "个",
            "light": "bad" if found.overdue_findings else "ok",
            "word": "要督办" if found.overdue_findings else "没有",
            "note": f"没有销号的问题共 {found.open_findings} 个",
            "url": f"{findings}?overdue=yes",
        },
    ]


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None
