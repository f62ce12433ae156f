"""Numbers: written down, corrected, drawn from the systems of record. None is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from tuoyu.foundation.access.services import require, require_any
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.figures.registry import Count
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C1
from tuoyu.governance.targets import permissions
from tuoyu.governance.targets.commands import (
    CorrectObservation,
    Evidence,
    PullObservations,
    RecordObservation,
)
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.policy import change_to_confirm
from tuoyu.governance.targets.queries import area_name, area_names, source_of
from tuoyu.governance.targets.rules.measures import value_of
from tuoyu.governance.targets.rules.observing import (
    Labels,
    Reading,
    check_change,
    check_counts,
    check_period,
)
from tuoyu.governance.targets.rules.periods import end_day, last_complete
from tuoyu.governance.targets.words import Origin, Period, joined, period_name, plain
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused, demand

PULL_REASON = "系统重新取数，与原记录不同"


@service(permissions.RECORD)
def record_observation(ctx: Ctx, command: RecordObservation) -> Observation:
    """Write down a typed number of a period that has ended; a second number for the same period is a correction."""
    indicator = require(ctx, permissions.RECORD, Indicator.objects.all(), command.indicator_id)
    _demand_defined(indicator)
    _demand_area(ctx, command.area)
    demand(check_period(command.period_on, Period(indicator.period), ctx.today), status=422)
    _refuse_second(ctx, indicator, command.period_on, command.area)
    reading = Reading(command.period_on, command.numerator, command.denominator)
    _demand_sound(ctx, indicator, reading, command.area, is_checked=command.is_checked)
    written = _Written(reading, command.area, Origin.TYPED, command.source, _keep(ctx, command.evidence))
    observation = _write(ctx, indicator, written)
    journal(ctx, permissions.RECORD, observation, fields=("numerator", "denominator", "value", "source"))
    return observation


@service(permissions.CORRECT)
def correct_observation(ctx: Ctx, command: CorrectObservation) -> Observation:
    """A new row in place of a wrong one. The wrong one stays, marked, with the reason beside the new."""
    wrong = require(
        ctx,
        permissions.CORRECT,
        Observation.objects.select_related("indicator"),
        command.observation_id,
        lock=True,
    )
    if wrong.is_corrected:
        raise Refused.because(
            "targets.observation.corrected",
            "这条数据已经更正过了。",
            next_step="请更正最新的那一条；刷新页面可以看到。",
        )
    reading = Reading(wrong.period_on, command.numerator, command.denominator)
    _demand_sound(ctx, wrong.indicator, reading, wrong.area, is_checked=command.is_checked)
    if (reading.numerator, reading.denominator) == (wrong.numerator, wrong.denominator):
        raise Refused.because(
            "targets.observation.same",
            "填的数和原来一样，没有可更正的。",
            status=422,
            next_step="请填写正确的数；不需要更正的，返回即可。",
            field="numerator",
        )
    written = _Written(reading, wrong.area, Origin.TYPED, command.source, _keep(ctx, command.evidence))
    observation = _replace(ctx, wrong, written, command.reason)
    journal(ctx, permissions.CORRECT, observation, fields=("numerator", "denominator", "value", "reason"))
    return observation


@service(permissions.RECORD)
def pull_observations(ctx: Ctx, command: PullObservations) -> int:
    """Draw the figures of the period that has just ended from the systems of record. Returns how many rows were written.

    A figure replaces what was typed, or drawn before, when it differs: as a correction, so both stay readable.
    """
    require_any(ctx, permissions.RECORD)
    period_on = last_complete(ctx.today, command.period)
    written = 0
    rows = Indicator.objects.unscoped("figures are drawn for all").filter(period=str(command.period))
    for indicator in rows.exclude(source_key="").order_by("pk"):
        source = source_of(indicator)
        if source is None:
            continue
        for area in area_names(ctx.area):
            count = source.compute(
                ctx, end_day(period_on, command.period), None if area == ctx.area else area
            )
            written += _pull(ctx, indicator, period_on, area, count, source.label)
    journal(
        ctx, permissions.RECORD, note=f"{period_name(period_on, command.period)}系统取数，写入 {written} 条"
    )
    return written


@dataclass(frozen=True, slots=True)
class _Written:
    """What goes into a row, besides who and when."""

    reading: Reading
    area: str
    origin: Origin
    source: str
    evidence: StoredFile | None = None


def _pull(ctx: Ctx, indicator: Indicator, period_on: date, area: str, count: Count, source: str) -> int:
    """Write one drawn figure where it says something new; 1 when a row was written."""
    numerator = Decimal(count.numerator)
    denominator = None if count.denominator is None else Decimal(count.denominator)
    if denominator == 0:
        return 0
    known = _current(indicator, period_on, area)
    if known and (known.numerator, known.denominator) == (numerator, denominator):
        return 0
    written = _Written(Reading(period_on, numerator, denominator), area, Origin.SYSTEM, source)
    if known:
        _replace(ctx, known, written, PULL_REASON)
    else:
        _write(ctx, indicator, written)
    return 1


def _replace(ctx: Ctx, wrong: Observation, written: _Written, reason: str) -> Observation:
    wrong.is_corrected = True
    wrong.save(update_fields=["is_corrected"])
    return _write(ctx, wrong.indicator, written, corrects=wrong, reason=reason)


def _write(
    ctx: Ctx,
    indicator: Indicator,
    written: _Written,
    *,
    corrects: Observation | None = None,
    reason: str = "",
) -> Observation:
    reading = written.reading
    observation = Observation(
        indicator=indicator,
        period_on=reading.period_on,
        area=written.area,
        numerator=reading.numerator,
        denominator=reading.denominator,
        value=value_of(reading.numerator, reading.denominator, indicator.scale),
        origin=written.origin.value,
        source=written.source,
        evidence=written.evidence,
        recorded_by=ctx.actor.name,
        recorded_unit=ctx.actor.posts[0].unit_name if ctx.actor.posts else "",
        recorded_at=ctx.now,
        corrects=corrects,
        reason=reason,
    )
    try:
        with transaction.atomic():
            observation.save(force_insert=True)
    except IntegrityError:
        # Somebody else wrote the same period between our look and our write.
        _refuse_second(ctx, indicator, reading.period_on, written.area)
        raise
    return observation


def _keep(ctx: Ctx, evidence: Evidence | None) -> StoredFile | None:
    return store_file(ctx, evidence.name, evidence.content, data_class=C1) if evidence else None


def _current(indicator: Indicator, period_on: date, area: str) -> Observation | None:
    rows = Observation.objects.unscoped("the number that counts").select_related("indicator")
    known: Observation | None = rows.filter(
        indicator=indicator, period_on=period_on, area=area, is_corrected=False
    ).first()
    return known


def _refuse_second(ctx: Ctx, indicator: Indicator, period_on: date, area: str) -> None:
    known = _current(indicator, period_on, area)
    if known is None:
        return
    shown = joined(plain(known.value, indicator.decimals), indicator.unit)
    when = period_name(period_on, Period(indicator.period))
    raise Refused.because(
        "targets.observation.duplicate",
        f"{area_name(ctx, area)}{when}已经有数：{shown}（{known.recorded_unit}{known.recorded_by}填报）。",
        next_step="要改这个数，请在数据列表里点“更正”。",
        field="period_on",
    )


def _demand_sound(ctx: Ctx, indicator: Indicator, reading: Reading, area: str, *, is_checked: bool) -> None:
    labels = Labels(indicator.numerator_label, indicator.denominator_label)
    demand(check_counts(reading, indicator.measure, labels), status=422)
    if is_checked:
        return
    rows = Observation.objects.unscoped("the period before").filter(
        indicator=indicator, area=area, is_corrected=False, period_on__lt=reading.period_on
    )
    before = rows.order_by("-period_on").first()
    allowed = change_to_confirm(ctx.today, ctx.area)
    demand(check_change(reading, before.point if before else None, allowed, labels), status=422)


def _demand_defined(indicator: Indicator) -> None:
    if not indicator.is_defined:
        raise Refused.because(
            "targets.indicator.undefined",
            f"“{indicator.name}”的口径还没有确定，填了也说不清是什么数。",
            next_step="请领导小组办公室先补充定义、分子和分母。",
        )


def _demand_area(ctx: Ctx, area: str) -> None:
    names = area_names(ctx.area)
    if area not in names:
        raise Refused.because(
            "targets.observation.area",
            f"没有代码为“{area}”的街镇。",
            status=422,
            next_step=f"请从列表中选择：{'、'.join(names.values())}。",
            field="area",
        )
