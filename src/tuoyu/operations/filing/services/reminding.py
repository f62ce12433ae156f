"""Papers and health certificates that end: a clock of the institution until a newer one is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model, Q, QuerySet

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import permissions
from tuoyu.operations.filing.commands import RemindMaterials
from tuoyu.operations.filing.queries.papers import materials_at, papers_of
from tuoyu.operations.filing.words import FILED_STANDINGS, HEALTH_CLOCK, PAPER_CLOCK
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.queries import health_ends

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Duty:
    """What an institution has to renew, by when, and the day it was filed."""

    kind: str
    subject: Model
    unit_id: int
    filed_on: date | None
    due_on: date
    title: str
    link: str

    @property
    def key(self) -> tuple[str, int, date]:
        return self.kind, self.subject.pk, self.due_on


@service(permissions.REMIND_MATERIALS)
def remind_materials(ctx: Ctx, command: RemindMaterials) -> int:
    """Start the clock of everything that ends soon; stop those of what was renewed. Of all institutions, or of some.

    Returns how many clocks were started.
    """
    rows = Institution.objects.unscoped("papers of every institution").filter(unit__isnull=False)
    if command.institution_ids:
        rows = rows.filter(pk__in=command.institution_ids)
    started, last = 0, 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        started, last = started + _settle(ctx, some), some[-1].pk
    journal(ctx, permissions.REMIND_MATERIALS, note=f"{started} 份证件开始提醒")
    return started


def _settle(ctx: Ctx, institutions: Sequence[Institution]) -> int:
    """Bring the clocks of these institutions in line with their papers. Returns how many were started."""
    alive = [each for each in institutions if each.standing in FILED_STANDINGS]
    over = [each for each in institutions if each.standing not in FILED_STANDINGS]
    _running(over).update(cancelled_on=ctx.today)
    running = {(row.kind, row.subject_id, row.due_on): row for row in _running(alive)}
    started = 0
    for duty in _duties(ctx, alive):
        if running.pop(duty.key, None) is None:
            _start(ctx, duty)
            started += 1
    renewed = [row.pk for row in running.values()]
    _running(alive).filter(pk__in=renewed).update(met_on=ctx.today)
    return started


def _duties(ctx: Ctx, institutions: Sequence[Institution]) -> Iterator[Duty]:
    ids = [each.pk for each in institutions]
    papers, people = papers_of(ctx, ids), health_ends(ids, ctx.today)
    paper_by, health_by = (_reminded_until(ctx, kind) for kind in (PAPER_CLOCK, HEALTH_CLOCK))
    for each in institutions:
        if each.unit_id is None:
            continue
        whose = each.unit_id, each.filed_on
        for paper in papers.get(each.pk, ()):
            if paper.until is not None and paper.until <= paper_by:
                title, link = (
                    f"更新{paper.rule.label} {each.name}",
                    f"/filing/materials/{paper.material.pk}/renew/",
                )
                yield Duty(PAPER_CLOCK, paper.material, *whose, paper.until, title, link)
        ends = [end for end in people.get(each.pk, ()) if end <= health_by]
        if ends:
            yield Duty(HEALTH_CLOCK, each, *whose, min(ends), f"更新健康合格证 {each.name}", "/workforce/")


def _reminded_until(ctx: Ctx, kind: str) -> date:
    return ctx.today + timedelta(days=deadline_at(kind, ctx.today, ctx.area).length)


def _running(institutions: Sequence[Institution]) -> QuerySet[Clock]:
    ids = [each.pk for each in institutions]
    return Clock.objects.unscoped("clocks of papers").filter(
        Q(kind=HEALTH_CLOCK, subject_id__in=ids)
        | Q(kind=PAPER_CLOCK, subject_id__in=materials_at(ids).values("pk")),
        met_on__isnull=True,
        cancelled_on__isnull=True,
    )


def _start(ctx: Ctx, duty: Duty) -> None:
    """The clock of a paper begins so long before it ends, but not before the institution was filed."""
    lead = timedelta(days=deadline_at(duty.kind, ctx.today, ctx.area).length)
    started_on = min(max(duty.due_on - lead, duty.filed_on or duty.due_on), duty.due_on)
    start_clock(
        ctx,
        duty.kind,
        duty.subject,
        unit_id=duty.unit_id,
        title=duty.title,
        link=duty.link,
        started_on=started_on,
        due_on=duty.due_on,
    )
