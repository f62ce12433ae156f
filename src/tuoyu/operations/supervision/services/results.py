"""Show the public what a visit came to, beside it the institution's own word, and take it down again."""

from __future__ import annotations

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import meet_clocks, start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import demand
from tuoyu.operations.supervision.commands.results import AnswerResult, PublishResult, WithdrawResult
from tuoyu.operations.supervision.models import Result, Visit
from tuoyu.operations.supervision.permissions.results import ANSWER_RESULT, PUBLISH_RESULT, WITHDRAW_RESULT
from tuoyu.operations.supervision.policy.results import display_months
from tuoyu.operations.supervision.queries.results import result_of, tally_of
from tuoyu.operations.supervision.rules.results import PUBLICITY, may_answer, may_publish, may_withdraw

CLOCK = "result_publication"
_ROWS = Result.objects.select_related("institution", "unit", "visit")


def expect_result(ctx: Ctx, visit: Visit) -> None:
    """A visit was signed: the department that led it must publish what it came to."""
    start_clock(
        ctx,
        CLOCK,
        visit,
        unit_id=visit.lead_unit_id,
        title=f"公示检查结果 {visit.institution.name}",
        link=f"/supervision/visits/{visit.pk}/",
    )


@service(PUBLISH_RESULT)
def publish_result(ctx: Ctx, command: PublishResult) -> Result:
    """From now to the end of the months that policy gives. The counts are those of the signed record."""
    rows = Visit.objects.select_related("institution")
    visit = require(ctx, PUBLISH_RESULT, rows, command.visit_id, lock=True)
    earlier = result_of(visit)
    is_published = earlier is not None and earlier.withdrawn_at is None
    demand(may_publish(visit.state, command.sentence, is_published=is_published))
    result = earlier or Result(visit=visit, institution=visit.institution, unit_id=visit.lead_unit_id)
    result.looked_count, result.bad_count = tally_of(visit)
    result.sentence = command.sentence.strip()
    result.published_at, result.published_by = ctx.now, ctx.actor.name
    result.until_on = add_months(ctx.today, display_months(ctx.today, ctx.area))
    result.withdrawn_at, result.withdraw_reason = None, ""
    result.save()
    meet_clocks(ctx, visit, kind=CLOCK)
    journal(ctx, PUBLISH_RESULT, result, fields=("sentence", "until_on"), basis=PUBLICITY)
    return result


@service(ANSWER_RESULT)
def answer_result(ctx: Ctx, command: AnswerResult) -> Result:
    """What the institution says beside it; the last word counts, earlier ones stay in the journal's time line only."""
    result = require(ctx, ANSWER_RESULT, _ROWS, command.result_id, lock=True)
    is_shown = result.withdrawn_at is None and result.until_on >= ctx.today
    demand(may_answer(command.text, is_shown=is_shown), status=422)
    result.answer = command.text.strip()
    result.answered_at, result.answered_by = ctx.now, ctx.actor.name
    result.save(update_fields=["answer", "answered_at", "answered_by"])
    journal(ctx, ANSWER_RESULT, result, fields=("answer",))
    return result


@service(WITHDRAW_RESULT)
def withdraw_result(ctx: Ctx, command: WithdrawResult) -> Result:
    """The public page no longer has it; row, reason and time stay."""
    result = require(ctx, WITHDRAW_RESULT, _ROWS, command.result_id, lock=True)
    demand(may_withdraw(command.reason, is_withdrawn=result.withdrawn_at is not None))
    result.withdrawn_at, result.withdraw_reason = ctx.now, command.reason.strip()[:300]
    result.save(update_fields=["withdrawn_at", "withdraw_reason"])
    journal(ctx, WITHDRAW_RESULT, result, fields=("withdrawn_at",), note=result.withdraw_reason)
    return result
