"""Escalation slips (督办单): issued by people or by the daily round, raised, answered, cleared."""

from __future__ import annotations

from django.db.models import QuerySet

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import add_step, advance, begin
from tuoyu.foundation.deadlines.services import cancel_clocks, meet_clocks, start_clock
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.notices.words import Urgency
from tuoyu.foundation.papers.numbers import number_text
from tuoyu.foundation.papers.services import take_number
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.governance.coordination import permissions
from tuoyu.governance.coordination.commands import CancelSlip, ClearSlip, EscalateSlip, IssueSlip, ReplySlip
from tuoyu.governance.coordination.flow import SLIP
from tuoyu.governance.coordination.models import Milestone, Report, Slip
from tuoyu.governance.coordination.policy import escalation_at
from tuoyu.governance.coordination.queries import OPEN_SLIP, open_milestone_facts
from tuoyu.governance.coordination.rules.proof import note_is_given
from tuoyu.governance.coordination.rules.slips import DueSlip, due_slips, is_slip_kind
from tuoyu.governance.coordination.services.sharing import unit_of_task
from tuoyu.governance.coordination.words import SlipCause, SlipLevel
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.registers.plans.queries import tasks_in_force

_NUMBER = "督〔{year}〕{serial:04}号"


@service(permissions.ISSUE_SLIP)
def issue_slip(ctx: Ctx, command: IssueSlip) -> Slip:
    """Press a unit of the task, at a level, for a reason it can answer."""
    require_any(ctx, permissions.ISSUE_SLIP)
    task = require(ctx, permissions.VIEW_TASK, tasks_in_force(ctx), command.task_id)
    demand(
        note_is_given(command.reason, "督办事由", "reason") & is_slip_kind(command.level, command.cause),
        status=422,
    )
    _demand_free(command)
    return issue_for(ctx, unit_of_task(task, command.unit_id), command)


@service(permissions.ESCALATE_SLIP)
def escalate_slip(ctx: Ctx, command: EscalateSlip) -> Slip:
    """Raise an open slip by one level; a new clock starts, shorter than the last."""
    slip = require(ctx, permissions.ESCALATE_SLIP, Slip.objects.all(), command.slip_id, lock=True)
    level = SlipLevel(slip.level).next
    if level is None:
        raise Refused.because(
            "coordination.slip.red",
            "红色已是最高一级，不能再提级。",
            next_step="可提请联席会议研究，或约谈单位负责人。",
        )
    cancel_clocks(ctx, slip)
    note = command.note or f"提为{level.label}"
    slip = advance(
        ctx, SLIP, Slip.objects.all(), slip.pk, "escalate", note=note, changes={"level": level.value}
    )
    _start_slip_clock(ctx, slip)
    _tell(ctx, slip)
    return slip


@service(permissions.REPLY_SLIP)
def reply_slip(ctx: Ctx, command: ReplySlip) -> Slip:
    """The pressed unit answers: what happened, what it does, by when."""
    slip = advance(
        ctx,
        SLIP,
        Slip.objects.all(),
        command.slip_id,
        "reply",
        note=command.reply,
        rule=lambda _: note_is_given(command.reply, "答复", "reply"),
        changes={"reply": command.reply, "replied_at": ctx.now},
    )
    meet_clocks(ctx, slip)
    return slip


@service(permissions.CLEAR_SLIP)
def clear_slip(ctx: Ctx, command: ClearSlip) -> Slip:
    """What was pressed for is done: close the slip."""
    slip = advance(
        ctx,
        SLIP,
        Slip.objects.all(),
        command.slip_id,
        "clear",
        note=command.note,
        rule=lambda _: note_is_given(command.note, "销号"),
        changes={"closed_at": ctx.now},
    )
    meet_clocks(ctx, slip)
    return slip


@service(permissions.CANCEL_SLIP)
def cancel_slip(ctx: Ctx, command: CancelSlip) -> Slip:
    """The slip should not have been issued; the record stays."""
    slip = advance(
        ctx,
        SLIP,
        Slip.objects.all(),
        command.slip_id,
        "cancel",
        note=command.note,
        rule=lambda _: note_is_given(command.note, "撤销督办"),
        changes={"closed_at": ctx.now},
    )
    cancel_clocks(ctx, slip)
    return slip


@service(permissions.ISSUE_SLIP)
def raise_due_slips(ctx: Ctx) -> int:
    """The daily round: issue and escalate the slips that overdue milestones ask for. Returns how many moved.

    Run twice on a day it changes nothing the second time: a milestone has one open slip, and a level is set, not added.
    """
    require_any(ctx, permissions.ISSUE_SLIP)
    facts = open_milestone_facts(ctx)
    wanted = due_slips(
        facts, today=ctx.today, calendar=work_calendar(), escalation=escalation_at(ctx.today, ctx.area)
    )
    open_slips = {
        slip.milestone_id: slip
        for slip in Slip.objects.unscoped("open slips of milestones").filter(
            state__in=OPEN_SLIP, milestone_id__in=[due.milestone.id for due in wanted]
        )
    }
    moved = sum(_press(ctx, due, open_slips.get(due.milestone.id)) for due in wanted)
    journal(ctx, permissions.ISSUE_SLIP, note=f"每日督办：应督办 {len(wanted)} 件，新发或提级 {moved} 件")
    return moved


def issue_for(ctx: Ctx, unit: Unit, command: IssueSlip) -> Slip:
    """Write the slip, start its clock, tell the unit."""
    slip = Slip.objects.create(
        number=_next_number(ctx),
        task_id=command.task_id,
        unit=unit,
        level=command.level,
        cause=command.cause,
        milestone_id=command.milestone_id,
        report_id=command.report_id,
        finding_id=command.finding_id,
        reason=command.reason,
        upstream=command.upstream,
        issued_at=ctx.now,
        issued_by=ctx.actor.name,
        state=SLIP.start,
        state_at=ctx.now,
    )
    _start_slip_clock(ctx, slip)
    _tell(ctx, slip)
    begin(ctx, SLIP, slip, permissions.ISSUE_SLIP.label, permissions.ISSUE_SLIP, note=slip.reason)
    journal(ctx, permissions.ISSUE_SLIP, slip, fields=("unit", "level", "reason"))
    return slip


def _demand_free(command: IssueSlip) -> None:
    """A milestone or a report is pressed for once at a time, and belongs to the task of the slip."""
    rows = Slip.objects.unscoped("open slips of one thing").filter(state__in=OPEN_SLIP)
    for model, column, pk in (
        (Milestone, "milestone_id", command.milestone_id),
        (Report, "report_id", command.report_id),
    ):
        if pk is None:
            continue
        about = model.objects.unscoped("what the slip is about").filter(pk=pk, task_id=command.task_id)
        if not about.exists():
            raise Refused.because(
                "coordination.slip.subject",
                "督办的节点或进展不属于这项任务。",
                status=422,
                next_step="请从该任务的节点、进展中选择。",
                field=column,
            )
        if number := rows.filter(**{column: pk}).values_list("number", flat=True).first():
            raise Refused.because(
                "coordination.slip.open",
                f"这件事已经有没办结的督办单 {number}。",
                next_step="请在原督办单上提级，不要另发。",
            )


def _next_number(ctx: Ctx) -> str:
    """督〔2026〕0007号: counted through the year."""
    serial = take_number(ctx, "coordination.slip", ctx.today.year)
    return number_text(_NUMBER, area=ctx.area, year=ctx.today.year, serial=serial)


def _tell(ctx: Ctx, slip: Slip) -> None:
    """The head of the pressed unit hears of a slip and of each level it reaches."""
    level = SlipLevel(slip.level)
    news = NewNotice(
        key=f"coordination.slip:{slip.pk}:{slip.level}",
        kind="coordination.slip",
        title=f"{level.label} {slip.number}",
        sentence=slip.reason[:300],
        link=f"/coordination/slips/{slip.pk}/",
        urgency=Urgency.URGENT if level is SlipLevel.RED else Urgency.NORMAL,
    )
    notify(ctx, news, unit=slip.unit, role="unit_head")


def _start_slip_clock(ctx: Ctx, slip: Slip) -> None:
    start_clock(
        ctx,
        f"slip_{slip.level}_reply",
        slip,
        unit_id=slip.unit_id,
        title=f"答复{SlipLevel.label_of(slip.level)} {slip.number}",
        link=f"/coordination/slips/{slip.pk}/",
    )


def _press(ctx: Ctx, due: DueSlip, slip: Slip | None) -> bool:
    """Issue the slip that is due, or raise the open one to the level it deserves. False when it stands there already."""
    if slip is None:
        fact = due.milestone
        # The unit that took the step on, even where a later plan no longer names it under the task.
        milestone = (
            Milestone.objects.unscoped("unit of the root cause").select_related("unit").get(pk=fact.id)
        )
        issue_for(
            ctx,
            milestone.unit,
            IssueSlip(
                task_id=fact.task_id,
                unit_id=milestone.unit_id,
                reason=due.reason,
                level=due.level.value,
                cause=SlipCause.MILESTONE.value,
                milestone_id=fact.id,
                upstream=due.downstream_sentence,
            ),
        )
        return True
    return raise_to(ctx, slip, due.level, due.reason, due.downstream_sentence)


def raise_to(ctx: Ctx, slip: Slip, level: SlipLevel, reason: str, upstream: str) -> bool:
    """Bring an open slip to the level it deserves now; a new clock starts. False when it stands there already."""
    order = list(SlipLevel)
    if order.index(SlipLevel(slip.level)) >= order.index(level):
        return False
    cancel_clocks(ctx, slip)
    source = slip.state
    move = SLIP.move("escalate")
    slip.level, slip.reason, slip.upstream = level.value, reason, upstream
    slip.state, slip.state_at = str(move.target), ctx.now
    slip.save(update_fields=["level", "reason", "upstream", "state", "state_at"])
    add_step(ctx, slip, move, source=source, note=f"{reason}按规则提为{level.label}。")
    journal(ctx, permissions.ESCALATE_SLIP, slip, fields=("level",))
    _start_slip_clock(ctx, slip)
    _tell(ctx, slip)
    return True


def clear_slips_of(ctx: Ctx, milestone: Milestone) -> None:
    """The step that was pressed for is done: its open slip is cleared with that reason."""
    close_slips(ctx, _slips_of(milestone), "clear", "节点已完成，自动销号。")


def cancel_slips_of(ctx: Ctx, milestone: Milestone) -> None:
    """The step is no longer wanted: its open slip is cancelled with that reason."""
    close_slips(ctx, _slips_of(milestone), "cancel", "节点已取消，自动撤销。")


def _slips_of(milestone: Milestone) -> QuerySet[Slip]:
    return Slip.objects.unscoped("slips of a milestone that is over").filter(milestone=milestone)


def close_slips(ctx: Ctx, rows: QuerySet[Slip], move_name: str, note: str) -> int:
    """Clear or cancel the open ones of ``rows``; returns how many.

    Follows from what was done to the thing they press for, so nobody needs the right to close slips for it.
    """
    move, stop = SLIP.move(move_name), meet_clocks if move_name == "clear" else cancel_clocks
    slips = list(rows.filter(state__in=OPEN_SLIP).select_for_update().order_by("pk"))
    for slip in slips:
        source = slip.state
        slip.state, slip.state_at, slip.closed_at = str(move.target), ctx.now, ctx.now
        slip.save(update_fields=["state", "state_at", "closed_at"])
        add_step(ctx, slip, move, source=source, note=note)
        journal(ctx, move.action, slip, fields=("state",), basis=move.basis, note=note)
        stop(ctx, slip)
    return len(slips)
