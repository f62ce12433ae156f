"""A penalty up to its decision: opened, investigated, told; the party speaks; a hearing is called and held."""

from __future__ import annotations

from datetime import date
from typing import Any

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import due_day, start_clock
from tuoyu.foundation.vault.secret import Secret
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, Verdict, demand
from tuoyu.operations.supervision.commands.penalties import (
    CallPenalty,
    ConcludePenalty,
    ContestPenalty,
    HearPenalty,
    OpenPenalty,
    PleadPenalty,
    TellPenalty,
)
from tuoyu.operations.supervision.flow.penalties import PENALTY, PenaltyState
from tuoyu.operations.supervision.models import Inspector, Penalty, PenaltyFinding, PenaltyOfficer
from tuoyu.operations.supervision.offence_files import offence_coded, organ_kinds
from tuoyu.operations.supervision.permissions.penalties import (
    CALL_PENALTY,
    CONCLUDE_PENALTY,
    CONTEST_PENALTY,
    HEAR_PENALTY,
    OPEN_PENALTY,
    PLEAD_PENALTY,
    REVEAL_PENALTY,
    TELL_PENALTY,
)
from tuoyu.operations.supervision.policy.penalties import articles_at, penalty_law_at, term_at, time_bar_at
from tuoyu.operations.supervision.queries.penalties import (
    findings_named,
    fined_before,
    officers_named,
    officers_of,
)
from tuoyu.operations.supervision.rules.offences import Offence
from tuoyu.operations.supervision.rules.penalties import (
    Sentence,
    hearing_is_called,
    may_punish,
    not_fined_twice,
    not_raised,
    officers_are_enough,
    sentence_is_lawful,
    shown,
    wants_hearing,
    within_time,
)
from tuoyu.operations.supervision.services.penalty_papers import next_told_number, told_paper
from tuoyu.operations.supervision.services.penalty_telling import (
    penalty_link,
    tell_decider,
    tell_lead,
    tell_party,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import institution_for_update

ROWS = Penalty.objects.select_related("institution__unit", "institution__operator", "unit", "fact")


@service(OPEN_PENALTY)
def open_penalty(ctx: Ctx, command: OpenPenalty) -> Penalty:
    """Open a case and start its ninety days. The unit acts for itself; officers and findings are its own choice."""
    require_any(ctx, OPEN_PENALTY)
    demand_own(ctx, command.unit_id)
    institution = institution_for_update(command.institution_id)
    officers = officers_named(command.officer_ids, command.unit_id)
    offence = known_offence(command.offence)
    demand(opening_is_lawful(ctx, command, offence, len(officers)), status=422)
    case = new_case(ctx, command, institution, offence, officers)
    clock = start_clock(
        ctx, "penalty_decide", case, unit_id=case.unit_id, title=f"决定处罚 {institution.name}", link=penalty_link(case)
    )  # fmt: skip
    begin(ctx, PENALTY, case, "立案", OPEN_PENALTY, note=offence.label)
    journal(ctx, OPEN_PENALTY, case, fields=("offence", "facts", "occurred_on"), basis=clock.basis)
    return case


@service(CONCLUDE_PENALTY)
def conclude_penalty(ctx: Ctx, command: ConcludePenalty) -> Penalty:
    """The investigation is over, with its evidence."""
    evidence = [line.strip() for line in command.evidence if line.strip()]
    return advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "conclude",
        note=f"证据 {len(evidence)} 件",
        rule=lambda _: _has_evidence(ctx, evidence),
        changes={
            "facts": command.facts.strip(),
            "evidence": evidence,
            "gain_fen": command.gain_fen,
            "concluded_at": ctx.now,
            "concluded_by_user_id": ctx.actor.user_id,
        },
    )


@service(TELL_PENALTY)
def tell_penalty(ctx: Ctx, command: TellPenalty) -> Penalty:
    """What is intended goes to the party with its rights: numbered, as a paper, with the days on which it may speak."""
    case = require(ctx, TELL_PENALTY, ROWS, command.penalty_id, lock=True)
    demand(PENALTY.check(case.state, "tell"))
    told = Sentence(frozenset(command.kinds), command.fine_fen, command.confiscated_fen)
    demand_of(_telling(ctx, case, told))
    number = next_told_number(ctx, case.unit)
    changes = _told_columns(ctx, command, told) | {"told_number": number}
    changes["told_paper"] = told_paper(ctx, case, number, changes)
    case = advance(ctx, PENALTY, ROWS, case.pk, "tell", note=f"{number}：{shown(told)}", changes=changes)
    tell_party(
        ctx,
        case,
        "收到行政处罚事先告知书",
        f"拟处以{shown(told)}。可以陈述申辩{'、要求听证' if case.hearing_until_on else ''}，截止日期见页面。",
    )
    return case


@service(PLEAD_PENALTY)
def plead_penalty(ctx: Ctx, command: PleadPenalty) -> Penalty:
    """The party speaks, or says that it will not. What it says is sealed; a second statement stands beside the first."""
    case = require(ctx, PLEAD_PENALTY, ROWS, command.penalty_id, lock=True)
    text = command.text.strip()
    demand_of(_pleading(case, text, is_waiver=command.is_waiver))
    if command.is_waiver:
        case.has_waived = True
        case.save(update_fields=["has_waived"])
    else:
        before = case.plea.reveal() if case.plea else ""
        case.plea = Secret("\n".join(part for part in (before, text) if part))
        case.pleaded_at = ctx.now
        case.save(update_fields=["plea", "pleaded_at"])
    journal(ctx, PLEAD_PENALTY, case, fields=("has_waived",) if command.is_waiver else ("plea", "pleaded_at"))
    said = "当事人放弃陈述申辩和听证。" if command.is_waiver else "当事人提交了陈述申辩，请逐条核实答复。"
    tell_lead(ctx, case, "处罚案件有新意见", said)
    return case


@service(REVEAL_PENALTY)
def reveal_penalty(ctx: Ctx, penalty_id: int) -> str:
    """The statement of the party, whole; ``ctx.purpose`` stays in the journal."""
    case = require(ctx, REVEAL_PENALTY, ROWS, penalty_id)
    journal(ctx, REVEAL_PENALTY, case, fields=("plea",))
    return case.plea.reveal() if case.plea else ""


@service(CONTEST_PENALTY)
def contest_penalty(ctx: Ctx, command: ContestPenalty) -> Penalty:
    """The party asks to be heard, within its days."""
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "contest",
        rule=lambda found: _may_contest(ctx, found),
        changes={"contested_at": ctx.now},
    )
    tell_lead(ctx, case, "当事人要求听证", f"{case.institution.name}要求听证，请确定时间、地点和主持人。")
    return case


@service(CALL_PENALTY)
def call_penalty(ctx: Ctx, command: CallPenalty) -> Penalty:
    """When, where and under whom the hearing is held; the party is told so many days before."""
    notice = term_at("penalty_hearing_notice", ctx.today, ctx.area)
    earliest = due_day(notice, ctx.today)[0]
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "call",
        note=f"{command.held_on:%F} {command.place}",
        rule=lambda found: hearing_is_called(
            command.held_on,
            earliest,
            command.chair,
            [each.name for each in officers_of(found)],
            notice.basis,
            articles_at(ctx.today, ctx.area),
        ),
        changes={
            "hearing_on": command.held_on,
            "hearing_place": command.place.strip(),
            "hearing_chair": command.chair.strip(),
        },
    )  # fmt: skip
    tell_party(ctx, case, "听证通知", f"听证定于{command.held_on:%F}在{case.hearing_place}举行。")
    return case


@service(HEAR_PENALTY)
def hear_penalty(ctx: Ctx, command: HearPenalty) -> Penalty:
    """What the hearing came to; a decision rests on its record."""
    case = advance(
        ctx,
        PENALTY,
        ROWS,
        command.penalty_id,
        "hear",
        rule=lambda found: _may_hear(found, command.opinion, ctx.today),
        changes={"hearing_opinion": command.opinion.strip()},
    )
    tell_decider(ctx, case, "处罚案件待决定", f"{case.institution.name}的听证已举行，请作出决定。")
    return case


def new_case(
    ctx: Ctx, command: OpenPenalty, institution: Institution, offence: Offence, officers: list[Inspector], *, is_simple: bool = False
) -> Penalty:  # fmt: skip
    """The row of a case with its officers and findings, in the transaction of the caller."""
    case = Penalty(
        institution=institution,
        unit_id=command.unit_id,
        operator_name=institution.operator.name,
        operator_uscc=institution.operator.uscc,
        form=institution.form,
        places=institution.places,
        offence=offence.code,
        offence_label=offence.label,
        basis=offence.basis,
        facts=command.facts.strip(),
        occurred_on=command.occurred_on,
        has_harm=command.has_harm,
        opened_at=ctx.now,
        opened_by=ctx.actor.name,
        state=PenaltyState.OPENED.value,
        state_at=ctx.now,
        is_simple=is_simple,
    )
    case.save(force_insert=True)
    PenaltyOfficer.objects.bulk_create(PenaltyOfficer(penalty=case, inspector=each) for each in officers)
    found = findings_named(command.finding_ids, institution.pk)
    PenaltyFinding.objects.bulk_create(PenaltyFinding(penalty=case, finding=each) for each in found)
    return case


def known_offence(code: str) -> Offence:
    """Raises ``Refused`` (422) for a code that the catalogue does not have."""
    found = offence_coded(code)
    if found is None:
        raise Refused.because(
            "supervision.penalty.unknown_offence", "处罚事项里没有这一项。", status=422, next_step="请重新选择违法行为。", field="offence"
        )  # fmt: skip
    return found


def demand_of(verdict: Verdict) -> None:
    """422 where a reason names a field, else 409."""
    demand(verdict, status=422 if any(reason.field for reason in verdict.failures) else 409)


def demand_own(ctx: Ctx, unit_id: int) -> None:
    if unit_id not in ctx.actor.unit_ids:
        raise Refused.because("supervision.penalty.unit", "只能以本单位的名义立案。", status=403)


def opening_is_lawful(ctx: Ctx, command: OpenPenalty, offence: Offence, officers: int) -> Verdict:
    law = penalty_law_at(ctx.today, ctx.area)
    unit = next(post.unit_name for post in ctx.actor.posts if post.unit_id == command.unit_id)
    verdict = may_punish(offence, organ_kinds(unit), command.occurred_on)
    bar = time_bar_at(command.occurred_on, ctx.area)
    verdict &= within_time(command.occurred_on, ctx.today, has_harm=command.has_harm, bar=bar)
    verdict &= officers_are_enough(officers, law)
    if not command.facts.strip():
        verdict &= Verdict.refuse("supervision.penalty.facts", "没有写违法事实。", next_step="请写明时间、地点、做了什么。", field="facts")  # fmt: skip
    return verdict


def _has_evidence(ctx: Ctx, evidence: list[str]) -> Verdict:
    if evidence:
        return Verdict()
    return Verdict.refuse(
        "supervision.penalty.evidence", "没有列出证据。", basis=articles_at(ctx.today, ctx.area).basis("evidence"), next_step="请一行一件列出证据。", field="evidence"
    )  # fmt: skip


def _telling(ctx: Ctx, case: Penalty, told: Sentence) -> Verdict:
    articles = articles_at(ctx.today, ctx.area)
    verdict = sentence_is_lawful(told, known_offence(case.offence), case.gain_fen)
    verdict &= not_fined_twice(told, fined_before(case), articles)
    if case.told_at is not None:
        has_pleaded = case.pleaded_at is not None
        if has_pleaded:
            verdict &= not_raised(case.told, told, articles, has_pleaded=True)
    return verdict


def _told_columns(ctx: Ctx, command: TellPenalty, told: Sentence) -> dict[str, Any]:
    law = penalty_law_at(ctx.today, ctx.area)
    return {
        "told_at": ctx.now,
        "told_kinds": sorted(told.kinds),
        "told_fine_fen": told.fine_fen,
        "told_confiscated_fen": told.confiscated_fen,
        "told_measure": command.measure.strip()[:200],
        "told_reason": command.reason.strip(),
        "plea_until_on": _last_day(ctx, "penalty_plea"),
        "hearing_until_on": _last_day(ctx, "penalty_hearing_request") if wants_hearing(told, law.hearing) else None,
        "has_waived": False,
    }  # fmt: skip


def _last_day(ctx: Ctx, kind: str) -> date:
    return due_day(term_at(kind, ctx.today, ctx.area), ctx.today)[0]


def _pleading(case: Penalty, text: str, *, is_waiver: bool) -> Verdict:
    """Statements are taken until the decision, late ones too; after it there is review and lawsuit."""
    open_states = {PenaltyState.TOLD, PenaltyState.CONTESTED, PenaltyState.CALLED, PenaltyState.HEARD}
    if case.state not in open_states:
        return Verdict.refuse(
            "supervision.penalty.plea_over", f"案件现在是“{PenaltyState.label_of(case.state)}”，不能再陈述申辩。", next_step="不服决定的，可以申请行政复议或者提起诉讼。"
        )  # fmt: skip
    if is_waiver and case.state != PenaltyState.TOLD:
        return Verdict.refuse("supervision.penalty.waiver", "已经要求听证，不能再放弃。", next_step="不想举行听证的，请联系办案人员。")  # fmt: skip
    if not is_waiver and not text:
        return Verdict.refuse(
            "supervision.penalty.plea", "没有写意见。", next_step="请写明不同意的事实和理由。", field="text"
        )
    return Verdict()


def _may_contest(ctx: Ctx, case: Penalty) -> Verdict:
    articles = articles_at(ctx.today, ctx.area)
    if case.hearing_until_on is None:
        return Verdict.refuse("supervision.penalty.no_hearing", "拟作出的处罚不在听证范围内。", basis=articles.basis("hearing"), next_step="可以陈述申辩。")  # fmt: skip
    if case.has_waived:
        return Verdict.refuse("supervision.penalty.waived", "您已经放弃听证。", next_step="可以陈述申辩。")
    if ctx.today > case.hearing_until_on:
        return Verdict.refuse("supervision.penalty.hearing_over", f"要求听证的期限到{case.hearing_until_on:%F}为止，已经过了。", basis=articles.basis("hearing_order"), next_step="可以陈述申辩。")  # fmt: skip
    return Verdict()


def _may_hear(case: Penalty, opinion: str, today: date) -> Verdict:
    if case.hearing_on is not None and today < case.hearing_on:
        return Verdict.refuse("supervision.penalty.not_yet", f"听证定在{case.hearing_on:%F}，还没有举行。", next_step="请在听证举行后记录。")  # fmt: skip
    if opinion.strip():
        return Verdict()
    return Verdict.refuse("supervision.penalty.opinion", "没有写听证意见。", next_step="请按听证笔录写明意见。", field="opinion")  # fmt: skip
