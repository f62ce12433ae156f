"""Slips for findings of supervision that were not mended in time: one open slip a finding, to who leads the task."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.commands import IssueSlip, PressFinding, SettleFinding
from tuoyu.governance.coordination.models import Slip
from tuoyu.governance.coordination.policy import escalation_at
from tuoyu.governance.coordination.queries import OPEN_SLIP
from tuoyu.governance.coordination.services.slips import close_slips, issue_for, raise_to
from tuoyu.governance.coordination.words import SlipCause, SlipLevel
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.queries.duties import Answerable, answerable_for


@service(permissions.ISSUE_SLIP)
def press_finding(ctx: Ctx, command: PressFinding) -> Slip | None:
    """Issue the slip of an overdue finding, or raise the open one. None where no task of the plan is about it."""
    require_any(ctx, permissions.ISSUE_SLIP)
    rows = Finding.objects.unscoped("the finding that a slip is about").select_related(
        "institution", "unit", "item"
    )
    # Locked: the finding may be closed while the slip is written.
    finding = rows.select_for_update(of=("self",)).get(pk=command.finding_id)
    level = escalation_at(ctx.today, ctx.area).level(command.days)
    answerable = answerable_for(ctx, finding)
    if not finding.is_to_mend or level is None or answerable is None:
        journal(ctx, permissions.ISSUE_SLIP, finding, note="整改已交、未到督办天数，或方案里没有对应的任务")
        return None
    reason = _reason(finding, command.days)
    slip = _open_slip(finding)
    if slip is not None:
        raise_to(ctx, slip, level, reason, slip.upstream)
        journal(ctx, permissions.ISSUE_SLIP, slip, note=reason)
        return slip
    return _issue(ctx, finding, answerable, level, reason)


@service(permissions.CLEAR_SLIP)
def settle_finding(ctx: Ctx, command: SettleFinding) -> int:
    """The finding was closed, or taken back: its open slip goes with it. Returns how many."""
    require_any(ctx, permissions.CLEAR_SLIP)
    slips = Slip.objects.unscoped("slips of a finding that is settled").filter(finding_id=command.finding_id)
    if command.is_cancelled:
        count = close_slips(ctx, slips, "cancel", "检查问题已撤销，自动撤销。")
    else:
        count = close_slips(ctx, slips, "clear", "检查问题已销号，自动销号。")
    journal(ctx, permissions.CLEAR_SLIP, note=f"问题 {command.finding_id} 办结，督办单 {count} 份")
    return count


def _issue(ctx: Ctx, finding: Finding, answerable: Answerable, level: SlipLevel, reason: str) -> Slip:
    command = IssueSlip(
        task_id=answerable.task.pk,
        unit_id=answerable.unit.pk,
        reason=reason,
        level=level.value,
        cause=SlipCause.FINDING.value,
        finding_id=finding.pk,
    )
    return issue_for(ctx, answerable.unit, command)


def _open_slip(finding: Finding) -> Slip | None:
    rows = Slip.objects.unscoped("the open slip of a finding")
    return rows.filter(finding=finding, state__in=OPEN_SLIP).select_for_update().first()


def _reason(finding: Finding, days: int) -> str:
    return (
        f"{finding.institution.name}“{finding.sentence}”应于{finding.due_on:%F}改好，已逾期 {days} 个工作日，"
        f"跟进单位：{finding.unit.name}。"
    )
