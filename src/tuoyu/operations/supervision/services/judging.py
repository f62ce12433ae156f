"""What the department does with a mending: close it, send it back, go and look, open it again, take the finding back."""

from __future__ import annotations

from tuoyu.foundation.audit.services import service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.services import cancel_clocks, start_clock
from tuoyu.foundation.jobs.services import announce
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.findings import (
    CancelFinding,
    CloseFinding,
    ConfirmFinding,
    LookBackFinding,
    ReopenFinding,
    ReturnFinding,
)
from tuoyu.operations.supervision.events.findings import FindingSettled
from tuoyu.operations.supervision.flow.findings import FINDING
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.permissions.findings import (
    CANCEL_FINDING,
    CLOSE_FINDING,
    CONFIRM_FINDING,
    LOOK_BACK_FINDING,
    REOPEN_FINDING,
    RETURN_FINDING,
)
from tuoyu.operations.supervision.queries.findings import waiting_round
from tuoyu.operations.supervision.queries.judging import closing_verdict, judging_verdict
from tuoyu.operations.supervision.rules.mending import day_ahead, note_given
from tuoyu.operations.supervision.services.crediting import credit_finding
from tuoyu.operations.supervision.services.telling import finding_link, tell_department, tell_institution
from tuoyu.operations.supervision.services.terms import start_mend_clock
from tuoyu.operations.supervision.words.findings import CHECK_CLOCK, LOOK_BACK_CLOCK, Adequacy


@service(CLOSE_FINDING)
def close_finding(ctx: Ctx, command: CloseFinding) -> Finding:
    """What was handed in is enough."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "close",
        note=command.note,
        rule=lambda row: note_given(command.note, "凭什么销号") & closing_verdict(ctx, row, after_look=False),
        changes={"closed_at": ctx.now},
        meets=(CHECK_CLOCK,),
    )
    return _settled(ctx, finding, command.note, "整改通过，已销号")


@service(CONFIRM_FINDING)
def confirm_finding(ctx: Ctx, command: ConfirmFinding) -> Finding:
    """Somebody went there again: it is mended and stayed so."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "confirm",
        note=command.note,
        rule=lambda row: note_given(command.note, "看到了什么") & closing_verdict(ctx, row, after_look=True),
        changes={"closed_at": ctx.now},
        meets=(LOOK_BACK_CLOCK,),
    )
    return _settled(ctx, finding, command.note, "回头看合格，已销号")


@service(RETURN_FINDING)
def return_finding(ctx: Ctx, command: ReturnFinding) -> Finding:
    """Not enough, with the reason; the institution has a new term."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "return",
        note=command.note,
        rule=lambda row: note_given(command.note, "哪里不到位") & judging_verdict(ctx, row),
        meets=(CHECK_CLOCK,),
    )
    _judge(ctx, finding, Adequacy.RETURNED, command.note)
    start_mend_clock(ctx, finding)
    tell_institution(ctx, finding, f"整改没有通过，请重改：{command.note}")
    return finding


@service(LOOK_BACK_FINDING)
def look_back_finding(ctx: Ctx, command: LookBackFinding) -> Finding:
    """The papers seem enough; by a day somebody goes and sees it."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "look_back",
        note=command.note or f"定于 {command.due_on:%F} 前回头看",
        rule=lambda row: day_ahead(command.due_on, ctx.today) & judging_verdict(ctx, row),
        changes={"look_back_on": command.due_on},
        meets=(CHECK_CLOCK,),
    )
    start_clock(
        ctx,
        LOOK_BACK_CLOCK,
        finding,
        unit_id=finding.unit_id,
        title=f"回头看 {finding.institution.name}：{finding.sentence}",
        link=finding_link(finding),
        due_on=command.due_on,
    )
    return finding


@service(REOPEN_FINDING)
def reopen_finding(ctx: Ctx, command: ReopenFinding) -> Finding:
    """It is there again: a new term, and a repeat."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "reopen",
        note=command.note,
        rule=lambda row: note_given(command.note, "又看到了什么") & judging_verdict(ctx, row),
        changes={"closed_at": None},
        meets=(LOOK_BACK_CLOCK,),
    )
    finding.repeats += 1
    finding.save(update_fields=["repeats"])
    _judge(ctx, finding, Adequacy.RETURNED, command.note)
    start_mend_clock(ctx, finding)
    tell_institution(ctx, finding, f"问题又出现了，请再整改：{command.note}")
    tell_department(ctx, finding, f"{finding.institution.name}的问题又出现了：{finding.sentence}")
    credit_finding(ctx, finding)
    return finding


@service(CANCEL_FINDING)
def cancel_finding(ctx: Ctx, command: CancelFinding) -> Finding:
    """It was found wrongly, or an objection was upheld: nobody has to mend anything. The record stays."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "cancel",
        note=command.note,
        rule=lambda row: note_given(command.note, "为什么撤销") & judging_verdict(ctx, row),
    )
    cancel_clocks(ctx, finding)
    announce(FindingSettled(finding.pk, is_cancelled=True))
    tell_institution(ctx, finding, f"问题已撤销，不用整改：{finding.sentence}")
    return finding


def _settled(ctx: Ctx, finding: Finding, reason: str, sentence: str) -> Finding:
    _judge(ctx, finding, Adequacy.ENOUGH, reason)
    announce(FindingSettled(finding.pk, is_cancelled=False))
    tell_institution(ctx, finding, f"{sentence}：{finding.sentence}")
    credit_finding(ctx, finding)
    return finding


def _judge(ctx: Ctx, finding: Finding, adequacy: Adequacy, reason: str) -> None:
    """Write under the round that waits what was thought of it; a closed finding that is there again has none."""
    last = waiting_round(finding)
    if last is None:
        return
    last.adequacy, last.reason = adequacy.value, reason
    last.judged_at, last.judged_by = ctx.now, ctx.actor.name
    last.save(update_fields=["adequacy", "reason", "judged_at", "judged_by"])
