"""Appeals against ratings: the institution names the lines, somebody else than who found them answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.services import house_of, require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.casework.services import advance, begin
from tuoyu.foundation.deadlines.services import cancel_clocks, start_clock
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.services import notify
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand
from tuoyu.operations.supervision.commands.ratings import (
    AnswerAppeal,
    MakeRatings,
    SubmitAppeal,
    WithdrawAppeal,
)
from tuoyu.operations.supervision.flow.appeals import APPEAL
from tuoyu.operations.supervision.models import Finding, Rating, RatingAppeal
from tuoyu.operations.supervision.permissions.ratings import (
    REJECT_APPEAL,
    SUBMIT_APPEAL,
    UPHOLD_APPEAL,
    WITHDRAW_APPEAL,
)
from tuoyu.operations.supervision.queries.appeals import appeal_window
from tuoyu.operations.supervision.rules.appeals import lines_are_named, may_answer, may_appeal
from tuoyu.operations.supervision.services.ratings import make_ratings
from tuoyu.operations.supervision.words.ratings import Cause

ANSWER_CLOCK = "rating_answer"
_FINDING = "supervision.finding"


@service(SUBMIT_APPEAL)
def submit_appeal(ctx: Ctx, command: SubmitAppeal) -> RatingAppeal:
    """Dispute lines of the newest rating. Raises ``Refused``: 409 too late or already under way, 422 nothing named."""
    rows = Rating.objects.select_related("institution__supervisor")
    rating = require(ctx, SUBMIT_APPEAL, rows, command.rating_id, lock=True)
    until_on, basis = appeal_window(rating, ctx.area)
    demand(may_appeal(is_newest=rating.is_newest, until_on=until_on, today=ctx.today, basis=basis))
    demand(lines_are_named(command.lines, len(rating.lines), command.reason), status=422)
    appeal = RatingAppeal(
        rating=rating,
        institution=rating.institution,
        officer_unit=rating.institution.supervisor,
        lines=[rating.lines[at] for at in sorted(set(command.lines))],
        reason=command.reason.strip()[:500],
        submitted_at=ctx.now,
        submitted_by=ctx.actor.name,
        state=APPEAL.start.value,
        state_at=ctx.now,
    )
    try:
        with transaction.atomic():
            appeal.save(force_insert=True)
    except IntegrityError:
        raise _busy() from None
    begin(ctx, APPEAL, appeal, "提出申诉", SUBMIT_APPEAL)
    title = f"答复 {rating.institution.name} 的评级申诉"
    unit = rating.institution.supervisor_id
    clock = start_clock(ctx, ANSWER_CLOCK, appeal, unit_id=unit, title=title, link=appeal_link(appeal))
    journal(ctx, SUBMIT_APPEAL, appeal, fields=("lines", "reason"), basis=clock.basis)
    return appeal


@service(UPHOLD_APPEAL)
def uphold_appeal(ctx: Ctx, command: AnswerAppeal) -> RatingAppeal:
    """Strike the disputed lines and rate the institution anew without them, until they end."""
    appeal = _answer(ctx, "uphold", UPHOLD_APPEAL, command)
    make_ratings(house_of(ctx), MakeRatings((appeal.institution_id,), Cause.APPEAL.value))
    _tell(ctx, appeal, "申诉成立，已经去掉有异议的计分，重新评了级。")
    return appeal


@service(REJECT_APPEAL)
def reject_appeal(ctx: Ctx, command: AnswerAppeal) -> RatingAppeal:
    """The rating stands."""
    appeal = _answer(ctx, "reject", REJECT_APPEAL, command)
    _tell(ctx, appeal, "申诉没有成立，评级不变，请看答复里的理由。")
    return appeal


@service(WITHDRAW_APPEAL)
def withdraw_appeal(ctx: Ctx, command: WithdrawAppeal) -> RatingAppeal:
    """The institution takes it back; the clock falls away."""
    rows = RatingAppeal.objects.all()
    appeal = advance(ctx, APPEAL, rows, command.appeal_id, "withdraw", note=command.note)
    cancel_clocks(ctx, appeal, kind=ANSWER_CLOCK)
    return appeal


def appeal_link(appeal: RatingAppeal) -> str:
    return f"/supervision/appeals/{appeal.pk}/"


def _answer(ctx: Ctx, move: str, action: Any, command: AnswerAppeal) -> RatingAppeal:
    rows = RatingAppeal.objects.select_related("institution__unit", "rating")
    appeal = require(ctx, action, rows, command.appeal_id, lock=True)
    finders = _finders(appeal.lines)
    demand(may_answer("-", ctx.actor.user_id, finders))
    words = command.answer.strip()[:500]
    changes = {
        "answer": words,
        "answered_at": ctx.now,
        "answered_by": ctx.actor.name,
    }
    return advance(
        ctx,
        APPEAL,
        rows,
        appeal.pk,
        move,
        note=words,
        rule=lambda _: may_answer(command.answer, ctx.actor.user_id, finders),
        changes=changes,
        meets=(ANSWER_CLOCK,),
    )


def _finders(lines: list[Mapping[str, Any]]) -> set[int | None]:
    """The accounts that made the findings which the lines rest on."""
    ids = [each["id"] for each in lines if each["row"] == _FINDING]
    rows = Finding.objects.unscoped("who made the findings that are disputed").filter(pk__in=ids)
    return set(rows.order_by().values_list("found_by_user_id", flat=True))


def _tell(ctx: Ctx, appeal: RatingAppeal, sentence: str) -> None:
    if appeal.institution.unit is None:
        return
    news = NewNotice(
        key=f"supervision.appeal:{appeal.pk}:{appeal.state}",
        kind="supervision.appeal",
        title="评级申诉有了答复",
        sentence=sentence,
        link=appeal_link(appeal),
    )
    notify(ctx, news, unit=appeal.institution.unit, role="institution_head")


def _busy() -> Refused:
    return Refused.because(
        "supervision.appeal.open",
        "对这次评级的申诉正在办理。",
        next_step="请等答复，或先撤回那一件再重新提出。",
    )
