"""Findings: opened with the day by which they must be mended, and what the institution hands in about them."""

from __future__ import annotations

from tuoyu.foundation.access.services import require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.jobs.services import announce
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import PASSED, Verdict
from tuoyu.operations.supervision.commands.findings import OpenFinding, SubmitFinding
from tuoyu.operations.supervision.events.findings import FindingOpened
from tuoyu.operations.supervision.flow.findings import FINDING, FindingState
from tuoyu.operations.supervision.models import Finding, Proof, Rectification
from tuoyu.operations.supervision.permissions.findings import OPEN_FINDING, SUBMIT_FINDING
from tuoyu.operations.supervision.policy.findings import check_rule_at
from tuoyu.operations.supervision.queries.findings import rectifications_of
from tuoyu.operations.supervision.rules.mending import may_submit
from tuoyu.operations.supervision.services.telling import finding_link, tell_department, tell_institution
from tuoyu.operations.supervision.services.terms import start_mend_clock
from tuoyu.operations.supervision.words.findings import CHECK_CLOCK, MEND_CLOCKS, ProofSide, Severity
from tuoyu.registers.institutions.queries import institution_for_update


@service(OPEN_FINDING)
def open_finding(ctx: Ctx, command: OpenFinding) -> Finding:
    """Write down what is wrong and start the clock of the institution. Called by the house, for who found it.

    An institution whose people have no account yet has no clock of its own: the department that found it keeps it.
    """
    require_any(ctx, OPEN_FINDING)
    institution = institution_for_update(command.institution_id)
    finding = Finding(
        institution=institution,
        visit_id=command.visit_id,
        item_id=command.item_id,
        unit_id=command.unit_id,
        severity=Severity(command.severity).value,
        sentence=command.sentence.strip()[:300],
        found_at=command.found_at,
        found_by=command.found_by,
        found_by_user_id=command.found_by_user_id,
        state=FindingState.OPEN.value,
        state_at=ctx.now,
        due_on=ctx.today,
    )
    finding.save(force_insert=True)
    clock = start_mend_clock(ctx, finding)
    begin(ctx, FINDING, finding, "发现问题", OPEN_FINDING, note=finding.sentence)
    journal(ctx, OPEN_FINDING, finding, fields=("severity", "sentence", "due_on"), basis=clock.basis)
    tell_institution(ctx, finding, f"要整改：{finding.sentence}")
    announce(FindingOpened(finding.pk))
    return finding


@service(SUBMIT_FINDING)
def submit_finding(ctx: Ctx, command: SubmitFinding) -> Finding:
    """Hand in what was done, with what shows it; the department has its own clock to judge it."""
    finding = advance(
        ctx,
        FINDING,
        Finding.objects.all(),
        command.finding_id,
        "submit",
        note=command.text,
        rule=lambda row: _is_theirs(ctx, row) & _is_enough(ctx, row, command),
        meets=MEND_CLOCKS.values(),
    )
    _add_round(ctx, finding, command)
    start_clock(
        ctx,
        CHECK_CLOCK,
        finding,
        unit_id=finding.unit_id,
        title=f"复核整改 {finding.institution.name}：{finding.sentence}",
        link=finding_link(finding),
    )
    tell_department(ctx, finding, f"{finding.institution.name}提交了整改：{finding.sentence}")
    return finding


def _is_theirs(ctx: Ctx, finding: Finding) -> Verdict:
    """An institution with an account speaks for itself; for one without, the department writes down what it was shown."""
    unit_id = finding.institution.unit_id
    if unit_id is None or unit_id in ctx.actor.unit_ids:
        return PASSED
    return Verdict.refuse(
        "supervision.finding.not_theirs",
        "这家机构有自己的账号，整改由机构自己提交。",
        next_step="请机构负责人登录后提交整改。",
    )


def _is_enough(ctx: Ctx, finding: Finding, command: SubmitFinding) -> Verdict:
    severity = Severity(finding.severity)
    rule = check_rule_at(severity, ctx.today, ctx.area)
    return may_submit(command.text, len(command.files), severity, rule)


def _add_round(ctx: Ctx, finding: Finding, command: SubmitFinding) -> None:
    last = rectifications_of(finding).first()
    made = Rectification.objects.create(
        finding=finding,
        round=last.round + 1 if last else 1,
        text=command.text.strip(),
        submitted_at=ctx.now,
        submitted_by=ctx.actor.name,
        submitted_by_user_id=ctx.actor.user_id,
        is_late=ctx.today > finding.due_on,
    )
    for new in command.files:
        Proof.objects.create(
            finding=finding,
            rectification=made,
            side=ProofSide.AFTER.value,
            file=store_file(ctx, new.name, new.content, data_class=C1, is_photo=True),
            added_at=ctx.now,
            added_by=ctx.actor.name,
        )
