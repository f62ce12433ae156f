"""When permits take the place of filings: a clock of every filed institution until it has its permit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RemindConversions
from tuoyu.operations.filing.policy import Transition, transition_at
from tuoyu.operations.filing.queries.footing import conversion_clocks, footings
from tuoyu.operations.filing.words import CONVERSION_CLOCK, CaseKind
from tuoyu.registers.institutions.models import Institution

AT_ONCE = 500


@service(permissions.REMIND_CONVERSIONS)
def remind_conversions(ctx: Ctx, command: RemindConversions) -> int:
    """Start the clock of every filed institution without one; stop those of whom nothing is asked any more.

    Of all institutions that have an account, or of some. A transition that was moved moves the clocks. Returns how many
    were started.
    """
    rows = Institution.objects.unscoped("the filing of every institution").filter(unit__isnull=False)
    if command.institution_ids:
        rows = rows.filter(pk__in=command.institution_ids)
    transition = transition_at(ctx.today, ctx.area)
    started, last = 0, 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        started, last = started + _settle(ctx, transition, some), some[-1].pk
    journal(ctx, permissions.REMIND_CONVERSIONS, note=f"{started} 家机构开始备案换许可计时")
    return started


def _settle(ctx: Ctx, transition: Transition | None, institutions: Sequence[Institution]) -> int:
    """Bring the clocks of these institutions in line with what they hold. Returns how many were started."""
    footing = footings(institutions, ctx.today, ctx.area)
    owed = {
        each.pk: _term(transition, each)
        for each in institutions
        if transition and footing[each.pk].owes_permit
    }
    running = {clock.subject_id: clock for clock in conversion_clocks(footing)}
    kept = {pk for pk, clock in running.items() if pk in owed and clock.due_on == owed[pk].due_on}
    stale = [clock.pk for pk, clock in running.items() if pk not in kept]
    conversion_clocks(footing).filter(pk__in=stale).update(cancelled_on=ctx.today)
    begun = [each for each in institutions if each.pk in owed and each.pk not in kept]
    for each in begun:
        _start(ctx, each, owed[each.pk])
    return len(begun)


@dataclass(frozen=True, slots=True)
class Term:
    started_on: date
    due_on: date


def _term(transition: Transition, institution: Institution) -> Term:
    """From the first day of permits, or its filing where that came later, to the end of the transition."""
    started_on = max(transition.since, institution.filed_on or transition.since)
    return Term(started_on, max(transition.until, started_on))


def _start(ctx: Ctx, institution: Institution, term: Term) -> None:
    start_clock(
        ctx,
        CONVERSION_CLOCK,
        institution,
        unit_id=institution.unit_id or 0,
        title=f"{CaseKind.CONVERSION.label} {institution.name}",
        link="/filing/home/",
        started_on=term.started_on,
        due_on=term.due_on,
    )
