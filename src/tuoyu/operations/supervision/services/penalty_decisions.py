"""What the head of an organ decides: a penalty, none, the end of the case, or that a decision no longer stands."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.services import cancel_clocks, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Verdict, demand
from tuoyu.operations.supervision.commands.penalties import (
    DecidePenalty,
    RevokePenalty,
    SparePenalty,
    WithdrawPenalty,
)
from tuoyu.operations.supervision.events.penalties import PenaltyDecided, PenaltyRevoked
from tuoyu.operations.supervision.flow.penalties import PENALTY, PenaltyState
from tuoyu.operations.supervision.models import Penalty
from tuoyu.operations.supervision.permissions.penalties import (
    DECIDE_PENALTY,
    REVOKE_PENALTY,
    SPARE_PENALTY,
    WITHDRAW_PENALTY,
)
from tuoyu.operations.supervision.policy.penalties import decision_fingerprint, penalty_law_at
from tuoyu.operations.supervision.queries.penalties import (
    Past,
    fined_before,
    officers_of,
    past_of,
    publication_of,
)
from tuoyu.operations.supervision.rules.penalties import (
    Sentence,
    Voice,
    decider_is_another,
    may_spare,
    not_fined_twice,
    not_raised,
    review_is_done,
    sentence_is_lawful,
    shown,
    spoken_is_answered,
    voice_was_given,
    wants_review,
)
from tuoyu.operations.supervision.rules.spread import seen_as_it_stands
from tuoyu.operations.supervision.services.penalties import ROWS, demand_of, known_offence
from tuoyu.operations.supervision.services.penalty_papers import decision_paper, next_decision_number
from tuoyu.operations.supervision.services.penalty_telling import (
    penalty_link,
    take_back_credit,
    tell_credit,
    tell_lead,
    tell_party,
    weight_of,
)
from tuoyu.operations.supervision.services.penalty_weighing import weighed, weighed_columns
from tuoyu.operations.supervision.words.penalties import SpareGround
from tuoyu.registers.institutions.queries import institution_for_update

CLOCK = "penalty_decide"


@service(DECIDE_PENALTY)
def decide_penalty(ctx: Ctx, command: DecidePenalty) -> Penalty:
    """Number, paper, state, credit and event in one transaction: all of it, or nothing and the number goes back.

    The institution is locked before anything is looked up: two organs that decide about one wrong follow each other, and
    the second sees the fine of the first (一事不二罚款). Then the number is taken: decisions of one organ follow each other,
    so that two signed at once do not both miss the other among the past cases. Everybody locks in this order.
    """
    case = require(ctx, DECIDE_PENALTY, ROWS, command.penalty_id, lock=True)
    demand(PENALTY.check(case.state, "decide"))
    decided = Sentence(frozenset(command.kinds), command.fine_fen, command.confiscated_fen)
    institution_for_update(case.institution_id)
    number = next_decision_number(ctx, case.unit)
    past = past_of(case.offence, ctx.today, without=case.pk)
    demand(seen_as_it_stands(command.seen_digest, past.digest))
    demand_of(_verdict(ctx, case, command, decided, past))
    changes = _decided_columns(ctx, command, decided, past) | {"number": number}
    paper = decision_paper(ctx, case, number, changes)
    fact = tell_credit(ctx, case, number, changes["decided_kinds"], paper.pk)
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        case.pk,
        "decide",
        note=f"{number}：{shown(decided)}",
        changes=changes | {"paper": paper, "fact": fact},
        meets=(CLOCK,),
        event=lambda found: PenaltyDecided(found.pk, found.institution_id),
    )
    _start_clocks(ctx, case)
    tell_lead(ctx, case, "处罚决定已作出", f"{number} 已作出，请送达{case.institution.name}。")
    return case


@service(SPARE_PENALTY)
def spare_penalty(ctx: Ctx, command: SparePenalty) -> Penalty:
    """No penalty, with the ground of the law; the party is told."""
    ground = SpareGround(command.ground)
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "spare",
        note=ground.label,
        rule=lambda found: _sparing(ctx, found, command),
        changes={"spare_ground": ground.value, "end_reason": command.reason.strip()},
        meets=(CLOCK,),
    )
    tell_party(ctx, case, "不予行政处罚", f"{ground.label}，决定不予处罚。请保持整改，不要再犯。")
    return case


@service(WITHDRAW_PENALTY)
def withdraw_penalty(ctx: Ctx, command: WithdrawPenalty) -> Penalty:
    """The case ends without a decision about a penalty."""
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "withdraw",
        note=command.reason.strip()[:500],
        rule=lambda _: reason_is_given(command.reason),
        changes={"end_reason": command.reason.strip()},
    )
    cancel_clocks(ctx, case)
    if case.told_at is not None:
        tell_party(ctx, case, "处罚案件已撤案", "处罚机关已撤案，不再处罚。")
    return case


@service(REVOKE_PENALTY)
def revoke_penalty(ctx: Ctx, command: RevokePenalty) -> Penalty:
    """The organ itself takes back a decision that was wrong (第七十五条)."""
    return undo(ctx, command.penalty_id, command.reason)


def undo(ctx: Ctx, penalty_id: int, reason: str) -> Penalty:
    """What goes with a decision that no longer stands: publication, credit, clocks. In the transaction of the caller."""
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        penalty_id,
        "revoke",
        note=reason.strip()[:500],
        rule=lambda _: reason_is_given(reason),
        changes={"end_reason": reason.strip()},
        event=lambda found: PenaltyRevoked(found.pk, found.institution_id),
    )
    cancel_clocks(ctx, case)
    _withdraw_publication(ctx, case, reason)
    take_back_credit(ctx, case, reason)
    tell_party(
        ctx, case, "处罚决定已撤销", f"{case.number} 已撤销，公示已撤下。已缴的罚款请联系处罚机关退还。"
    )
    return case


def reason_is_given(reason: str) -> Verdict:
    if reason.strip():
        return Verdict()
    return Verdict.refuse(
        "supervision.penalty.no_reason", "没有写理由。", next_step="请写明理由。", field="reason"
    )


def _verdict(ctx: Ctx, case: Penalty, command: DecidePenalty, decided: Sentence, past: Past) -> Verdict:
    law = penalty_law_at(ctx.today, ctx.area)
    has_pleaded = case.pleaded_at is not None
    verdict = decider_is_another(ctx.actor.user_id, investigators_of(case), law.articles)
    verdict &= voice_was_given(voice_of(case), ctx.today, law.articles)
    verdict &= sentence_is_lawful(decided, known_offence(case.offence), case.gain_fen)
    verdict &= not_raised(
        case.told, decided, law.articles, has_pleaded=has_pleaded or case.contested_at is not None
    )
    verdict &= not_fined_twice(decided, fined_before(case), law.articles)
    verdict &= spoken_is_answered(
        law.articles, has_spoken=has_pleaded or bool(case.hearing_opinion), answer=command.plea_answer
    )
    verdict &= review_is_done(
        law.articles, is_wanted=wants_review(case.told, law), reviewer=command.reviewer, review=command.review
    )
    return verdict & weighed(ctx, past, decided, command.deviation)


def investigators_of(case: Penalty) -> set[int | None]:
    """Accounts of those who investigated: the officers, and whoever ended the investigation."""
    return {each.user_id for each in officers_of(case)} | {case.concluded_by_user_id}


def voice_of(case: Penalty) -> Voice:
    if case.plea_until_on is None:
        raise ValueError(f"penalty {case.pk} was not told")
    return Voice(
        case.plea_until_on,
        case.hearing_until_on,
        case.pleaded_at is not None,
        case.has_waived,
        case.state == PenaltyState.HEARD,
    )


def _decided_columns(ctx: Ctx, command: DecidePenalty, decided: Sentence, past: Past) -> dict[str, Any]:
    return {
        "decided_at": ctx.now,
        "decided_on": ctx.today,
        "decided_by": ctx.actor.name,
        "decided_kinds": sorted(decided.kinds),
        "decided_fine_fen": decided.fine_fen,
        "decided_confiscated_fen": decided.confiscated_fen,
        "decided_measure": command.measure.strip()[:200],
        "plea_answer": command.plea_answer.strip(),
        "reviewer": command.reviewer.strip(),
        "review": command.review.strip(),
        "policy_fingerprint": decision_fingerprint(ctx.today, ctx.area),
        **weighed_columns(past, command.deviation),
    }


def _start_clocks(ctx: Ctx, case: Penalty) -> None:
    """To be served; and to be shown where it is one that is shown."""
    link = penalty_link(case)
    start_clock(ctx, "penalty_serve", case, unit_id=case.unit_id, title=f"送达 {case.number}", link=link)
    if weight_of(ctx, case.weighed_kinds, ctx.today).is_shown:
        start_clock(
            ctx, "penalty_publish", case, unit_id=case.unit_id, title=f"公示 {case.number}", link=link
        )


def _sparing(ctx: Ctx, case: Penalty, command: SparePenalty) -> Verdict:
    law = penalty_law_at(ctx.today, ctx.area)
    verdict = decider_is_another(ctx.actor.user_id, investigators_of(case), law.articles)
    return verdict & may_spare(command.ground, command.reason, law.spare_grounds, is_mended=command.is_mended)


def _withdraw_publication(ctx: Ctx, case: Penalty, reason: str) -> None:
    publication = publication_of(case)
    if publication is not None and publication.withdrawn_at is None:
        publication.withdrawn_at, publication.withdraw_reason = ctx.now, reason.strip()[:200]
        publication.save(update_fields=["withdrawn_at", "withdraw_reason"])
        journal(ctx, REVOKE_PENALTY, publication, fields=("withdrawn_at",), note=reason)
