"""The push: by a signed message, by hand; and what an officer says of a registration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuoyu.foundation.access.services import acting_post, require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.vault.statements import issue_statement
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused, Verdict, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import (
    JudgeRegistration,
    PushRegistrations,
    RecordRegistration,
    RegistrationFacts,
)
from tuoyu.operations.filing.models import Judgement, Push, Registration, Sender
from tuoyu.operations.filing.policy import push_minutes_at
from tuoyu.operations.filing.queries.boards import relevant
from tuoyu.operations.filing.queries.doors import gate_of, speak_for, speaks_for
from tuoyu.operations.filing.rules import envelopes
from tuoyu.operations.filing.rules.facts import facts_are_sound
from tuoyu.operations.filing.rules.merging import progress_of
from tuoyu.operations.filing.rules.payload import MOST_REASONS, placed, read_registrations
from tuoyu.operations.filing.services.clocks import settle_clock, stop_clock
from tuoyu.operations.filing.services.links import end_unwanted_links
from tuoyu.operations.filing.services.receiving import (
    Origin,
    Received,
    follow,
    ground_of,
    receive,
    situation_of,
)
from tuoyu.operations.filing.words import (
    PUSH_MESSAGE,
    PUSH_SENDER,
    PUSH_SENT_AT,
    Channel,
    Door,
    Progress,
    Relevance,
)

PURPOSE = "push"
# Of the headers these are kept; a bearer token is nobody's evidence.
_KEPT = (PUSH_SENDER, PUSH_MESSAGE, PUSH_SENT_AT, "Content-Type", "User-Agent")


@service(permissions.PUSH_REGISTRATION)
def push_registrations(ctx: Ctx, command: PushRegistrations) -> Push:
    """Take a signed message, and answer it with a signed receipt.

    The same message (sender, id, bytes) is answered with the same receipt, however late. Raises ``Refused``: 403 unknown
    or closed sender, another unit's sender, wrong signature; 409 the id stands for other bytes; 422 late, or the content.
    """
    require_any(ctx, permissions.PUSH_REGISTRATION)
    sender = _sender(ctx, command.sender)
    digest = envelopes.digest_of(command.body)
    _demand_signature(sender, command, digest)
    known = Push.objects.unscoped("was this message sent before").filter(
        sender=sender, message_id=command.message_id
    )
    if (push := known.first()) is not None:
        return _again(ctx, push, digest)
    demand(envelopes.is_fresh(command.sent_at, ctx.now, push_minutes_at(ctx.today, ctx.area)), status=422)
    facts = read_registrations(command.body)
    _demand_sound(ctx, Door(sender.door), facts)
    received = receive(ctx, Origin(sender.unit, Door(sender.door), sender.code, Channel.API), facts)
    push = _keep(ctx, sender, command, digest, received)
    note = f"报文 {command.message_id}：采用 {push.accepted} 条，已有或较旧 {push.passed_over} 条"
    journal(ctx, permissions.PUSH_REGISTRATION, push, fields=("body", "receipt"), note=note)
    return push


@service(permissions.RECORD_REGISTRATION)
def record_registration(ctx: Ctx, command: RecordRegistration) -> Registration:
    """One registration typed by hand. Without an id of its own it is named by its code."""
    unit, door = speak_for(ctx, permissions.RECORD_REGISTRATION, command.unit_id)
    demand(facts_are_sound(command.facts, gate_of(ctx, door)), status=422)
    received = receive(ctx, Origin(unit, door, unit.code, Channel.HAND), [command.facts])
    row = received.rows[0]
    note = "" if received.accepted else "与已有内容相同或较旧，没有改动"
    journal(ctx, permissions.RECORD_REGISTRATION, row, fields=("facts",), note=note)
    return row


@service(permissions.JUDGE_REGISTRATION)
def judge_registration(ctx: Ctx, command: JudgeRegistration) -> Registration:
    """Is it childcare, and what became of it. The note names who judged and why; it stands until name or scope change.

    A "no" ends the links that wait for the provider and the open clock of the push; a later "yes" brings the clock back.
    """
    rows = Registration.objects.select_related("institution")
    row = require(ctx, permissions.JUDGE_REGISTRATION, rows, command.registration_id, lock=True)
    if command.relevance not in set(Relevance) or command.progress not in {"", *Progress}:
        raise Refused.because(
            "filing.judge.word", "没有这个选项。", status=422, next_step="请从列表中选择。", field="relevance"
        )
    if not command.note.strip():
        raise Refused.because(
            "filing.judge.note",
            "没有写判断依据。",
            status=422,
            next_step="请写明看了什么、凭什么这样认定。",
            field="note",
        )
    row.relevance = command.relevance
    row.relevance_note = f"{ctx.actor.name} {ctx.today:%F} 判定：{command.note.strip()}"[:200]
    row.progress = command.progress or progress_of(situation_of(row)).value
    if row.relevance == Relevance.NO:
        row.progress = row.progress if row.progress == Progress.GONE else Progress.NOT_CARE.value
        stop_clock(ctx, row)
    else:
        row.has_been_care = True
        settle_clock(ctx, row)
    row.save()
    end_unwanted_links(ctx, [row])
    _keep_judgement(ctx, row, command.note.strip())
    fields = ("relevance", "progress")
    journal(ctx, permissions.JUDGE_REGISTRATION, row, fields=fields, note=Relevance.label_of(row.relevance))
    return row


@service(permissions.JUDGE_REGISTRATION)
def follow_institutions(ctx: Ctx) -> int:
    """Compare every registration that may be childcare with what its institution has come to. Returns how many moved."""
    require_any(ctx, permissions.JUDGE_REGISTRATION)
    found = list(relevant().select_related("institution").order_by("pk"))
    ground = ground_of(ctx, [row.uscc for row in found])
    changed = [row for row in found if follow(ground, row)]
    for row in changed:
        row.save(update_fields=["institution", "progress"])
    end_unwanted_links(ctx, changed)
    journal(ctx, permissions.JUDGE_REGISTRATION, note=f"核对 {len(found)} 条登记，{len(changed)} 条有变化")
    return len(changed)


def _keep_judgement(ctx: Ctx, row: Registration, note: str) -> None:
    post = acting_post(ctx, permissions.JUDGE_REGISTRATION.code)
    Judgement.objects.create(
        registration=row,
        relevance=row.relevance,
        progress=row.progress,
        note=note[:200],
        unit_id=post.unit_id if post and post.unit_id else None,
        made_by=ctx.actor.name,
        made_at=ctx.now,
    )


def _sender(ctx: Ctx, code: str) -> Sender:
    """The sender, held to the end of the transaction, so that the same message sent twice at once is taken once."""
    rows = Sender.objects.unscoped("who sends").select_for_update(of=("self",)).select_related("unit")
    sender: Sender | None = rows.filter(code=code).first()
    if sender is None or not sender.is_active:
        raise _not_accepted("sender", f"推送系统“{code[:32]}”没有登记，或者已经停用。")
    if not speaks_for(ctx, permissions.PUSH_REGISTRATION, sender.unit_id):
        raise _not_accepted(
            "sender", f"推送系统“{sender.name}”属于{sender.unit.name}，令牌的岗位不在这个单位。"
        )
    return sender


def _demand_signature(sender: Sender, command: PushRegistrations, digest: str) -> None:
    """Names without blanks, and a signature of the key that was registered."""
    sent_at = command.headers.get(PUSH_SENT_AT) or command.sent_at.isoformat()
    signed = envelopes.canonical(command.sender, command.message_id, sent_at, digest)
    is_named = envelopes.NAME.fullmatch(command.message_id) and not sent_at.splitlines()[1:]
    if is_named and envelopes.is_genuine(
        envelopes.Algorithm(sender.algorithm),
        signed,
        command.signature,
        secret=sender.secret.reveal(),
        public_key=sender.public_key,
    ):
        return
    raise _not_accepted("signature", "签名与报文不符，没有收下。")


def _again(ctx: Ctx, push: Push, digest: str) -> Push:
    if push.digest != digest:
        raise Refused.because(
            "filing.push.other",
            f"报文编号 {push.message_id} 已经用过，那时的内容不同。",
            next_step="新的内容请换新的报文编号再发。",
        )
    journal(ctx, permissions.PUSH_REGISTRATION, push, note=f"报文 {push.message_id} 重复，答复原回执")
    return push


def _demand_sound(ctx: Ctx, door: Door, facts: Sequence[RegistrationFacts]) -> None:
    gate = gate_of(ctx, door)
    reasons = [
        placed(at, reason) for at, each in enumerate(facts) for reason in facts_are_sound(each, gate).failures
    ]
    if reasons:
        raise Refused(Verdict.of(reasons[:MOST_REASONS]), status=422)


def _keep(ctx: Ctx, sender: Sender, command: PushRegistrations, digest: str, received: Received) -> Push:
    """The message as it came, and what was answered."""
    push = Push(
        sender=sender,
        message_id=command.message_id,
        body=command.body.decode("utf-8"),
        headers={name: command.headers[name][:400] for name in _KEPT if name in command.headers},
        signature=command.signature[:400],
        digest=digest,
        received_at=ctx.now,
        accepted=received.accepted,
        passed_over=received.passed_over,
    )
    push.receipt = issue_statement(PURPOSE, "push", _receipt(ctx.now, push))
    push.save(force_insert=True)
    push.registrations.add(*{row.pk for row in received.rows})
    return push


def _receipt(now: datetime, push: Push) -> dict[str, object]:
    """What the house signs: who sent what, when it came, what was made of it."""
    return {
        "number": f"{push.sender.code}/{push.message_id}",
        "issued_on": now.astimezone(CHINA).date().isoformat(),
        "sender": push.sender.name,
        "unit": push.sender.unit.name,
        "message": push.message_id,
        "digest_sm3": push.digest,
        "received_at": now.astimezone(CHINA).isoformat(),
        "accepted": push.accepted,
        "passed_over": push.passed_over,
    }


def _not_accepted(code: str, sentence: str) -> Refused:
    return Refused.because(
        f"filing.push.{code}",
        sentence,
        status=403,
        next_step="请对照“推送登记信息”的说明核对系统代码、密钥和签名的写法，或请系统管理员核对登记的推送系统。",
    )
