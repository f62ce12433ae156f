"""A penalty on the spot (简易程序): opened, heard, decided, handed over and served in one act; afterwards reported."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import due_day, meet_clocks, start_clock
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict, demand
from tuoyu.operations.supervision.commands.penalties import ImposePenalty, ReportPenalty
from tuoyu.operations.supervision.events.penalties import PenaltyDecided
from tuoyu.operations.supervision.flow.penalties import PENALTY
from tuoyu.operations.supervision.models import Inspector, Penalty
from tuoyu.operations.supervision.permissions.penalties import IMPOSE_PENALTY, REPORT_PENALTY
from tuoyu.operations.supervision.policy.penalties import (
    articles_at,
    simple_fingerprint,
    simple_way_at,
    term_at,
)
from tuoyu.operations.supervision.queries.penalties import fined_before, officers_named, past_of
from tuoyu.operations.supervision.rules.offences import Offence
from tuoyu.operations.supervision.rules.penalties import (
    Sentence,
    not_fined_twice,
    sentence_is_lawful,
    shown,
)
from tuoyu.operations.supervision.rules.penalty_spot import (
    may_collect,
    may_impose,
    was_handed_over,
    was_heard,
)
from tuoyu.operations.supervision.rules.spread import seen_as_it_stands
from tuoyu.operations.supervision.services.penalties import (
    ROWS,
    demand_of,
    demand_own,
    known_offence,
    new_case,
    opening_is_lawful,
)
from tuoyu.operations.supervision.services.penalty_papers import next_simple_number, simple_paper
from tuoyu.operations.supervision.services.penalty_telling import (
    penalty_link,
    tell_credit,
    tell_lead,
    tell_party,
)
from tuoyu.operations.supervision.services.penalty_weighing import weighed, weighed_columns
from tuoyu.operations.supervision.words.penalties import REFUSED_TO_SIGN, ServedHow
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institution_for_update


@service(IMPOSE_PENALTY)
def impose_penalty(ctx: Ctx, command: ImposePenalty) -> Penalty:
    """Number, paper, service, credit and event in one transaction, by the officers who stand there.

    The institution is locked first, as for every decision: what another organ fines in the same moment is seen.
    """
    require_any(ctx, IMPOSE_PENALTY)
    opening = command.opening
    demand_own(ctx, opening.unit_id)
    institution = institution_for_update(opening.institution_id)
    officers = officers_named(opening.officer_ids, opening.unit_id)
    offence = known_offence(opening.offence)
    sentence = Sentence(frozenset(command.kinds), command.fine_fen)
    demand(_imposing(ctx, command, institution, offence, officers), status=422)
    case = new_case(ctx, opening, institution, offence, officers, is_simple=True)
    demand_of(not_fined_twice(sentence, fined_before(case), articles_at(ctx.today, ctx.area)))
    begin(ctx, PENALTY, case, "发现违法行为", IMPOSE_PENALTY, note=offence.label)
    number = next_simple_number(ctx, case.unit)
    # After the number, as for every decision: of two signed at once the second sees the first.
    past = past_of(case.offence, ctx.today, is_simple=True, without=case.pk)
    demand(seen_as_it_stands(command.seen_digest, past.digest))
    demand_of(weighed(ctx, past, sentence, command.deviation))
    changes = _decided_columns(ctx, command, sentence) | weighed_columns(past, command.deviation)
    changes["number"] = number
    paper = simple_paper(ctx, case, number, changes)
    fact = tell_credit(ctx, case, number, case.weighed_kinds, paper.pk)
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        case.pk,
        "impose",
        note=f"{number}：{shown(sentence)}",
        changes=changes | {"paper": paper, "fact": fact},
        event=lambda found: PenaltyDecided(found.pk, found.institution_id),
    )
    _start_clocks(ctx, case)
    tell_party(ctx, case, "收到当场处罚决定书", f"{number}：{shown(sentence)}；不服的可以复议或者诉讼。")
    tell_lead(ctx, case, "当场处罚", f"{number}：{case.institution.name}，{shown(sentence)}。")
    return case


@service(REPORT_PENALTY)
def report_penalty(ctx: Ctx, command: ReportPenalty) -> Penalty:
    """The signed paper lies with the organ."""
    case = require(ctx, REPORT_PENALTY, ROWS, command.penalty_id, lock=True)
    demand(_reporting(case))
    case.reported_at = ctx.now
    case.save(update_fields=["reported_at"])
    meet_clocks(ctx, case, kind="penalty_report")
    journal(
        ctx,
        REPORT_PENALTY,
        case,
        fields=("reported_at",),
        basis=articles_at(ctx.today, ctx.area).basis("simple_order"),
    )
    tell_lead(ctx, case, "当场处罚已报备案", f"{case.number} 已报备案，请查收原件。")
    return case


def _imposing(
    ctx: Ctx, command: ImposePenalty, institution: Institution, offence: Offence, officers: list[Inspector]
) -> Verdict:
    articles, way = articles_at(ctx.today, ctx.area), simple_way_at(ctx.today, ctx.area)
    sentence = Sentence(frozenset(command.kinds), command.fine_fen)
    verdict = opening_is_lawful(ctx, command.opening, offence, len(officers))
    verdict &= _stands_there(ctx, officers)
    verdict &= may_impose(sentence, offence, institution.operator.uscc, way, articles)
    verdict &= sentence_is_lawful(sentence, offence, 0)
    verdict &= was_heard(
        command.said, command.answer, articles, has_shown_card=command.has_shown_card, has_told_rights=command.has_told_rights
    )  # fmt: skip
    if not command.place.strip():
        verdict &= Verdict.refuse("supervision.penalty.where", "没有写处罚地点。", basis=articles.basis("simple_order"), next_step="请写明在哪里作出处罚。", field="where")  # fmt: skip
    verdict &= was_handed_over(command.signed_by, is_refused=command.is_refused)
    return verdict & may_collect(
        command.collected_fen, sentence, command.collect_reason, command.receipt_no, way, articles
    )


def _stands_there(ctx: Ctx, officers: list[Inspector]) -> Verdict:
    if ctx.actor.user_id in {each.user_id for each in officers}:
        return PASSED
    return Verdict.refuse(
        "supervision.penalty.absent", "当场处罚由到场的执法人员自己作出，名单里没有您。", next_step="请用到场执法人员的账号办理。", field="colleague"
    )  # fmt: skip


def _decided_columns(ctx: Ctx, command: ImposePenalty, sentence: Sentence) -> dict[str, Any]:
    said = command.said.strip()
    return {
        "plea": Secret(said) if said else "",
        "pleaded_at": ctx.now if said else None,
        "plea_answer": command.answer.strip(),
        "decided_at": ctx.now,
        "decided_on": ctx.today,
        "decided_by": ctx.actor.name,
        "decided_kinds": sorted(sentence.kinds),
        "decided_fine_fen": sentence.fine_fen,
        "decided_place": command.place.strip()[:200],
        "policy_fingerprint": simple_fingerprint(ctx.today, ctx.area),
        "served_on": ctx.today,
        "served_how": ServedHow.ANNOUNCED.value,
        "receiver": REFUSED_TO_SIGN if command.is_refused else command.signed_by.strip(),
        "pay_until_on": due_day(term_at("penalty_pay", ctx.today, ctx.area), ctx.today)[0],
        "paid_fen": command.collected_fen,
        "paid_on": ctx.today if command.collected_fen else None,
        "collect_reason": command.collect_reason.strip()[:200] if command.collected_fen else "",
        "receipt_no": command.receipt_no.strip() if command.collected_fen else "",
    }


def _start_clocks(ctx: Ctx, case: Penalty) -> None:
    """To be reported; and the money to be handed in by the officers, or paid by the party."""
    link = penalty_link(case)
    start_clock(ctx, "penalty_report", case, unit_id=case.unit_id, title=f"报备案 {case.number}", link=link)
    if case.paid_fen:
        start_clock(
            ctx,
            "penalty_hand_in",
            case,
            unit_id=case.unit_id,
            title=f"缴付收缴的罚款 {case.number}",
            link=link,
        )
    elif case.decided_fine_fen:
        unit_id = case.institution.unit_id or case.unit_id
        start_clock(ctx, "penalty_pay", case, unit_id=unit_id, title=f"履行 {case.number}", link=link)


def _reporting(case: Penalty) -> Verdict:
    if not case.is_simple:
        return Verdict.refuse(
            "supervision.penalty.not_spot", "只有当场处罚要报备案。", next_step="请回到案件页面。"
        )
    if case.reported_at is not None:
        return Verdict.refuse(
            "supervision.penalty.reported", "已经报过备案。", next_step="刷新页面看最新状态。"
        )
    return PASSED
