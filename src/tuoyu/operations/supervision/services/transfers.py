"""Sending a matter to whom it belongs, and what the receiver says."""

from __future__ import annotations

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.transfers import (
    AcceptTransfer,
    AnswerTransfer,
    ReturnTransfer,
    SendTransfer,
)
from tuoyu.operations.supervision.flow.transfers import TRANSFER, TransferState
from tuoyu.operations.supervision.models import Penalty, Transfer, TransferFinding, TransferPaper
from tuoyu.operations.supervision.permissions.penalties import VIEW_PENALTY
from tuoyu.operations.supervision.permissions.transfers import (
    ACCEPT_TRANSFER,
    ANSWER_TRANSFER,
    RETURN_TRANSFER,
    SEND_TRANSFER,
)
from tuoyu.operations.supervision.queries.penalties import findings_named
from tuoyu.operations.supervision.rules.transfers import is_the_receiver, may_send, says_why
from tuoyu.registers.institutions.queries import institution_for_update

LEAD = "inspection_lead"
CLOCK = "transfer_answer"
_ROWS = Transfer.objects.select_related("institution", "unit", "to_unit")


@service(SEND_TRANSFER)
def send_transfer(ctx: Ctx, command: SendTransfer) -> Transfer:
    """Send it with its papers; the receiver's lead is told and its clock begins (for an outside organ: the sender's)."""
    require_any(ctx, SEND_TRANSFER)
    if command.unit_id not in ctx.actor.unit_ids:
        raise Refused.because("supervision.transfer.unit", "只能以本单位的名义移送。", status=403)
    demand(
        may_send(command.unit_id, command.to_unit_id, command.outside, command.ground, command.facts),
        status=422,
    )
    if command.penalty_id is not None:
        require(ctx, VIEW_PENALTY, Penalty.objects.all(), command.penalty_id)
    institution = institution_for_update(command.institution_id)
    transfer = Transfer.objects.create(
        institution=institution,
        unit_id=command.unit_id,
        to_unit_id=command.to_unit_id,
        outside=command.outside.strip(),
        penalty_id=command.penalty_id,
        ground=command.ground.strip(),
        facts=command.facts.strip(),
        sent_at=ctx.now,
        sent_by=ctx.actor.name,
        state=TransferState.SENT.value,
        state_at=ctx.now,
    )
    _attach(ctx, transfer, command)
    start_clock(
        ctx, CLOCK, transfer, unit_id=command.to_unit_id or command.unit_id,
        title=f"答复移送 {institution.name}", link=transfer_link(transfer),
    )  # fmt: skip
    begin(ctx, TRANSFER, transfer, "移送", SEND_TRANSFER, note=transfer.receiver)
    journal(ctx, SEND_TRANSFER, transfer, fields=("to_unit", "outside", "facts"), basis=command.ground)
    if transfer.to_unit is not None:
        _tell(
            ctx,
            transfer,
            transfer.to_unit,
            f"{transfer.unit.name}移送{institution.name}的问题，请接收或者退回。",
        )
    return transfer


@service(ACCEPT_TRANSFER)
def accept_transfer(ctx: Ctx, command: AcceptTransfer) -> Transfer:
    transfer = advance(
        ctx,
        TRANSFER,
        _ROWS,
        command.transfer_id,
        "accept",
        note=command.note.strip(),
        rule=lambda found: is_the_receiver(found.to_unit_id, found.unit_id, ctx.actor.unit_ids),
    )
    _tell(ctx, transfer, transfer.unit, f"{transfer.receiver}已接收{transfer.institution.name}的移送。")
    return transfer


@service(RETURN_TRANSFER)
def return_transfer(ctx: Ctx, command: ReturnTransfer) -> Transfer:
    """It is not the receiver's; why stands in it, and the sender is told."""
    transfer = advance(
        ctx,
        TRANSFER,
        _ROWS,
        command.transfer_id,
        "return",
        note=command.reason.strip()[:500],
        rule=lambda found: (
            is_the_receiver(found.to_unit_id, found.unit_id, ctx.actor.unit_ids)
            & says_why(command.reason, "reason", "没有写退回理由。")
        ),
        changes={"return_reason": command.reason.strip()},
        meets=(CLOCK,),
    )
    _tell(ctx, transfer, transfer.unit, f"{transfer.receiver}退回了移送：{command.reason.strip()}")
    return transfer


@service(ANSWER_TRANSFER)
def answer_transfer(ctx: Ctx, command: AnswerTransfer) -> Transfer:
    """What the receiver did."""
    transfer = advance(
        ctx,
        TRANSFER,
        _ROWS,
        command.transfer_id,
        "answer",
        note=command.answer.strip()[:500],
        rule=lambda found: (
            is_the_receiver(found.to_unit_id, found.unit_id, ctx.actor.unit_ids)
            & says_why(command.answer, "answer", "没有写办理结果。")
        ),
        changes={"answer": command.answer.strip(), "answered_at": ctx.now},
        meets=(CLOCK,),
    )
    _tell(ctx, transfer, transfer.unit, f"{transfer.receiver}反馈了办理结果：{command.answer.strip()}")
    return transfer


def transfer_link(transfer: Transfer) -> str:
    return f"/supervision/transfers/{transfer.pk}/"


def _attach(ctx: Ctx, transfer: Transfer, command: SendTransfer) -> None:
    found = findings_named(command.finding_ids, command.institution_id)
    TransferFinding.objects.bulk_create(TransferFinding(transfer=transfer, finding=each) for each in found)
    for paper in command.papers:
        stored = store_file(ctx, paper.name, paper.content, data_class=C1)
        TransferPaper.objects.create(transfer=transfer, file=stored)


def _tell(ctx: Ctx, transfer: Transfer, unit: Unit, sentence: str) -> None:
    news = NewNotice(
        key=f"supervision.transfer:{transfer.pk}:{transfer.state}",
        kind="supervision.transfer",
        title="移送有新进展" if transfer.state != TransferState.SENT else "收到移送",
        sentence=sentence[:300],
        link=transfer_link(transfer),
    )
    notify(ctx, news, unit=unit, role=LEAD)
