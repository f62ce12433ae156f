"""Monthly progress: owed by the lead unit, sent in with figures and evidence, accepted or returned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.services import cancel_clocks, reopen_clocks, start_clock
from tuoyu.foundation.figures.registry import displayed, figure
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.commands import (
    AcceptReport,
    FigureEntry,
    ReturnReport,
    SubmitReport,
    WithdrawReport,
)
from tuoyu.governance.coordination.flow import REPORT
from tuoyu.governance.coordination.models import Report, ReportFigure
from tuoyu.governance.coordination.queries import members_of
from tuoyu.governance.coordination.rules.proof import is_period, may_submit, note_is_given
from tuoyu.governance.coordination.services.sharing import add_evidence, unit_of_task
from tuoyu.governance.coordination.words import Origin
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import days_in_month
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.registers.plans.models import Duty, Task
from tuoyu.registers.plans.queries import tasks_in_force
from tuoyu.registers.plans.words import DutyKind


@service(permissions.OPEN_REPORT)
def open_reports(ctx: Ctx, period_on: date) -> int:
    """Every lead unit owes a report for the month: make the missing rows and start their clocks at its last day."""
    require_any(ctx, permissions.OPEN_REPORT)
    demand(is_period(period_on, ctx.today), status=422)
    existing = set(
        Report.objects.unscoped("what is owed already")
        .filter(period_on=period_on)
        .values_list("task_id", "unit_id")
    )
    opened = 0
    duties = Duty.objects.unscoped("who leads what").filter(
        task__in=tasks_in_force(ctx), kind=DutyKind.LEAD.value
    )
    for duty in duties.select_related("task", "unit").order_by("task__no", "position"):
        # Where 各街镇 leads, each of them reports: nobody sits in a collective.
        for unit in members_of(duty.unit) if duty.unit.kind == UnitKind.COLLECTIVE else (duty.unit,):
            if (duty.task_id, unit.pk) not in existing:
                _open_report(ctx, duty.task, unit, period_on)
                opened += 1
    journal(ctx, permissions.OPEN_REPORT, note=f"{period_on:%Y-%m} 下发 {opened} 份")
    return opened


@service(permissions.SUBMIT_REPORT)
def submit_report(ctx: Ctx, command: SubmitReport) -> Report:
    """Send in the progress of a month, with figures and evidence. A unit may also report where it only answers."""
    task = require(ctx, permissions.SUBMIT_REPORT, tasks_in_force(ctx), command.task_id)
    demand(may_submit(command.summary, command.period_on, ctx.today), status=422)
    owed = _report_of(ctx, task, command)
    report = advance(
        ctx,
        REPORT,
        Report.objects.all(),
        owed.pk,
        "submit",
        changes={
            "summary": command.summary.strip(),
            "obstacles": command.obstacles.strip(),
            "next_steps": command.next_steps.strip(),
            "submitted_at": ctx.now,
            "submitted_by": ctx.actor.name,
            "review_note": "",
        },
        meets=("report_due",),
    )
    _write_figures(ctx, report, command.figures)
    add_evidence(ctx, command.files, report=report)
    office = _office(ctx)
    if office is not None:
        title = f"审核 {owed.unit.short_name} 任务{task.no} {report.period_on.month}月进展"
        start_clock(ctx, "evidence_review", report, unit_id=office.pk, title=title, link=_report_link(report))
    return report


@service(permissions.WITHDRAW_REPORT)
def withdraw_report(ctx: Ctx, command: WithdrawReport) -> Report:
    """Take a report back before it was reviewed (the undo of sending it in). Its clock runs on as before."""
    report = advance(ctx, REPORT, Report.objects.all(), command.report_id, "withdraw")
    cancel_clocks(ctx, report, kind="evidence_review")
    reopen_clocks(report, kind="report_due")
    return report


@service(permissions.ACCEPT_REPORT)
def accept_report(ctx: Ctx, command: AcceptReport) -> Report:
    """The office has read it. With evidence the claim becomes verified; without, it stays a claim."""
    return advance(
        ctx,
        REPORT,
        Report.objects.all(),
        command.report_id,
        "accept",
        note=command.note,
        changes={"review_note": command.note},
        meets=("evidence_review",),
    )


@service(permissions.RETURN_REPORT)
def return_report(ctx: Ctx, command: ReturnReport) -> Report:
    """Send a report back with what is missing; the unit's clock starts anew."""
    report = advance(
        ctx,
        REPORT,
        Report.objects.all(),
        command.report_id,
        "return",
        note=command.note,
        rule=lambda _: note_is_given(command.note, "退回补正"),
        changes={"review_note": command.note},
        meets=("evidence_review",),
    )
    start_clock(
        ctx,
        "report_due",
        report,
        unit_id=report.unit_id,
        title=f"补正 任务{report.task.no} {report.period_on.month}月进展",
        link=_report_link(report),
    )
    news = NewNotice(
        key=f"coordination.report:{report.pk}:{ctx.now:%Y%m%d%H%M%S}",
        kind="coordination.report",
        title=f"进展退回补正 任务{report.task.no}",
        sentence=f"{report.period_on.month}月进展退回补正：{command.note}"[:300],
        link=_report_link(report),
    )
    notify(ctx, news, unit=report.unit, role="unit_officer")
    return report


def _report_of(ctx: Ctx, task: Task, command: SubmitReport) -> Report:
    """The row that is owed; where the unit volunteers, a new one."""
    if command.unit_id not in ctx.actor.unit_ids and "system" not in ctx.actor.roles:
        raise Refused.because(
            "coordination.not_own_unit",
            "只能替本单位报送进展。",
            status=403,
            next_step="请切换到该单位的岗位。",
            field="unit_id",
        )
    unit = unit_of_task(task, command.unit_id)
    rows = Report.objects.unscoped("the report of this month").select_related("unit")
    report, _ = rows.get_or_create(
        task=task,
        unit=unit,
        period_on=command.period_on,
        defaults={"state": REPORT.start, "state_at": ctx.now},
    )
    return report


def _open_report(ctx: Ctx, task: Task, unit: Unit, period_on: date) -> None:
    report = Report.objects.create(
        task=task, unit=unit, period_on=period_on, state=REPORT.start, state_at=ctx.now
    )
    _start_report_clock(ctx, report)


def _start_report_clock(ctx: Ctx, report: Report) -> None:
    period_on = report.period_on
    last_day = period_on.replace(day=days_in_month(period_on.year, period_on.month))
    start_clock(
        ctx,
        "report_due",
        report,
        unit_id=report.unit_id,
        title=f"报送 任务{report.task.no} {report.task.title} {period_on.month}月进展",
        link=_report_link(report),
        started_on=last_day,
    )


def _report_link(report: Report) -> str:
    return f"/coordination/reports/{report.pk}/"


def _write_figures(ctx: Ctx, report: Report, entries: Iterable[FigureEntry]) -> None:
    """Figures of the last sending replace the earlier ones; a figure with a source is counted now, not typed."""
    ReportFigure.objects.unscoped("figures of one report").filter(report=report).delete()
    ReportFigure.objects.bulk_create(_figure(ctx, report, entry) for entry in entries)


def _figure(ctx: Ctx, report: Report, entry: FigureEntry) -> ReportFigure:
    source = figure(entry.source_key) if entry.source_key else None
    if entry.source_key and source is None:
        raise _no_figure(
            "coordination.figure_unknown", f"系统里没有“{entry.source_key}”这个数。", "source_key"
        )
    if source is not None:
        value = displayed(source, source.compute(ctx, ctx.today, None))
        sentence, field = f"“{source.label}”现在取不到数。", "source_key"
    else:
        value, sentence, field = entry.value, f"“{entry.label}”没有数值。", "figure_value"
    if value is None:
        raise _no_figure("coordination.figure_missing", sentence, field)
    return ReportFigure(
        report=report,
        label=source.label if source else entry.label,
        unit=source.unit if source else entry.unit,
        value=value,
        origin=str(Origin.SYSTEM if source else Origin.TYPED),
        source_key=source.key if source else "",
    )


def _no_figure(code: str, sentence: str, field: str) -> Refused:
    return Refused.because(
        code, sentence, status=422, next_step="请填写数值；系统取不到数的，改为手工填写。", field=field
    )


def _office(ctx: Ctx) -> Unit | None:
    """The office of the leading group, which reviews reports and issues slips."""
    rows = Unit.objects.unscoped("the leading group's office")
    return rows.filter(kind=UnitKind.LEADERSHIP.value, area=ctx.area).first()
