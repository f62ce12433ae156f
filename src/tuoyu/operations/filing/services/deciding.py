"""The officer's side of a case: send fields back, give the receipt, verify on site, tell that it does not conform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import service
from tuoyu.foundation.casework.services import advance
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.services import meet_clocks, pause_clock, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Reason, Verdict, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import (
    AcceptCase,
    FinishCase,
    RejectCase,
    ReturnCase,
    SeenItem,
    VerifyCase,
)
from tuoyu.operations.filing.events import FilingAccepted, FilingRejected
from tuoyu.operations.filing.flow import ARTICLE, CASE, CaseState, flow_of
from tuoyu.operations.filing.models import Correction, FilingCase, SiteVisit
from tuoyu.operations.filing.queries.cases import (
    check_case,
    corrections_of,
    exits_verdict,
    limits_at,
    open_clocks_of,
    submissions_of,
)
from tuoyu.operations.filing.rules.book import WHOLE, changed_fields, fields_of
from tuoyu.operations.filing.rules.corrections import ONE_ROUND, flags_are_sound
from tuoyu.operations.filing.rules.findings import may_be_handed_in
from tuoyu.operations.filing.services.receipts import end_receipt, issue_receipt
from tuoyu.operations.filing.services.recording import mark_nonconforming, record_case
from tuoyu.operations.filing.services.telling import case_link, case_title, tell_applicant
from tuoyu.operations.filing.words import (
    CONVERSION_CLOCK,
    BookForm,
    CaseKind,
    Grade,
    ReceiptState,
    VisitResult,
)

OFFICER_CLOCKS = ("filing_receipt", "filing_reasons")
PAUSE_REASON = "退回补正"
_ROWS = FilingCase.objects.select_related("institution__operator", "unit", "officer_unit")


@service(permissions.RETURN_CASE)
def return_case(ctx: Ctx, command: ReturnCase) -> FilingCase:
    """Send back the flagged fields, each with its comment. The officer's clocks stand still, the applicant's begins."""
    case = require(ctx, permissions.RETURN_CASE, _ROWS, command.case_id, lock=True)
    demand(CASE.check(case.state, "return"))
    demand(_flags_verdict(ctx, case, command), status=422)
    fields = sorted({flag.field for flag in command.flags})
    case = advance(
        ctx, CASE, _ROWS, case.pk, "return", note=f"退回 {len(fields)} 项", changes={"open_fields": fields}
    )
    Correction.objects.bulk_create(
        Correction(
            case=case,
            round=case.round,
            field=flag.field,
            comment=flag.comment.strip(),
            late_reason=flag.late_reason.strip(),
            made_at=ctx.now,
            made_by=ctx.actor.name,
        )
        for flag in command.flags
    )
    for clock in _running(case):
        pause_clock(ctx, clock, reason=PAUSE_REASON, basis=f"{ARTICLE}第九条（{ONE_ROUND}）")
    start_clock(
        ctx,
        "filing_correction",
        case,
        unit_id=case.unit_id,
        title=f"补正 {case_title(case)}",
        link=case_link(case),
    )
    tell_applicant(ctx, case, f"{case.terms.act}材料退回补正 {len(fields)} 项，只需改退回的内容。")
    return case


@service(permissions.ACCEPT_CASE)
def accept_case(ctx: Ctx, command: AcceptCase) -> FilingCase:
    """Give the receipt: what was filed enters the registers, the number is taken, the papers are made."""
    case = require(ctx, permissions.ACCEPT_CASE, _ROWS, command.case_id, lock=True)
    demand(_is_whole(case))
    return _accept(ctx, case, command.note)


@service(permissions.FINISH_CASE)
def finish_case(ctx: Ctx, command: FinishCase) -> FilingCase:
    """A suspension, a resumption, a closure: the register says so, and where a closure ends it, the receipt does."""
    case = require(ctx, permissions.FINISH_CASE, _ROWS, command.case_id, lock=True)
    demand(_is_matter(case))
    demand(CASE.check(case.state, "finish"))
    demand(_accept_verdict(ctx, case, command.note))
    case = advance(
        ctx,
        CASE,
        _ROWS,
        case.pk,
        "finish",
        note=command.note,
        changes={"decided_at": ctx.now, "reasons": []},
        meets=OFFICER_CLOCKS,
    )
    house = house_of(ctx)
    record_case(house, case, number="")
    if case.kind == CaseKind.CLOSURE:
        end_receipt(house, case.institution, ReceiptState.REVOKED, "机构终止服务")
    tell_applicant(ctx, case, f"{case.matter}已办结。")
    return case


def accept_notified(ctx: Ctx, case: FilingCase) -> FilingCase:
    """A branch inside the agreed scope is notified, not approved: the house gives its receipt at once."""
    return _accept(house_of(ctx), case, "约定范围内的连锁分支，告知即办")


@service(permissions.VERIFY_CASE)
def verify_case(ctx: Ctx, command: VerifyCase) -> FilingCase:
    """What was filed was seen on site."""
    case = advance(
        ctx,
        CASE,
        _ROWS,
        command.case_id,
        "verify",
        note=command.note,
        rule=lambda found: _visit_verdict(
            found, command.visited_on, command.officers, command.seen, ctx.today
        ),
        meets=("filing_reasons",),
    )
    _keep_visit(ctx, case, command, VisitResult.CONFORMS)
    tell_applicant(ctx, case, f"现场核实通过，{case.terms.act}内容与现场一致。")
    return case


@service(permissions.REJECT_CASE)
def reject_case(ctx: Ctx, command: RejectCase) -> FilingCase:
    """Tell that it does not conform, with reasons, and publish it. The institution may mend and hand in again."""
    reasons = [reason.strip() for reason in command.reasons if reason.strip()]
    case = advance(
        ctx,
        CASE,
        _ROWS,
        command.case_id,
        "reject",
        note="；".join(reasons)[:500],
        rule=lambda found: _reject_verdict(found, command, reasons, ctx.today),
        changes={"reasons": reasons, "decided_at": ctx.now},
        meets=OFFICER_CLOCKS,
        event=lambda found: FilingRejected(found.pk, found.institution_id),
    )
    if command.visited_on is not None:
        _keep_visit(ctx, case, command, VisitResult.FAILS)
    mark_nonconforming(house_of(ctx), case, reasons)
    tell_applicant(ctx, case, f"{case.terms.refused}：{'；'.join(reasons)}。整改后可以再次提交。")
    return case


def _accept(ctx: Ctx, case: FilingCase, note: str) -> FilingCase:
    """The same for an officer and for the house: checks once more, then everything that a receipt means."""
    demand(CASE.check(case.state, "accept"))
    demand(_accept_verdict(ctx, case, note))
    case = advance(
        ctx,
        flow_of(case.regime),
        _ROWS,
        case.pk,
        "accept",
        note=note,
        changes={"decided_at": ctx.now, "reasons": []},
        meets=("filing_receipt",),
        event=lambda found: FilingAccepted(found.pk, found.institution_id),
    )
    house = house_of(ctx)
    receipt = issue_receipt(house, case)
    record_case(house, case, number=receipt.number)
    if case.kind == CaseKind.CONVERSION:
        meet_clocks(ctx, case.institution, kind=CONVERSION_CLOCK)
    tell_applicant(ctx, case, f"{case.terms.paper}已出具，请下载；接下来会有现场核实。")
    return case


def _is_whole(case: FilingCase) -> Verdict:
    if case.kind in WHOLE:
        return PASSED
    return Verdict.refuse(
        "filing.no_receipt", f"“{case.matter}”没有{case.terms.paper}。", next_step="请点“办结”。"
    )


def _is_matter(case: FilingCase) -> Verdict:
    if case.kind not in WHOLE:
        return PASSED
    return Verdict.refuse(
        "filing.wants_receipt",
        f"“{case.matter}”要{case.terms.give}。",
        next_step=f"请点“{case.terms.give}”。",
    )


def _accept_verdict(ctx: Ctx, case: FilingCase, note: str) -> Verdict:
    """Nothing is missing; what does not conform is accepted only with a written reason."""
    checked = check_case(ctx, case)
    verdict = may_be_handed_in(checked.findings)
    if case.kind in (CaseKind.SUSPENSION.value, CaseKind.CLOSURE.value):
        verdict &= exits_verdict(case)
    wrong = [finding for finding in checked.findings if finding.grade is Grade.BAD]
    if wrong and not note.strip():
        verdict &= Verdict.refuse(
            "filing.accept_wrong",
            f"还有 {len(wrong)} 项不符：{'；'.join(finding.sentence.rstrip('。') for finding in wrong[:3])}。",
            basis=f"{ARTICLE}第九条",
            next_step="请退回补正或告知不符合；确有理由出具的，写明理由。",
            field="note",
        )
    return verdict


def _flags_verdict(ctx: Ctx, case: FilingCase, command: ReturnCase) -> Verdict:
    kind, form = CaseKind(case.kind), BookForm(case.form)
    keys = [field.key for field in fields_of(kind, form) if not field.is_fixed]
    known = [*keys, *(f"material.{rule.code}" for rule in limits_at(ctx.today, ctx.area).materials)]
    raised = [correction.field for correction in corrections_of(case)]
    rounds = list(submissions_of(case))
    changed: list[str] = []
    if len(rounds) > 1:
        before, after = rounds[-2].answers, rounds[-1].answers
        changed = changed_fields(before, after, keys)
        changed += ["people"] if before.get("people_digest") != after.get("people_digest") else []
    return flags_are_sound(command.flags, known, case.round, raised, changed)


def _running(case: FilingCase) -> list[Clock]:
    """The officer's clocks that run."""
    rows = open_clocks_of(case.pk).filter(kind__in=OFFICER_CLOCKS, paused_on__isnull=True)
    return list(rows.order_by("pk"))


def _reject_verdict(case: FilingCase, command: RejectCase, reasons: Sequence[str], today: date) -> Verdict:
    verdict = PASSED
    if not reasons:
        verdict &= Verdict.refuse(
            "filing.reasons",
            "没有写不符合的理由。",
            basis=f"{ARTICLE}第九条",
            next_step="请逐条写明理由，机构和公众会看到。",
            field="reasons",
        )
    if case.state == CaseState.ACCEPTED and command.visited_on is None:
        verdict &= Verdict.refuse(
            "filing.visit_wanted",
            f"已出具{case.terms.short}的，要有现场核实的记录才能告知不符合。",
            next_step="请填写核实日期、人员和所见。",
            field="visited_on",
        )
    if command.visited_on is not None:
        verdict &= _visit_verdict(case, command.visited_on, command.officers, (), today)
    return verdict


def _visit_verdict(
    case: FilingCase, visited_on: date, officers: str, seen: Sequence[SeenItem], today: date
) -> Verdict:
    """Two officers, not in the future, not before it was handed in; nothing seen may contradict a conforming visit."""
    reasons = []
    if visited_on > today:
        reasons.append(Reason("filing.visit_ahead", "核实日期在今天之后。", field="visited_on"))
    if case.submitted_at is not None and visited_on < case.submitted_at.date():
        reasons.append(
            Reason(
                "filing.visit_early", "核实日期早于提交日期。", next_step="请核对日期。", field="visited_on"
            )
        )
    if (
        len([name for name in officers.replace("，", "、").replace(",", "、").split("、") if name.strip()])
        < 2
    ):
        reasons.append(
            Reason(
                "filing.visit_alone",
                "现场核实应有两名以上人员。",
                next_step="请用顿号隔开写两人姓名。",
                field="officers",
            )
        )
    failed = [item.label for item in seen if not item.is_ok]
    if failed:
        reasons.append(
            Reason(
                "filing.visit_failed",
                f"有 {len(failed)} 项现场不符：{'、'.join(failed[:3])}。",
                next_step="有不符的请办“告知不符合”，写明理由。",
            )
        )
    return Verdict.of(reasons)


def _keep_visit(ctx: Ctx, case: FilingCase, command: Any, result: VisitResult) -> None:
    SiteVisit.objects.create(
        case=case,
        visited_on=command.visited_on,
        officers=command.officers.strip(),
        result=result.value,
        findings=[
            {"code": item.code, "label": item.label, "is_ok": item.is_ok, "note": item.note}
            for item in command.seen
        ],
        note=getattr(command, "note", ""),
        made_at=ctx.now,
        made_by=ctx.actor.name,
    )
