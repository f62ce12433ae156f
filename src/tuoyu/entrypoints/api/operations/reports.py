"""Progress reports: read, send in, take back. The same commands and services as the site."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Path, Query, Router

from tuoyu.entrypoints.api.cursors import page_of
from tuoyu.entrypoints.api.errors import ApiError
from tuoyu.entrypoints.api.gate import ApiRequest
from tuoyu.entrypoints.api.routing import operation
from tuoyu.entrypoints.api.schemas import Key, Page, ReportDetailOut, ReportIn, ReportOut, ReportQuery
from tuoyu.foundation.access.services import require
from tuoyu.foundation.ui.keyset import Order
from tuoyu.governance.coordination import services
from tuoyu.governance.coordination.commands import FigureEntry, SubmitReport, WithdrawReport
from tuoyu.governance.coordination.flow import ReportState
from tuoyu.governance.coordination.models import Report
from tuoyu.governance.coordination.permissions import SUBMIT_REPORT, VIEW_REPORT, WITHDRAW_REPORT
from tuoyu.governance.coordination.queries import reports, reports_with_figures
from tuoyu.governance.coordination.rules.proof import proof_of
from tuoyu.registers.plans.permissions import VIEW as VIEW_PLAN
from tuoyu.registers.plans.queries import tasks_in_force

router = Router(tags=["进展"])
_LINE = (
    "task__no",
    "task__title",
    "unit__code",
    "unit__name",
    "period_on",
    "state",
    "summary",
    "submitted_at",
    "evidence_count",
)


@operation(router, "GET", "/reports", VIEW_REPORT, answer=Page[ReportOut])
def coordination_report_list(request: ApiRequest, query: Query[ReportQuery]) -> dict[str, Any]:
    """进展，最近的月份在前；可按任务、单位、状态、月份筛选。"""
    rows = reports(request.ctx)
    wanted = {
        "task__no": query.task_no,
        "unit__code": query.unit,
        "state": query.state,
        "period_on": _month(query.month) if query.month else None,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    order = Order("month", "period_on", is_descending=True)
    return page_of(rows, order, _LINE, query, "reports", _line)


@operation(router, "GET", "/reports/{report_id}", VIEW_REPORT, answer=ReportDetailOut)
def coordination_report_detail(request: ApiRequest, report_id: Path[Key]) -> dict[str, Any]:
    """一份进展：内容、数字、审核意见。声称没有佐证的，proof 为 claimed。"""
    return _whole(require(request.ctx, VIEW_REPORT, reports_with_figures(request.ctx), report_id))


@operation(
    router,
    "POST",
    "/reports",
    SUBMIT_REPORT,
    answer=ReportDetailOut,
    also=(VIEW_PLAN, VIEW_REPORT),
    status=201,
)
def coordination_report_submit(request: ApiRequest, body: ReportIn) -> dict[str, Any]:
    """替令牌所在岗位的单位报送一个月的进展。佐证文件在网页上补充；没有佐证的进展标为“声称”。"""
    ctx = request.ctx
    task_id = tasks_in_force(ctx).filter(no=body.task_no).values_list("pk", flat=True).first()
    if task_id is None:
        raise ApiError("TY-4041", f"现行方案里没有第 {body.task_no} 项任务。")
    report = services.submit_report(
        ctx,
        SubmitReport(
            task_id=task_id,
            unit_id=ctx.actor.posts[0].unit_id,
            period_on=_month(body.month),
            summary=body.summary,
            obstacles=body.obstacles,
            next_steps=body.next_steps,
            figures=tuple(
                FigureEntry(figure.label, figure.unit, figure.value, figure.source_key)
                for figure in body.figures
            ),
        ),
    )
    return _whole(reports_with_figures(ctx).get(pk=report.pk))


@operation(
    router,
    "POST",
    "/reports/{report_id}/withdraw",
    WITHDRAW_REPORT,
    answer=ReportDetailOut,
    also=(VIEW_REPORT,),
)
def coordination_report_withdraw(request: ApiRequest, report_id: Path[Key]) -> dict[str, Any]:
    """审核之前把本单位的进展撤回修改，期限照旧计算。"""
    report = services.withdraw_report(request.ctx, WithdrawReport(report_id))
    return _whole(reports_with_figures(request.ctx).get(pk=report.pk))


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    pk, no, title, unit_code, unit_name, period_on, state, summary, submitted_at, evidence_count = row
    return {
        "id": pk,
        "task_no": no,
        "task_title": title,
        "unit": {"code": unit_code, "name": unit_name},
        "month": period_on.isoformat()[:7],
        "state": state,
        "state_label": ReportState.label_of(state),
        "summary": summary,
        "submitted_at": submitted_at,
        "evidence_count": evidence_count,
    }


def _whole(report: Report) -> dict[str, Any]:
    task, unit = report.task, report.unit
    line = (
        report.pk,
        task.no,
        task.title,
        unit.code,
        unit.name,
        report.period_on,
        report.state,
        report.summary,
        report.submitted_at,
        report.evidence_count,
    )
    is_told = report.state != ReportState.DUE
    return {
        **_line(line),
        "obstacles": report.obstacles,
        "next_steps": report.next_steps,
        "submitted_by": report.submitted_by,
        "review_note": report.review_note,
        "proof": str(proof_of(report.state, report.evidence_count)) if is_told else None,
        "figures": [
            {
                "label": figure.label,
                "value": figure.value,
                "unit": figure.unit,
                "origin": figure.origin,
                "source_key": figure.source_key,
            }
            for figure in report.figures.all()
        ],
    }
