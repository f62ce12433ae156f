"""May this person judge, or close, a finding? Asked by the services and by the page that shows why not."""

from __future__ import annotations

from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Verdict
from tuoyu.operations.supervision.models import Finding
from tuoyu.operations.supervision.policy.findings import check_rule_at
from tuoyu.operations.supervision.queries.findings import involved_in, rectifications_of
from tuoyu.operations.supervision.rules.mending import Judge, may_close, may_judge, needs_no_look_back
from tuoyu.operations.supervision.words.findings import Severity


def judging_verdict(ctx: Ctx, finding: Finding) -> Verdict:
    """May the actor return, look back, open again or cancel?"""
    last = rectifications_of(finding).first()
    return may_judge(_judge(ctx), involved_in(finding, last))


def closing_verdict(ctx: Ctx, finding: Finding, *, after_look: bool) -> Verdict:
    """May the actor close it, on papers alone or ``after_look``?"""
    severity = Severity(finding.severity)
    rule = check_rule_at(severity, ctx.today, ctx.area)
    last = rectifications_of(finding).first()
    verdict = may_close(_judge(ctx), involved_in(finding, last), severity, rule)
    return verdict if after_look else verdict & needs_no_look_back(severity, rule)


def evidence_wanted(ctx: Ctx, finding: Finding) -> bool:
    """Must a picture or paper come along with the mending?"""
    return check_rule_at(Severity(finding.severity), ctx.today, ctx.area).needs_evidence


def _judge(ctx: Ctx) -> Judge:
    return Judge(ctx.actor.user_id, ctx.actor.name, ctx.actor.unit_ids)
