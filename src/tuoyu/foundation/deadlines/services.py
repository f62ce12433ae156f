"""Start, pause, resume, meet and cancel clocks. Called inside the transaction of the act they belong to."""

from __future__ import annotations

from datetime import date

from django.db.models import Model, QuerySet

from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.policy import DeadlineRule, deadline_at
from tuoyu.foundation.policy.calendars import work_calendar
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


def pause_clock(ctx: Ctx, clock: Clock, *, reason: str, basis: str) -> None:
    """Stop counting for a lawful reason, which is kept with its basis."""
    if clock.paused_on is not None or clock.met_on is not None:
        raise Refused.because(
            "deadlines.pause", "这个时限已经暂停或办结，不能再暂停。", next_step="刷新页面看最新状态。"
        )
    clock.paused_on = ctx.today
    clock.pauses = [
        *clock.pauses,
        {"from": ctx.today.isoformat(), "to": None, "reason": reason, "basis": basis},
    ]
    clock.save(update_fields=["paused_on", "pauses"])


def resume_clock(ctx: Ctx, clock: Clock) -> None:
    """Count on: the working days left at the pause are added from today."""
    if clock.paused_on is None:
        raise Refused.because(
            "deadlines.resume", "这个时限没有暂停，不需要恢复。", next_step="刷新页面看最新状态。"
        )
    calendar = work_calendar()
    left, _ = calendar.count_provisional(clock.paused_on, clock.due_on)
    clock.due_on, clock.is_provisional = calendar.add_provisional(ctx.today, max(left, 0))
    clock.pauses = [*clock.pauses[:-1], {**clock.pauses[-1], "to": ctx.today.isoformat()}]
    clock.paused_on = None
    clock.save(update_fields=["due_on", "is_provisional", "paused_on", "pauses"])


def redate_provisional_clocks(ctx: Ctx) -> int:
    """A calendar year was announced: recompute the open clocks that were dated provisionally. Returns how many moved."""
    moved = 0
    rows = Clock.objects.unscoped("calendar announced").filter(
        is_provisional=True, met_on__isnull=True, cancelled_on__isnull=True, paused_on__isnull=True
    )
    for clock in rows.select_for_update().order_by("pk"):
        due_on, is_provisional = due_day(
            deadline_at(clock.kind, clock.started_on, ctx.area), clock.started_on
        )
        if (due_on, is_provisional) != (clock.due_on, clock.is_provisional):
            clock.due_on, clock.is_provisional = due_on, is_provisional
            clock.save(update_fields=["due_on", "is_provisional"])
            moved += 1
    return moved


def _open(subject: Model, kind: str | None, unit_id: int | None) -> QuerySet[Clock]:
    rows = Clock.objects.unscoped("clocks of one subject").filter(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        met_on__isnull=True,
        cancelled_on__isnull=True,
    )
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows if unit_id is None else rows.filter(unit_id=unit_id)
