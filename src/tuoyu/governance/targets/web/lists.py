"""The list of all rows of an indicator. Each indicator has its own unit, so its list is made for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tuoyu.foundation.ui.lists import Column, ColumnKind, Empty, Filter, FilterKind, ListSpec, Row
from tuoyu.governance.targets.models import Indicator
from tuoyu.governance.targets.queries import area_names
from tuoyu.governance.targets.words import Origin, Period, joined, period_name, plain
from tuoyu.kernel.context import Ctx


def observation_spec(indicator: Indicator) -> ListSpec:
    return _spec(
        indicator.name,
        indicator.unit,
        indicator.decimals,
        Period(indicator.period),
        indicator.denominator_label,
    )


@lru_cache(maxsize=128)
def _spec(name: str, unit: str, decimals: int, period: Period, denominator: str) -> ListSpec:
    def when(value: Any, _row: Row) -> str:
        return period_name(value, period)

    def shown(value: Any, _row: Row) -> str:
        return joined(f"{value:,.{decimals}f}", unit)

    def count(value: Any, _row: Row) -> str:
        return "—" if value is None else plain(value)

    def exported(value: Any, _row: Row) -> Any:
        return value

    columns = [
        Column("period_on", "时期", cell=when, is_sortable=True),
        Column("area", "范围", cell=_area, export=_area, is_sortable=True),
        Column("value", "数值", ColumnKind.NUMBER, cell=shown, export=exported, is_sortable=True),
        Column("numerator", "分子", ColumnKind.NUMBER, cell=count, export=exported),
        *(
            [Column("denominator", "分母", ColumnKind.NUMBER, cell=count, export=exported)]
            if denominator
            else []
        ),
        Column("origin", "来源方式", labels=Origin),
        Column("source", "数据来源"),
        Column("recorded_by", "填报人", cell=_recorder, export=_recorder),
        Column("recorded_at", "填报时间", ColumnKind.MOMENT),
        Column("is_corrected", "状态", pills={True: ("none", "已被更正"), False: ("ok", "有效")}),
        Column("reason", "更正原因"),
    ]
    return ListSpec(
        name="targets.observation",
        title=f"{name}的全部数据",
        columns=tuple(columns),
        filters=(
            Filter("area", "范围", FilterKind.MULTI, choices=_areas),
            Filter("period_on", "时期", FilterKind.DATES),
            Filter("origin", "来源方式", choices=tuple(Origin.choices())),
            Filter("is_corrected", "已被更正", FilterKind.BOOLEAN),
        ),
        default_sort="-period_on",
        empty=Empty("还没有数据", f"“{name}”还没有人填报，也没有系统取数。", "chart-line"),
        export_name=name,
        extra_fields=("recorded_unit",),
    )


def _area(value: Any, _row: Row) -> str:
    return area_names(str(value)[:6]).get(str(value), str(value))


def _recorder(value: Any, row: Row) -> str:
    return f"{row['recorded_unit']} {value}".strip()


def _areas(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    return tuple(area_names(ctx.area).items())
