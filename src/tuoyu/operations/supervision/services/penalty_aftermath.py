"""After the decision: served, obeyed, closed; shown to everybody; challengeed."""

from __future__ import annotations

from datetime import date

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.services import due_day, meet_clocks, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import format_date
from tuoyu.kernel.verdict import PASSED, Verdict, demand
from tuoyu.operations.supervision.commands.penalties import (
    ClosePenalty,
    FileChallenge,
    PayPenalty,
    PublishPenalty,
    ServePenalty,
    SettleChallenge,
)
from tuoyu.operations.supervision.flow.penalties import PENALTY, PenaltyState
from tuoyu.operations.supervision.models import Challenge, Penalty, Publication
from tuoyu.operations.supervision.permissions.penalties import (
    CLOSE_PENALTY,
    FILE_CHALLENGE,
    PAY_PENALTY,
    PUBLISH_PENALTY,
    SERVE_PENALTY,
    SETTLE_CHALLENGE,
)
from tuoyu.operations.supervision.policy.penalties import penalty_law_at, term_at
from tuoyu.operations.supervision.queries.penalties import (
    STANDING_STATES,
    account_of,
    officers_of,
    open_challenges_of,
    publication_of,
)
from tuoyu.operations.supervision.rules.penalties import may_pay, yuan_text
from tuoyu.operations.supervision.services.penalties import ROWS, demand_of
from tuoyu.operations.supervision.services.penalty_decisions import undo
from tuoyu.operations.supervision.services.penalty_papers import service_paper
from tuoyu.operations.supervision.services.penalty_telling import penalty_link, tell_party, weight_of
from tuoyu.operations.supervision.words.penalties import ChallengeKind, ChallengeOutcome, ServedHow

# How long each way of challenge stands open.
TERMS = {ChallengeKind.REVIEW: "penalty_review", ChallengeKind.LAWSUIT: "penalty_lawsuit"}


@service(SERVE_PENALTY)
def serve_penalty(ctx: Ctx, command: ServePenalty) -> Penalty:
    """The decision reached the party: its days to pay begin with the day of service."""
    case = require(ctx, SERVE_PENALTY, ROWS, command.penalty_id, lock=True)
    demand(PENALTY.check(case.state, "serve"))
    demand_of(_serving(case, command, ctx.today))
    changes = {
        "served_on": command.served_on,
        "served_how": ServedHow(command.how).value,
        "receiver": command.receiver.strip(),
        "pay_until_on": due_day(term_at("penalty_pay", command.served_on, ctx.area), command.served_on)[0],
    }
    changes["served_paper"] = service_paper(ctx, case, changes)
    case = advance(ctx, PENALTY, ROWS, case.pk, "serve", changes=changes, meets=("penalty_serve",))
    start_clock(
        ctx,
        "penalty_pay",
        case,
        unit_id=case.institution.unit_id or case.unit_id,
        title=f"履行 {case.number}",
        link=penalty_link(case),
        started_on=command.served_on,
    )
    tell_party(ctx, case, "收到行政处罚决定书", f"{case.number} 已送达，请按期履行；不服的可以复议或者诉讼。")
    return case


@service(PAY_PENALTY)
def pay_penalty(ctx: Ctx, command: PayPenalty) -> Penalty:
    """Money that came in, or that the decision was obeyed. Part of the sum leaves the case where it is."""
    case = require(ctx, PAY_PENALTY, ROWS, command.penalty_id, lock=True)
    demand(PENALTY.check(case.state, "pay"))
    account, served_on = account_of(case), case.served_on
    if account is None or served_on is None:
        raise ValueError(f"penalty {case.pk} is served without a day")
    fee = penalty_law_at(served_on, ctx.area).late_fee
    due = account.due_on(command.paid_on, fee)
    demand_of(
        may_pay(command.paid_fen, due, command.paid_on, max(served_on, case.paid_on or served_on), ctx.today)
    )
    changes = {
        "paid_fen": case.paid_fen + command.paid_fen,
        "paid_on": command.paid_on,
        "late_fen": account.late_on(command.paid_on, fee),
    }
    note = (
        f"{yuan_text(command.paid_fen)} {command.note}".strip() if command.paid_fen else command.note.strip()
    )
    if command.paid_fen < due:
        for column, value in changes.items():
            setattr(case, column, value)
        case.save(update_fields=list(changes))
        journal(ctx, PAY_PENALTY, case, fields=tuple(changes), note=f"部分缴纳 {note}")
        return case
    return advance(
        ctx,
        PENALTY,
        ROWS,
        case.pk,
        "pay",
        note=note,
        changes=changes,
        meets=("penalty_pay", "penalty_hand_in"),
    )


@service(CLOSE_PENALTY)
def close_penalty(ctx: Ctx, command: ClosePenalty) -> Penalty:
    """The file is closed; what is shown is shown on, as long as the law says."""
    return advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "close",
        note=command.note.strip(),
        rule=_may_close,
        changes={"end_reason": command.note.strip()},
    )


@service(PUBLISH_PENALTY)
def publish_penalty(ctx: Ctx, command: PublishPenalty) -> Publication:
    """The record is shown to everybody from now to the last day of its display."""
    case = require(ctx, PUBLISH_PENALTY, ROWS, command.penalty_id, lock=True)
    demand_of(_publishing(ctx, case, command.fact))
    until = case.fact.display_until_on if case.fact else None
    if until is None:
        raise ValueError(f"penalty {case.pk} is shown without a last day")
    publication = Publication.objects.create(
        penalty=case,
        fact=command.fact.strip(),
        published_at=ctx.now,
        published_by=ctx.actor.name,
        display_until_on=until,
    )
    meet_clocks(ctx, case, kind="penalty_publish")
    journal(ctx, PUBLISH_PENALTY, case, fields=("publication",), note=f"公示至 {until:%F}")
    return publication


@service(FILE_CHALLENGE)
def file_challenge(ctx: Ctx, command: FileChallenge) -> Challenge:
    """The party went to another organ or to court; the decision is obeyed meanwhile unless that organ says otherwise."""
    case = require(ctx, FILE_CHALLENGE, ROWS, command.penalty_id, lock=True)
    kind = ChallengeKind(command.kind)
    demand_of(_filing(ctx, case, kind, command))
    challenge = Challenge.objects.create(
        penalty=case,
        kind=kind.value,
        organ=command.organ.strip(),
        filed_on=command.filed_on,
        filed_by=ctx.actor.name,
    )
    journal(ctx, FILE_CHALLENGE, challenge, fields=("kind", "organ", "filed_on"))
    return challenge


@service(SETTLE_CHALLENGE)
def settle_challenge(ctx: Ctx, command: SettleChallenge) -> Challenge:
    """What came of it. Annulled: the penalty ends with all that hung on it. Changed: the sum is the new one."""
    rows = Challenge.objects.select_related("penalty__institution__unit", "penalty__unit", "penalty__fact")
    challenge = require(ctx, SETTLE_CHALLENGE, rows, command.challenge_id, lock=True)
    outcome, case = ChallengeOutcome(command.outcome), challenge.penalty
    demand_of(_settling(challenge, command, ctx.today))
    challenge.outcome, challenge.decided_on, challenge.note = (
        outcome.value,
        command.decided_on,
        command.note.strip(),
    )
    challenge.save(update_fields=["outcome", "decided_on", "note"])
    journal(ctx, SETTLE_CHALLENGE, challenge, fields=("outcome", "decided_on"), note=outcome.label)
    if outcome is ChallengeOutcome.ANNULLED:
        undo(house_of(ctx), case.pk, f"{ChallengeKind.label_of(challenge.kind)}撤销：{command.note.strip()}")
    elif outcome is ChallengeOutcome.CHANGED and command.fine_fen is not None:
        case.decided_fine_fen = command.fine_fen
        case.save(update_fields=["decided_fine_fen"])
        journal(ctx, SETTLE_CHALLENGE, case, fields=("decided_fine_fen",), note=outcome.label)
    return challenge


def _serving(case: Penalty, command: ServePenalty, today: date) -> Verdict:
    verdict = PASSED
    if case.decided_on is None or not case.decided_on <= command.served_on <= today:
        verdict &= Verdict.refuse("supervision.penalty.served_day", "送达日期要在决定和今天之间。", next_step="请核对日期。", field="served_on")  # fmt: skip
    if not command.receiver.strip():
        verdict &= Verdict.refuse("supervision.penalty.receiver", "没有写谁签收的。", next_step="留置送达的写见证人。", field="receiver")  # fmt: skip
    return verdict


def _may_close(case: Penalty) -> Verdict:
    if case.is_simple and case.reported_at is None:
        return Verdict.refuse("supervision.penalty.unreported", "当场处罚还没有报备案，不能结案。", next_step="请执法人员先报备案。")  # fmt: skip
    if not open_challenges_of(case).exists():
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.challengeed", "复议或者诉讼还没有结果，不能结案。", next_step="请先登记结果。"
    )


def _publishing(ctx: Ctx, case: Penalty, fact: str) -> Verdict:
    if case.state not in STANDING_STATES:
        return Verdict.refuse("supervision.penalty.not_decided", "还没有作出处罚决定，没有可以公示的。", next_step="请在决定以后公示。")  # fmt: skip
    if publication_of(case) is not None:
        return Verdict.refuse(
            "supervision.penalty.published", "这件处罚已经公示过。", next_step="请回到案件页面查看。"
        )
    weight = weight_of(ctx, case.weighed_kinds, case.decided_on or ctx.today)
    if not weight.is_shown or case.fact is None or case.fact.display_until_on is None:
        return Verdict.refuse(
            "supervision.penalty.minor", "轻微失信的处罚原则上不公示。", basis="信用修复管理办法", next_step="不用公示，案件照常办结。"
        )  # fmt: skip
    if not fact.strip():
        return Verdict.refuse("supervision.penalty.fact", "没有写公示的违法事实。", next_step="请写一段不带人名的违法事实。", field="fact")  # fmt: skip
    named = [each.name for each in officers_of(case) if each.name in fact]
    if case.institution.head_name and case.institution.head_name in fact:
        named.append(case.institution.head_name)
    if named:
        return Verdict.refuse("supervision.penalty.names", f"公示内容里有人名：{'、'.join(named)}。", basis="个人信息保护法第三十四条", next_step="请删去人名。", field="fact")  # fmt: skip
    return PASSED


def _filing(ctx: Ctx, case: Penalty, kind: ChallengeKind, command: FileChallenge) -> Verdict:
    if case.served_on is None or case.state not in STANDING_STATES:
        return Verdict.refuse("supervision.challenge.not_served", "决定还没有送达，或者已经撤销，没有可以复议诉讼的。", next_step="请核对案件。")  # fmt: skip
    if open_challenges_of(case).filter(kind=kind.value).exists():
        return Verdict.refuse(
            "supervision.challenge.open",
            f"已经登记过{kind.label}，还没有结果。",
            next_step="请登记结果。",
            field="kind",
        )
    rule = term_at(TERMS[kind], case.served_on, ctx.area)
    last = due_day(rule, case.served_on)[0]
    if not case.served_on <= command.filed_on <= min(last, ctx.today):
        return Verdict.refuse(
            "supervision.challenge.day", f"提出日期要在送达和{format_date(min(last, ctx.today))}之间。", basis=rule.basis, next_step="请核对日期；受理机关认为有正当理由的，以受理通知为准。", field="filed_on"
        )  # fmt: skip
    return PASSED


def _settling(challenge: Challenge, command: SettleChallenge, today: date) -> Verdict:
    if challenge.outcome:
        return Verdict.refuse(
            "supervision.challenge.settled", "结果已经登记过。", next_step="刷新页面看最新状态。"
        )
    if not challenge.filed_on <= command.decided_on <= today:
        return Verdict.refuse("supervision.challenge.decided_day", "结果日期要在提出和今天之间。", next_step="请核对日期。", field="decided_on")  # fmt: skip
    if command.fine_fen is None:
        return PASSED
    case: Penalty = challenge.penalty
    if command.outcome != ChallengeOutcome.CHANGED or not 0 < command.fine_fen <= case.decided_fine_fen:
        return Verdict.refuse(
            "supervision.challenge.sum", f"只有变更时写新的罚款，且不超过原来的 {yuan_text(case.decided_fine_fen)}。", next_step="请核对复议决定或者判决。", field="fine_fen"
        )  # fmt: skip
    if case.state != PenaltyState.DECIDED and case.paid_fen > command.fine_fen + case.decided_confiscated_fen:
        return Verdict.refuse("supervision.challenge.overpaid", "已缴的比变更后的多，先办退款。", next_step="请办理退款后再登记。", field="fine_fen")  # fmt: skip
    return PASSED
