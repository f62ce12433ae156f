"""Start, pause, resume, meet, cancel and correct clocks. Called inside the transaction of the act they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, QuerySet

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.policy import DeadlineRule, deadline_at
from tuoyu.foundation.deadlines.rules import due_after_pause
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.vault.bulk import Column, Same, insert_columns
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import Refused


def start_clock(
    ctx: Ctx, kind: str, subject: Model, *, unit_id: int, title: str, link: str, started_on: date | None = None,
    due_on: date | None = None,
) -> Clock:  # fmt: skip
    """Start a clock of ``kind`` (a key under ``deadlines.`` in policy) for a unit.

    ``started_on`` (today unless told) is not counted; ``due_on`` is given only where the plan itself fixes the day.
    """
    started = started_on or ctx.today
    rule = deadline_at(kind, started, ctx.area)
    day, is_provisional = (due_on, False) if due_on else due_day(rule, started)
    return Clock.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        title=title[:200],
        link=link,
        unit_id=unit_id,
        role=rule.owner_role,
        started_on=started,
        due_on=max(day, started),
        warn_days=rule.warn_before,
        is_provisional=is_provisional,
        is_unverified=rule.is_unverified,
        basis=rule.basis,
        policy_fingerprint=rule.fingerprint,
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """What ``start_clock`` and ``meet_clocks`` are told of one subject."""

    subject_id: int
    title: str
    link: str
    started_on: date


def record_met_duties(ctx: Ctx, kind: str, model: type[Model], unit_id: int, duties: Sequence[Duty]) -> None:
    """``start_clock`` and ``meet_clocks`` for many new subjects whose duty was done with the act that made them."""
    terms = {day: deadline_at(kind, day, ctx.area) for day in {duty.started_on for duty in duties}}
    ends = {day: due_day(rule, day) for day, rule in terms.items()}
    rules = [terms[duty.started_on] for duty in duties]
    columns: dict[str, Column | Same] = {
        "kind": Same(kind),
        "subject_type": Same(model._meta.label_lower),
        "subject_id": [duty.subject_id for duty in duties],
        "title": [duty.title[:200] for duty in duties],
        "link": [duty.link for duty in duties],
        "unit_id": Same(unit_id),
        "role": [rule.owner_role for rule in rules],
        "started_on": [duty.started_on for duty in duties],
        "due_on": [max(ends[duty.started_on][0], duty.started_on) for duty in duties],
        "warn_days": [rule.warn_before for rule in rules],
        "is_provisional": [ends[duty.started_on][1] for duty in duties],
        "is_unverified": [rule.is_unverified for rule in rules],
        "basis": [rule.basis for rule in rules],
        "policy_fingerprint": [rule.fingerprint for rule in rules],
        "paused_on": Same(None),
        "pauses": Same([]),
        "gaps": Same([]),
        "met_on": Same(ctx.today),
        "cancelled_on": Same(None),
    }
    insert_columns(Clock, columns, len(duties))


def due_day(rule: DeadlineRule, started_on: date) -> tuple[date, bool]:
    """The day a clock started on ``started_on`` runs out, and whether an unannounced calendar year took part (暂定)."""
    if rule.unit == "working_days":
        return work_calendar().add_provisional(started_on, rule.length)
    if rule.unit == "months":
        return add_months(started_on, rule.length), False
    return date.fromordinal(started_on.toordinal() + rule.length), False


def meet_clocks(ctx: Ctx, subject: Model, *, kind: str | None = None, unit_id: int | None = None) -> int:
    """The duty was done today: stop the open clocks of the subject (of one kind, of one unit)."""
    return _open(subject, kind, unit_id).update(met_on=ctx.today, paused_on=None)


def cancel_clocks(ctx: Ctx, subject: Model, *, kind: str | None = None) -> int:
    """The duty fell away: stop the clocks without counting them as met."""
    return _open(subject, kind, None).update(cancelled_on=ctx.today, paused_on=None)


def reopen_clocks(subject: Model, *, kind: str) -> int:
    """The act that met the clock was taken back: the one met last runs on from where it was. Returns how many."""
    last = _of(subject).filter(kind=kind, met_on__isnull=False).order_by("-pk").first()
    if last is None:
        return 0
    return _of(subject).filter(pk=last.pk).update(met_on=None)


def last_clock(subject: Model, *, kind: str) -> Clock | None:
    """The newest clock of a kind of one subject, open or not, held to the end of the transaction."""
    return _of(subject).filter(kind=kind).select_for_update().order_by("-pk").first()


def reinstate_clock(ctx: Ctx, clock: Clock) -> None:
    """The duty had not fallen away: the clock counts on to the day it always had. ``gaps`` keeps when it stood cancelled."""
    if clock.cancelled_on is None:
        return
    clock.gaps = [*clock.gaps, {"from": clock.cancelled_on.isoformat(), "to": ctx.today.isoformat()}]
    clock.cancelled_on = None
    clock.save(update_fields=["gaps", "cancelled_on"])


def correct_clock(ctx: Ctx, clock: Clock, *, title: str, started_on: date, met_on: date | None) -> None:
    """What the clock rests on is known better now. From another day it counts by the rule of that day."""
    if (clock.title, clock.started_on, clock.met_on) == (title[:200], started_on, met_on):
        return
    if clock.started_on != started_on:
        rule = deadline_at(clock.kind, started_on, ctx.area)
        clock.started_on, clock.basis, clock.is_unverified = started_on, rule.basis, rule.is_unverified
        clock.role, clock.warn_days, clock.policy_fingerprint = (
            rule.owner_role,
            rule.warn_before,
            rule.fingerprint,
        )
        due_on, clock.is_provisional = _redated(ctx, clock)
        clock.due_on = max(due_on, started_on)
    clock.title, clock.met_on = title[:200], met_on
    clock.save()


def withdraw_clocks(subject: Model, *, kind: str) -> int:
    """No term ever held for the subject: the clocks rested on a wrong day and are taken out. Returns how many."""
    return _of(subject).filter(kind=kind).delete()[0]


def relink_clocks(subject: Model, *, title: str, link: str) -> int:
    """The subject moved to another page: its open clocks lead there."""
    return _open(subject, None, None).update(title=title[:200], link=link)


def pause_clock(ctx: Ctx, clock: Clock, *, reason: str, basis: str) -> Clock:
    """Stop counting for a lawful reason, which is kept with its basis."""
    clock = _locked(clock)
    if clock.paused_on is not None or clock.met_on is not None or clock.cancelled_on is not None:
        raise Refused.because(
            "deadlines.pause", "这个时限已经暂停或办结，不能再暂停。", next_step="刷新页面看最新状态。"
        )
    clock.paused_on = ctx.today
    clock.pauses = [
        *clock.pauses,
        {"from": ctx.today.isoformat(), "to": None, "reason": reason, "basis": basis},
    ]
    clock.save(update_fields=["paused_on", "pauses"])
    return clock


def resume_clock(ctx: Ctx, clock: Clock) -> Clock:
    """Count on: the working days left at the pause are added from today."""
    clock = _locked(clock)
    if clock.paused_on is None:
        raise Refused.because(
            "deadlines.resume", "这个时限没有暂停，不需要恢复。", next_step="刷新页面看最新状态。"
        )
    clock.due_on, is_provisional = due_after_pause(
        work_calendar(), clock.due_on, paused_on=clock.paused_on, resumed_on=ctx.today
    )
    clock.is_provisional = clock.is_provisional or is_provisional
    clock.pauses = [*clock.pauses[:-1], {**clock.pauses[-1], "to": ctx.today.isoformat()}]
    clock.paused_on = None
    clock.save(update_fields=["due_on", "is_provisional", "paused_on", "pauses"])
    return clock


def redate_provisional_clocks(ctx: Ctx) -> int:
    """A calendar year was announced: recompute the open clocks that were dated provisionally. Returns how many moved."""
    moved = 0
    rows = Clock.objects.unscoped("calendar announced").filter(
        is_provisional=True, met_on__isnull=True, cancelled_on__isnull=True, paused_on__isnull=True
    )
    for clock in rows.select_for_update().order_by("pk"):
        due_on, is_provisional = _redated(ctx, clock)
        if (due_on, is_provisional) != (clock.due_on, clock.is_provisional):
            clock.due_on, clock.is_provisional = due_on, is_provisional
            clock.save(update_fields=["due_on", "is_provisional"])
            moved += 1
    return moved


def _redated(ctx: Ctx, clock: Clock) -> tuple[date, bool]:
    """The due day counted again from the start, each pause that is over taken into account."""
    rule = deadline_at(clock.kind, clock.started_on, ctx.area)
    if rule.length == 0:  # its day was given, not counted
        return clock.due_on, clock.is_provisional
    due_on, is_provisional = due_day(rule, clock.started_on)
    for pause in clock.pauses:
        if pause["to"] is None:  # met or cancelled meanwhile: nothing was added
            continue
        first, last = date.fromisoformat(pause["from"]), date.fromisoformat(pause["to"])
        due_on, is_moved = due_after_pause(work_calendar(), due_on, paused_on=first, resumed_on=last)
        is_provisional = is_provisional or is_moved
    return due_on, is_provisional


def _locked(clock: Clock) -> Clock:
    """The row as it stands now, held to the end of the transaction: the page it was chosen on may be old."""
    return Clock.objects.unscoped("the clock to be paused or resumed").select_for_update().get(pk=clock.pk)


def _of(subject: Model) -> QuerySet[Clock]:
    rows = Clock.objects.unscoped("clocks of one subject")
    return rows.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


def _open(subject: Model, kind: str | None, unit_id: int | None) -> QuerySet[Clock]:
    rows = _of(subject).filter(met_on__isnull=True, cancelled_on__isnull=True)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows if unit_id is None else rows.filter(unit_id=unit_id)
