"""Self-checks: what was found at one institution is asked of those that are like it."""

from __future__ import annotations

from datetime import timedelta

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import add_step
from tuoyu.foundation.deadlines.services import meet_clocks, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.flow import Move
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.findings import AnswerSelfCheck, SpreadFinding
from tuoyu.operations.supervision.flow.findings import FindingState
from tuoyu.operations.supervision.models import Finding, ItemVersion, SelfCheck
from tuoyu.operations.supervision.permissions.findings import ANSWER_SELF_CHECK, SPREAD_FINDING
from tuoyu.operations.supervision.policy.findings import spread_at
from tuoyu.operations.supervision.queries.findings import count_alike, like_institutions
from tuoyu.operations.supervision.rules.mending import note_given
from tuoyu.operations.supervision.words.findings import SELF_CHECK_CLOCK, SelfAnswer, Severity
from tuoyu.registers.institutions.models import Institution

ANSWERS = (SelfAnswer.CLEAN.value, SelfAnswer.MENDED.value)


@service(SPREAD_FINDING)
def spread_finding(ctx: Ctx, command: SpreadFinding) -> int:
    """Ask every institution of the same form that was not asked lately. Returns how many are asked."""
    finding = require(ctx, SPREAD_FINDING, Finding.objects.all(), command.finding_id, lock=True)
    if finding.item is None or finding.state == FindingState.CANCELLED:
        raise Refused.because(
            "supervision.finding.no_item",
            "这个问题没有对应的检查事项，或者已经撤销，不能让别的机构照着自查。",
            next_step="请选有检查事项的问题。",
        )
    return _ask_alike(ctx, finding, finding.item)


@service(SPREAD_FINDING)
def spread_serious_finding(ctx: Ctx, finding_id: int) -> int:
    """What policy wants asked without anybody pressing a button: grave findings, and what is found again and again.

    What was found longer ago than policy looks back (written down late, or told by a job that waited) is not asked now.
    """
    finding = require(ctx, SPREAD_FINDING, Finding.objects.all(), finding_id, lock=True)
    spread = spread_at(ctx.today, ctx.area)
    is_grave = finding.severity == Severity.GRAVE.value
    is_wanted = is_grave or count_alike(finding, spread.days) >= spread.count
    is_old = finding.found_at < ctx.now - timedelta(days=spread.days)
    if finding.item is None or not is_wanted or is_old or finding.state == FindingState.CANCELLED:
        journal(ctx, SPREAD_FINDING, finding, note="不需要同类机构自查")
        return 0
    return _ask_alike(ctx, finding, finding.item)


@service(ANSWER_SELF_CHECK)
def answer_self_check(ctx: Ctx, command: AnswerSelfCheck) -> SelfCheck:
    """No such problem here; or: there was, and this is how it was mended."""
    check = require(ctx, ANSWER_SELF_CHECK, SelfCheck.objects.all(), command.self_check_id, lock=True)
    if check.answer != SelfAnswer.WAITING.value or command.answer not in ANSWERS:
        raise Refused.because(
            "supervision.self_check.answered",
            "这项自查已经报告过，或报告的结果不在可选的里面。",
            next_step="刷新页面看最新状态。",
        )
    if command.answer == SelfAnswer.MENDED.value:
        demand(note_given(command.note, "怎么处理的"), status=422)
    check.answer, check.note = command.answer, command.note.strip()
    check.answered_at, check.answered_by = ctx.now, ctx.actor.name
    check.save(update_fields=["answer", "note", "answered_at", "answered_by"])
    meet_clocks(ctx, check)
    journal(ctx, ANSWER_SELF_CHECK, check, fields=("answer", "note"))
    return check


def _ask_alike(ctx: Ctx, finding: Finding, item: ItemVersion) -> int:
    days = spread_at(ctx.today, ctx.area).days
    places = list(like_institutions(ctx, finding, days))
    for place in places:
        _ask(ctx, finding, item, place)
    note = f"通知 {len(places)} 家同类机构自查"
    move = Move("spread", SPREAD_FINDING.label, (), FindingState(finding.state), SPREAD_FINDING.code)
    add_step(ctx, finding, move, source=finding.state, note=note)
    journal(ctx, SPREAD_FINDING, finding, note=note)
    return len(places)


def _ask(ctx: Ctx, finding: Finding, item: ItemVersion, place: Institution) -> None:
    check = SelfCheck.objects.create(
        finding=finding, item=item, institution=place, asked_at=ctx.now, due_on=ctx.today
    )
    clock = start_clock(
        ctx,
        SELF_CHECK_CLOCK,
        check,
        unit_id=place.unit_id or finding.unit_id,
        title=f"自查“{item.title}”",
        link=f"/supervision/self-checks/{check.pk}/answer/",
    )
    check.due_on = clock.due_on
    check.save(update_fields=["due_on"])
