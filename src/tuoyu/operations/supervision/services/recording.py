"""Closing a visit: the checklist becomes the record, faults become findings, both sides sign, the paper is made."""

from __future__ import annotations

import re
from collections import Counter
from uuid import uuid4

from tuoyu.foundation.access.services import SYSTEM_ROLE, house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.supervision.commands.findings import OpenFinding
from tuoyu.operations.supervision.commands.visits import RateVisit, RecordVisit, SignatureGiven, SignVisit
from tuoyu.operations.supervision.flow.visits import VISIT, VisitState
from tuoyu.operations.supervision.models import Answer, Signature, Visit, VisitItem, VisitMember, VisitRating
from tuoyu.operations.supervision.permissions.visits import RATE_VISIT, RECORD_VISIT, SIGN_VISIT
from tuoyu.operations.supervision.policy.visits import least_officers_at, severity_rules_at
from tuoyu.operations.supervision.queries.visits import (
    answer_of,
    checklist_of,
    has_successor,
    member_for,
    members_of,
    rating_of,
    signatures_of,
    visit_day,
)
from tuoyu.operations.supervision.rules.visits import (
    SignedSide,
    is_signed,
    makes_finding,
    may_close,
    severity_of,
)
from tuoyu.operations.supervision.services.findings import open_finding
from tuoyu.operations.supervision.services.results import expect_result
from tuoyu.operations.supervision.services.visit_notices import tell_institution
from tuoyu.operations.supervision.services.visit_papers import print_record
from tuoyu.operations.supervision.services.visits import ROWS, demand_member
from tuoyu.operations.supervision.words.visits import Outcome, Side

_MOST_SENTENCE = 300
# The path of a pen and nothing else: it is drawn into the record.
_PATH = re.compile(r"[ML0-9 .,-]*")
_MOST_STROKES = 100_000


@service(RECORD_VISIT)
def record_visit(ctx: Ctx, command: RecordVisit) -> Visit:
    """Close the checklist: what the own department did not look at is 未查 with the reason; each fault opens a finding.

    Raises ``Refused``: 409 while items of other departments have no answer, 422 where the reason is missing.
    """
    visit = require(ctx, RECORD_VISIT, ROWS, command.visit_id, lock=True)
    member = demand_member(ctx, visit)
    demand(VISIT.check(visit.state, "record"))
    items = list(checklist_of(visit))
    silent = [item for item in items if answer_of(item) is None]
    own = [item for item in silent if item.unit_id == member.unit_id]
    others = Counter(
        item.unit.short_name or item.unit.name for item in silent if item.unit_id != member.unit_id
    )
    verdict = may_close(len(own), others, command.unseen_reason)
    demand(verdict, status=422 if any(reason.field for reason in verdict.failures) else 409)
    _leave_unseen(ctx, member, own, command.unseen_reason)
    visit = advance(ctx, VISIT, ROWS, visit.pk, "record", changes={"recorded_at": ctx.now})
    for item in items:
        answer = answer_of(item)
        if answer is not None and answer.outcome == Outcome.BAD:
            _open(ctx, visit, item, answer)
    return visit


@service(SIGN_VISIT)
def sign_visit(ctx: Ctx, command: SignVisit) -> Visit:
    """Keep a signature; when both sides have signed, the record gets its number and is made. The same one again is one."""
    visit = require(ctx, SIGN_VISIT, ROWS, command.visit_id, lock=True)
    given = command.signature
    signed = signatures_of(visit)
    if signed.filter(uid=given.uid).exists():
        journal(ctx, SIGN_VISIT, visit, note="签字早已收到")
        return visit
    is_late = visit.state == VisitState.SIGNED
    if not is_late:
        demand(VISIT.check(visit.state, "sign"))
    verdict = _signature_verdict(ctx, visit, given)
    demand(verdict, status=422 if any(reason.field for reason in verdict.failures) else 409)
    Signature.objects.create(
        visit=visit,
        uid=given.uid,
        side=Side(given.side).value,
        name=given.name.strip(),
        strokes=given.strokes,
        is_refused=bool(given.refusal.strip()),
        refusal=given.refusal.strip(),
        witness=given.witness.strip(),
        signed_at=given.signed_at,
        received_at=ctx.now,
    )
    journal(ctx, SIGN_VISIT, visit, fields=("signatures",), note=Side.label_of(given.side))
    sides = [SignedSide(each.side == Side.INSPECTOR, each.name) for each in signed.all()]
    # Who signs after the paper was made is kept, and is not on it.
    if is_late or not is_signed(sides, least_officers_at(visit.planned_on, ctx.area)):
        return visit
    number = print_record(house_of(ctx), visit)
    changes = {"signed_at": ctx.now, "number": number.text, "paper": number.paper}
    visit = advance(ctx, VISIT, ROWS, visit.pk, "sign", changes=changes)
    tell_institution(ctx, visit)
    expect_result(ctx, visit)
    return visit


@service(SIGN_VISIT)
def settle_visit(ctx: Ctx, visit_id: int) -> Visit:
    """A record that both sides signed on paper, as before there was this page: it is over, and has no electronic paper.

    For the house alone (a register that is brought in from elsewhere).
    """
    visit = require(ctx, SIGN_VISIT, ROWS, visit_id, lock=True)
    if SYSTEM_ROLE not in ctx.actor.roles:
        raise Refused.because("supervision.on_paper", "纸质签字的检查由系统补入。", status=403)
    return advance(
        ctx, VISIT, ROWS, visit.pk, "sign", note="双方在纸质记录上签字", changes={"signed_at": ctx.now}
    )


@service(RATE_VISIT)
def rate_visit(ctx: Ctx, command: RateVisit) -> VisitRating:
    """What the institution thinks of the visit; once, when it is over."""
    visit = require(ctx, RATE_VISIT, ROWS, command.visit_id, lock=True)
    if visit.state != VisitState.SIGNED:
        raise Refused.because("supervision.not_over", "检查还没有办结，办结以后再评价。")
    if rating_of(visit) is not None:
        raise Refused.because("supervision.rated", "这次检查已经评价过了，一次检查评价一次。")
    if not 1 <= command.score <= 5:
        raise Refused.because(
            "supervision.score", "评分是 1 到 5。", status=422, next_step="请点一颗星。", field="score"
        )
    rating = VisitRating.objects.create(
        visit=visit, score=command.score, note=command.note.strip()[:300], rated_at=ctx.now
    )
    journal(ctx, RATE_VISIT, visit, fields=("rating",))
    return rating


def _leave_unseen(ctx: Ctx, member: VisitMember, items: list[VisitItem], reason: str) -> None:
    for item in items:
        Answer.objects.create(
            visit_item=item,
            uid=uuid4(),
            outcome=Outcome.UNSEEN.value,
            note=reason.strip(),
            inspector=member.inspector,
            answered_at=ctx.now,
            received_at=ctx.now,
        )


def _open(ctx: Ctx, visit: Visit, item: VisitItem, answer: Answer) -> None:
    day = visit_day(visit)
    if not makes_finding(item.item.until_on, day, has_successor=has_successor(item.item, day)):
        return
    severity = severity_of(severity_rules_at(day, ctx.area), item.item.weight, is_key=item.item.is_key)
    said = f"{item.item.title}：{answer.note}" if answer.note else f"{item.item.title}：不合格"
    finding = OpenFinding(
        institution_id=visit.institution_id,
        unit_id=item.unit_id,
        severity=severity.value,
        sentence=said[:_MOST_SENTENCE],
        found_at=answer.answered_at,
        found_by=answer.inspector.name,
        found_by_user_id=answer.inspector.user_id,
        visit_id=visit.pk,
        item_id=item.item_id,
    )
    open_finding(house_of(ctx), finding)


def _signature_verdict(ctx: Ctx, visit: Visit, given: SignatureGiven) -> Verdict:
    """Who may sign what: members for themselves and for the other side at the door; the institution for itself."""
    is_member = member_for(visit, ctx.actor.user_id) is not None
    is_inspector, is_refusal = given.side == Side.INSPECTOR, bool(given.refusal.strip())
    if not is_member and (is_inspector or visit.institution.unit_id not in ctx.actor.unit_ids):
        return Verdict.refuse(
            "supervision.not_a_member", "您不在这次检查的检查组里。", next_step="请检查组成员来签。"
        )
    names = set(members_of(visit).values_list("inspector__name", flat=True))
    wrong = (
        (given.side not in set(Side), "没有说明是哪一方签字。", "side"),
        (len(given.strokes) > _MOST_STROKES or not _PATH.fullmatch(given.strokes), "笔迹读不懂。", "strokes"),
        (not given.name.strip() and not is_refusal, "没有写签字人的姓名。", "name"),
        (is_inspector and is_refusal, "检查人员不能拒绝签字。", "refusal"),
        (is_inspector and given.name.strip() not in names, "签字人不在检查组里。", "name"),
        (is_refusal and not given.witness.strip(), "机构拒绝签字的，要有见证人。", "witness"),
        (is_refusal and not is_member, "拒绝签字由检查人员注明。", "refusal"),
    )
    for is_wrong, sentence, field in wrong:
        if is_wrong:
            return Verdict.refuse("supervision.signature", sentence, next_step="请补上再签。", field=field)
    return PASSED
