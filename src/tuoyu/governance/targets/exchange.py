"""Numbers come in by file: one line a period and area, through the same service as the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.exchange.services import Committed, RowsRefused, commit_rows, dry_run
from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn, WrongValue
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.governance.targets import permissions, words
from tuoyu.governance.targets.commands import ImportObservations, RecordObservation
from tuoyu.governance.targets.models import Indicator, Observation
from tuoyu.governance.targets.queries import area_names
from tuoyu.governance.targets.rules.periods import read_period
from tuoyu.governance.targets.services import record_observation
from tuoyu.governance.targets.words import Period
from tuoyu.kernel.context import Ctx

SOURCE_SYSTEM = "upload"


def observation_sheet(ctx: Ctx, indicator: Indicator) -> Sheet:
    """The columns of an upload; the counts are called as the indicator calls them."""
    period = Period(indicator.period)
    columns = [
        SheetColumn(
            "period_on",
            "时期",
            is_required=True,
            help=f"已经结束的{period.label}",
            example=words.PERIOD_EXAMPLES[period],
            parse=partial(_read_period, period=period),
        ),
        SheetColumn(
            "area",
            "范围",
            ColumnKind.CHOICE,
            is_required=True,
            choices=tuple(area_names(ctx.area).items()),
            aliases=("街镇", "街道", "区划"),
            help="全区写区名，街镇写全称",
        ),
        _count_column(
            "numerator", "分子" if indicator.denominator_label else "数值", indicator.numerator_label
        ),
    ]
    if indicator.denominator_label:
        columns.append(_count_column("denominator", "分母", indicator.denominator_label))
    columns.append(SheetColumn("source", "数据来源", is_required=True, help="从哪份台账、报表或调查来的"))
    return Sheet(
        f"targets.observation.{indicator.code}",
        indicator.name,
        tuple(columns),
        identity=("period_on", "area"),
    )


@service(permissions.RECORD)
def import_observations(ctx: Ctx, command: ImportObservations) -> Committed:
    """Write every line of the file, or none. Raises ``RowsRefused`` with every line that cannot be taken."""
    indicator: Indicator = require(ctx, permissions.RECORD, Indicator.objects.all(), command.indicator_id)
    sheet = observation_sheet(ctx, indicator)
    read = dry_run(ctx, sheet, command.name, command.content)
    if not read.is_ok:
        raise RowsRefused(read.errors)
    done = commit_rows(ctx, sheet, read.rows, partial(_write, indicator), source_system=SOURCE_SYSTEM)
    journal(ctx, permissions.RECORD, indicator, note=words.imported(done.written, done.repeated))
    return done


def _write(indicator: Indicator, ctx: Ctx, row: Mapping[str, Any]) -> Observation:
    command = RecordObservation(
        indicator_id=indicator.pk,
        period_on=row["period_on"],
        area=row["area"],
        numerator=row["numerator"],
        denominator=row.get("denominator"),
        source=row["source"],
    )
    return record_observation(ctx, command)


def _read_period(text: Any, *, period: Period) -> date:
    found = read_period(str(text), period)
    if found is None:
        raise WrongValue(words.unread_period(period))
    return found


def _count_column(key: str, label: str, called: str) -> SheetColumn:
    """A count; what the indicator calls it explains the column and may head it, too."""
    aliases = (called,) if called and called != label else ()
    return SheetColumn(key, label, ColumnKind.DECIMAL, is_required=True, help=called, aliases=aliases)
