"""监管一览: plan against done, what is overdue, by department, street and institution."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuoyu.foundation.access.web import CtxRequest, page
from tuoyu.operations.supervision.permissions.board import VIEW_BOARD
from tuoyu.operations.supervision.queries.board import Board, board

YEARS_BACK = 3


@page(VIEW_BOARD)
def board_view(request: CtxRequest) -> HttpResponse:
    ctx = request.ctx
    years = range(ctx.today.year, ctx.today.year - YEARS_BACK, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else ctx.today.year
    found = board(ctx, year)
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


@dataclass(frozen=True, slots=True)
class Kpi:
    """A card: ``top`` draws a bar up to it, ``light`` and ``word`` a pill; both may be left away."""

    label: str
    value: Decimal | int | None
    unit: str
    note: str
    url: str
    top: int | None = None
    light: str = ""
    word: str = ""


def _kpis(found: Board) -> list[Kpi]:
    visits, findings = reverse("supervision:visit-list"), reverse("supervision:finding-list")
    seen = f"在办 {found.in_service} 家，检查过 {found.reached} 家"
    joint = f"其中联合检查 {found.joint} 次"
    left = f"没有销号的问题共 {found.open_findings} 个"
    return [
        Kpi("检查覆盖率", _percent(found.reached, found.in_service), "%", seen, visits, top=100),
        Kpi("检查", found.visits, "次", joint, visits),
        Kpi(
            "到日子没去",
            found.late_visits,
            "次",
            "计划日期已过，还没有开始的检查",
            f"{visits}?is_late=1",
            light="bad" if found.late_visits else "ok",
            word="要改期或补查" if found.late_visits else "没有",
        ),
        Kpi(
            "逾期未整改",
            found.overdue_findings,
            "个",
            left,
            f"{findings}?is_overdue=1",
            light="bad" if found.overdue_findings else "ok",
            word="要督办" if found.overdue_findings else "没有",
        ),
    ]


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None
