"""Objections: the institution says that a finding is wrong, the department answers; meanwhile the finding runs on."""

from __future__ import annotations

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import add_step
from tuoyu.foundation.deadlines.services import meet_clocks, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Move
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.findings import AnswerObjection, CancelFinding, RaiseObjection
from tuoyu.operations.supervision.flow.findings import UNSETTLED, FindingState
from tuoyu.operations.supervision.models import Finding, Objection
from tuoyu.operations.supervision.permissions.findings import ANSWER_OBJECTION, RAISE_OBJECTION
from tuoyu.operations.supervision.queries.findings import waiting_objection
from tuoyu.operations.supervision.queries.judging import judging_verdict
from tuoyu.operations.supervision.rules.mending import note_given
from tuoyu.operations.supervision.services.judging import cancel_finding
from tuoyu.operations.supervision.services.telling import finding_link, tell_department, tell_institution
from tuoyu.operations.supervision.words.findings import OBJECTION_CLOCK, Answered

ANSWERS = (Answered.UPHELD.value, Answered.KEPT.value)


@service(RAISE_OBJECTION)
def raise_objection(ctx: Ctx, command: RaiseObjection) -> Objection:
    """The institution disagrees; its term runs on, the department has its own to answer."""
    finding = require(ctx, RAISE_OBJECTION, Finding.objects.all(), command.finding_id, lock=True)
    demand(note_given(command.reason, "哪里不对", "reason"), status=422)
    _demand_open(finding)
    made: Objection = Objection.objects.create(
        finding=finding, reason=command.reason.strip(), raised_at=ctx.now, raised_by=ctx.actor.name
    )
    start_clock(
        ctx,
        OBJECTION_CLOCK,
        finding,
        unit_id=finding.unit_id,
        title=f"答复异议 {finding.institution.name}：{finding.sentence}",
        link=finding_link(finding),
    )
    _step(ctx, finding, "object", "提出异议", RAISE_OBJECTION.code, made.reason)
    journal(ctx, RAISE_OBJECTION, made, fields=("reason",))
    tell_department(ctx, finding, f"{finding.institution.name}对问题有异议：{made.reason}")
    return made


@service(ANSWER_OBJECTION)
def answer_objection(ctx: Ctx, command: AnswerObjection) -> Objection:
    """Uphold it, which takes the finding back, or keep the finding, with the reason."""
    objection = require(ctx, ANSWER_OBJECTION, Objection.objects.all(), command.objection_id, lock=True)
    finding = objection.finding
    demand(note_given(command.reply, "答复", "reply"), status=422)
    demand(judging_verdict(ctx, finding))
    if objection.outcome != Answered.WAITING.value or command.outcome not in ANSWERS:
        raise Refused.because(
            "supervision.objection.answered",
            "这条异议已经答复过，或答复结果不是“成立”或“不成立”。",
            next_step="刷新页面看最新状态。",
        )
    objection.outcome, objection.reply = command.outcome, command.reply.strip()
    objection.answered_at, objection.answered_by = ctx.now, ctx.actor.name
    objection.save(update_fields=["outcome", "reply", "answered_at", "answered_by"])
    meet_clocks(ctx, finding, kind=OBJECTION_CLOCK)
    label = Answered.label_of(command.outcome)
    _step(ctx, finding, "answer", f"答复异议：{label}", ANSWER_OBJECTION.code, objection.reply)
    journal(ctx, ANSWER_OBJECTION, objection, fields=("outcome", "reply"))
    if command.outcome == Answered.UPHELD.value and finding.state in UNSETTLED:
        cancel_finding(ctx, CancelFinding(finding.pk, objection.reply))
    else:
        tell_institution(ctx, finding, f"异议已答复，{label}：{objection.reply}")
    return objection


def _demand_open(finding: Finding) -> None:
    if finding.state not in UNSETTLED:
        raise Refused.because(
            "supervision.objection.settled",
            f"这个问题{FindingState.label_of(finding.state)}，不用再提异议。",
            next_step="对处理结果不服的，请直接联系检查单位。",
        )
    if waiting_objection(finding) is not None:
        raise Refused.because(
            "supervision.objection.waits",
            "您提的异议还在等检查单位答复。",
            next_step="答复后会通知您；整改期限照常计算。",
        )


def _step(ctx: Ctx, finding: Finding, name: str, label: str, action: str, note: str) -> None:
    """A line of the timeline that changes no state."""
    add_step(
        ctx,
        finding,
        Move(name, label, (), FindingState(finding.state), action),
        source=finding.state,
        note=note,
    )
