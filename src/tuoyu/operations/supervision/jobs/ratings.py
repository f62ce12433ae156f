"""The rounds of ratings."""

from __future__ import annotations

from tuoyu.foundation.jobs.handlers import job, subscribe
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.ratings import MakeRatings
from tuoyu.operations.supervision.events.findings import FindingOpened, FindingSettled
from tuoyu.operations.supervision.events.incidents import IncidentReported
from tuoyu.operations.supervision.queries.findings import place_of_finding
from tuoyu.operations.supervision.queries.ratings import last_round_on
from tuoyu.operations.supervision.services.ratings import make_ratings
from tuoyu.operations.supervision.words.ratings import Cause
from tuoyu.registers.credit.events import FactRecorded
from tuoyu.registers.credit.words import SubjectKind


@job()
def rate_monthly(ctx: Ctx) -> None:
    """Once a month, on its first day or as soon after as the house is awake."""
    last = last_round_on()
    if last is None or last < ctx.today.replace(day=1):
        make_ratings(ctx, MakeRatings())


@subscribe(FindingOpened)
def weigh_finding(ctx: Ctx, event: FindingOpened) -> None:
    """A finding weighs from the day it is made."""
    _again(ctx, place_of_finding(event.finding_id))


@subscribe(FindingSettled)
def unweigh_finding(ctx: Ctx, event: FindingSettled) -> None:
    """Once settled it weighs less, or nothing."""
    _again(ctx, place_of_finding(event.finding_id))


@subscribe(IncidentReported)
def weigh_incident(ctx: Ctx, event: IncidentReported) -> None:
    _again(ctx, event.institution_id)


@subscribe(FactRecorded)
def weigh_fact(ctx: Ctx, event: FactRecorded) -> None:
    """What the record of credit says of an institution."""
    if event.subject_kind == SubjectKind.INSTITUTION:
        _again(ctx, int(event.subject_key))


def _again(ctx: Ctx, institution_id: int | None) -> None:
    """Before the first round there is nothing to be made again; an institution that is not rated is passed over."""
    if institution_id is not None and last_round_on() is not None:
        make_ratings(ctx, MakeRatings((institution_id,), Cause.EVENT.value))
