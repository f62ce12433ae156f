"""The applicant's side of a case: open, fill in, hand in, take back, give up."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.services import not_found, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import (
    cancel_clocks,
    meet_clocks,
    reopen_clocks,
    resume_clock,
    start_clock,
)
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.people.queries import units_by_code
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Refused, Verdict, demand
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import OpenCase, RecallCase, SaveCase, SubmitCase, WithdrawCase
from tuoyu.operations.filing.events import InstitutionClosing
from tuoyu.operations.filing.flow import CASE, UNDER_WAY, CaseState, flow_of
from tuoyu.operations.filing.models import FilingCase, Submission
from tuoyu.operations.filing.policy import decision_fingerprint, supervisors_at
from tuoyu.operations.filing.queries.cases import (
    cases,
    check_case,
    exits_verdict,
    open_clocks_of,
    people_of,
)
from tuoyu.operations.filing.queries.footing import footing_of
from tuoyu.operations.filing.rules.book import ENDING, WHOLE, FieldKind, fields_of
from tuoyu.operations.filing.rules.corrections import keeps_closed
from tuoyu.operations.filing.rules.findings import may_be_handed_in
from tuoyu.operations.filing.rules.opening import (
    form_of,
    is_notified,
    may_go_on,
    may_notify,
    may_open,
    regime_of,
)
from tuoyu.operations.filing.services.deciding import OFFICER_CLOCKS, accept_notified
from tuoyu.operations.filing.services.materials import carry_papers
from tuoyu.operations.filing.services.prefilling import (
    answers_of,
    digest_of,
    people_rows,
    put_people,
    sealed_text,
)
from tuoyu.operations.filing.services.telling import case_link, case_title, tell_officers
from tuoyu.operations.filing.words import BookForm, CaseKind, Terms
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import branch_verdict


@service(permissions.OPEN_CASE)
def open_case(ctx: Ctx, command: OpenCase) -> FilingCase:
    """Begin a matter of one's own institution, filled from the registers. An open one is gone on with."""
    rows = Institution.objects.select_related("operator", "unit")
    institution = require(ctx, permissions.OPEN_CASE, rows, command.institution_id, lock=True)
    kind = CaseKind(command.kind)
    footing = footing_of(institution, ctx.today, ctx.area)
    demand(may_open(kind, footing))
    if institution.unit is None:  # its people hold no posts, so nobody of it can be the one who asks
        raise not_found()
    case = FilingCase(
        institution=institution,
        unit=institution.unit,
        officer_unit=officer_unit(ctx, institution.form),
        kind=kind.value,
        form=form_of(institution.form).value,
        regime=regime_of(kind, footing).value,
        state=CASE.start.value,
        state_at=ctx.now,
        saved_at=ctx.now,
    )
    if kind.value in WHOLE:
        _prefill(ctx, case, institution, kind)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise Refused(_busy()) from None
    if kind is CaseKind.CONVERSION:
        carry_papers(ctx, case)
    begin(ctx, CASE, case, f"开始办理{case.matter}", permissions.OPEN_CASE)
    journal(ctx, permissions.OPEN_CASE, case, fields=("kind", "form", "regime"))
    return case


@service(permissions.SAVE_CASE)
def save_case(ctx: Ctx, command: SaveCase) -> FilingCase:
    """Keep what was typed so far. In a returned case only what was sent back may differ."""
    case = require(
        ctx,
        permissions.SAVE_CASE,
        FilingCase.objects.select_related("institution__operator"),
        command.case_id,
        lock=True,
    )
    demand(CASE.check(case.state, "submit"))
    keys = [field.key for field in _typed_fields(case)]
    answers = {**case.answers, **{key: command.answers[key] for key in keys if key in command.answers}}
    demand(_may_change(case, answers, keys, command.people))
    case.answers = answers
    if command.people is not None:
        put_people(case, [dict(row) for row in command.people])
    case.saved_at = ctx.now
    _follow_form(ctx, case)
    case.save(update_fields=["answers", "people", "saved_at", "form", "officer_unit"])
    journal(ctx, permissions.SAVE_CASE, case, fields=sorted(command.answers))
    return case


@service(permissions.SUBMIT_CASE)
def submit_case(ctx: Ctx, command: SubmitCase) -> FilingCase:
    """Hand it in: complete, with the promise. The officer's clocks begin, or go on where they stood still."""
    rows = FilingCase.objects.select_related("institution__operator", "unit")
    case = require(ctx, permissions.SUBMIT_CASE, rows, command.case_id, lock=True)
    demand(_promise(case.terms, command.has_promised), status=422)
    demand(CASE.check(case.state, "submit"))
    if case.state == CaseState.NONCONFORMING:
        demand(_is_only_one(ctx, case))
    demand(may_go_on(case.regime, footing_of(case.institution, ctx.today, ctx.area)))
    checked = check_case(ctx, case)
    demand(may_be_handed_in(checked.findings))
    if case.kind in ENDING:
        demand(exits_verdict(case))
    if case.kind == CaseKind.BRANCH:
        demand(may_notify(_branch_verdict(ctx, case)))
    was_returned = case.state == CaseState.RETURNED
    case = advance(
        ctx,
        flow_of(case.regime),
        rows,
        case.pk,
        "submit",
        changes={
            "round": case.round + 1,
            "submitted_at": ctx.now,
            "submitted_by": ctx.actor.name,
            "open_fields": [],
            "policy_fingerprint": decision_fingerprint(ctx.today, ctx.area),
        },
        meets=("filing_correction",),
    )
    _keep_round(ctx, case, [finding.as_json() for finding in checked.findings])
    meet_clocks(ctx, case.institution, kind="filing_first")
    if not (was_returned and _resume_clocks(ctx, case)):
        _start_clocks(ctx, case)
    if case.kind in ENDING:
        announce(InstitutionClosing(case.pk, case.institution_id))
    is_at_once = is_notified(CaseKind(case.kind), case.institution.standing)
    follows = "，回执随即出具，请安排现场核实" if is_at_once else f"，第 {case.round} 轮"
    tell_officers(ctx, case, f"{case.institution.name}提交了{case.matter}{follows}。")
    return accept_notified(ctx, case) if is_at_once else case


@service(permissions.RECALL_CASE)
def recall_case(ctx: Ctx, command: RecallCase) -> FilingCase:
    """Take it back before it was decided (the undo of handing it in). The round counts; the clocks fall away."""
    case = advance(ctx, CASE, FilingCase.objects.all(), command.case_id, "recall")
    for kind in OFFICER_CLOCKS:
        cancel_clocks(ctx, case, kind=kind)
    reopen_clocks(case.institution, kind="filing_first")
    return case


@service(permissions.WITHDRAW_CASE)
def withdraw_case(ctx: Ctx, command: WithdrawCase) -> FilingCase:
    """Give the matter up. What was typed is kept, nothing was decided."""
    case = advance(
        ctx,
        CASE,
        FilingCase.objects.all(),
        command.case_id,
        "withdraw",
        note=command.note,
        rule=lambda _: _note_is_given(command.note),
    )
    cancel_clocks(ctx, case)
    return case


def officer_unit(ctx: Ctx, supply_form: str) -> Unit:
    """Who receives the filing of such an institution: education for classes in kindergartens, health otherwise."""
    health, education = supervisors_at(ctx.today, ctx.area)
    code = education if form_of(supply_form) is BookForm.KINDERGARTEN else health
    return units_by_code([code])[code]


def _is_only_one(ctx: Ctx, case: FilingCase) -> Verdict:
    """One that was told not to conform lay still: another may have been begun meanwhile."""
    others = cases(ctx).filter(institution=case.institution_id, state__in=UNDER_WAY).exclude(pk=case.pk)
    return _busy() if others.exists() else PASSED


def _busy() -> Verdict:
    return Verdict.refuse(
        "filing.case_open",
        "这家机构已有一件正在办理。",
        next_step="请在“我的机构”里接着办，或先放弃那一件。",
    )


def _branch_verdict(ctx: Ctx, case: FilingCase) -> Verdict:
    """Is the branch inside what was agreed, at the place and in the form that it is filed with?"""
    answers = case.answers
    area, form = str(answers.get("area_code") or ""), str(answers.get("form") or "")
    return branch_verdict(case.institution, area, form, ctx.today)


def _told_before(ctx: Ctx, institution: Institution) -> dict[str, Any]:
    """What the last receipted form said: some of it (light, self-assessment) no register keeps, and nobody types it twice."""
    rows = cases(ctx).filter(
        institution=institution,
        kind__in=WHOLE,
        state__in=(CaseState.ACCEPTED.value, CaseState.VERIFIED.value),
    )
    case = rows.order_by("-pk").first()
    return dict(case.answers) if case else {}


def _prefill(ctx: Ctx, case: FilingCase, institution: Institution, kind: CaseKind) -> None:
    """What the last form and the registers say; where both speak, the registers do."""
    people = people_rows(ctx, institution)
    case.answers = {**_told_before(ctx, institution), **answers_of(ctx, institution, kind)}
    case.baseline = {**case.answers, "people_digest": digest_of(people)}
    put_people(case, people)


def _typed_fields(case: FilingCase) -> list[Any]:
    fields = fields_of(CaseKind(case.kind), BookForm(case.form))
    return [field for field in fields if not field.is_fixed and field.kind is not FieldKind.PEOPLE]


def _may_change(
    case: FilingCase, answers: dict[str, Any], keys: list[str], people: tuple[Any, ...] | None
) -> Verdict:
    if case.state != CaseState.RETURNED:
        return PASSED
    verdict = keeps_closed(case.answers, answers, keys, case.open_fields)
    if people is not None and "people" not in case.open_fields:
        before, after = case.answers.get("people_digest", ""), digest_of([dict(row) for row in people])
        verdict &= keeps_closed({"people": before}, {"people": after}, ["people"], ())
    return verdict


def _follow_form(ctx: Ctx, case: FilingCase) -> None:
    """Another form of supply means another form, and perhaps another unit that decides."""
    supply_form = case.answers.get("form")
    if case.kind not in WHOLE or not supply_form:
        return
    case.form = form_of(supply_form).value
    case.officer_unit = officer_unit(ctx, supply_form)


def _promise(terms: Terms, has_promised: bool) -> Verdict:
    if has_promised:
        return PASSED
    return Verdict.refuse(
        "filing.promise",
        f"还没有勾选{terms.promise}。",
        basis=terms.promise_basis,
        next_step="请读一遍承诺内容，勾选后再提交。",
        field="has_promised",
    )


def _note_is_given(note: str) -> Verdict:
    if note.strip():
        return PASSED
    return Verdict.refuse("filing.note", "没有写原因。", next_step="请写明为什么放弃。", field="note")


def _keep_round(ctx: Ctx, case: FilingCase, findings: list[dict[str, Any]]) -> None:
    """What was handed in this round, never to be changed; the staff table is sealed to its own row."""
    people = people_of(case)
    Submission.objects.create(
        case=case,
        round=case.round,
        answers=case.answers,
        people=sealed_text(people) if people else "",
        findings=findings,
        submitted_at=ctx.now,
        submitted_by=ctx.actor.name,
    )


def _start_clocks(ctx: Ctx, case: FilingCase) -> None:
    for kind in OFFICER_CLOCKS:
        start_clock(
            ctx, kind, case, unit_id=case.officer_unit_id, title=case_title(case), link=case_link(case)
        )


def _resume_clocks(ctx: Ctx, case: FilingCase) -> bool:
    """Clocks that stood still while the applicant mended go on; False when there are none."""
    found = list(open_clocks_of(case.pk).filter(paused_on__isnull=False).order_by("pk"))
    for clock in found:
        resume_clock(ctx, clock)
    return bool(found)
