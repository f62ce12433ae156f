"""Charts as plain data: ECharts options without a line of JavaScript, and the same figures as a table.

Colours are named as tokens (``token:sprout``) and looked up by the page, so a chart follows high contrast.
No legend: the line is labelled at its end; lines differ by width and dash, so they read in black and white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuoyu.foundation.ui.formats import Number, figure
from tuoyu.foundation.ui.words import NOTHING

Values = Sequence[Number | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """``name`` is unique on its page (letters, digits, -). ``summary`` is what a reader who sees no picture hears."""

    name: str
    title: str
    option: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summary: str
    note: str = ""
    is_tall: bool = False

    @property
    def data_id(self) -> str:
        return f"chart-{self.name}-option"


def trend_chart(
    name: str,
    title: str,
    periods: Sequence[str],
    actual: Values,
    *,
    pace: Values = (),
    target: Number | None = None,
    unit: str = "",
    note: str = "",
) -> Chart:
    """Actual (bold), pace (dashed) and target (thin) over time. ``None`` is a gap: nothing is drawn and nothing guessed."""
    last = next((value for value in reversed(actual) if value is not None), None)
    series = [_actual(actual, last, unit)]
    if pace:
        series.append(_line(pace, "进度线", {"type": [5, 4], "width": 1.25, "color": "token:ink-3"}))
    if target is not None:
        line = _line([target] * len(periods), "目标", {"width": 1.25, "color": "token:warn"})
        series.append(line | _end_label(f"目标 {figure(target)}{unit}", "token:warn", 500))
    shown = [float(value) for value in (*actual, *pace, target) if value is not None]
    option = _FRAME | {
        "grid": {"left": 8, "right": 72, "top": 20, "bottom": 4, "containLabel": True},
        "xAxis": _category_axis(periods, has_gap=False),
        "yAxis": _value_axis(unit, shown),
        "series": series,
    }
    columns = ("时间", "实际", *(("进度线",) if pace else ()), *(("目标",) if target is not None else ()))
    rows = tuple(
        (
            period,
            _at(actual, at, unit),
            *((_at(pace, at, unit),) if pace else ()),
            *_target_cell(target, unit),
        )
        for at, period in enumerate(periods)
    )
    return Chart(name, title, option, columns, rows, _trend_words(title, periods, actual, target, unit), note)


def bar_chart(
    name: str,
    title: str,
    labels: Sequence[str],
    values: Values,
    *,
    target: Number | None = None,
    unit: str = "",
    note: str = "",
) -> Chart:
    """Bars lying down, one a label, each with its figure at the end; a thin line marks the target."""
    bars: dict[str, Any] = {
        "type": "bar",
        "data": [_plain(value) for value in values],
        "barMaxWidth": 16,
        "itemStyle": {"color": "token:sprout", "borderRadius": [0, 3, 3, 0]},
        "label": {"show": True, "position": "right", "color": "token:ink-2", "formatter": f"{{c}}{unit}"},
    }
    if target is not None:
        bars["markLine"] = {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": "token:warn", "type": "solid", "width": 1.25},
            "label": {
                "formatter": f"目标 {figure(target)}{unit}",
                "color": "token:warn",
                "position": "start",
            },
            "data": [{"xAxis": _plain(target)}],
        }
    option = _FRAME | {
        "grid": {"left": 8, "right": 56, "top": 24, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "yAxis": _category_axis(labels, has_gap=True) | {"inverse": True, "axisLine": {"show": False}},
        "series": [bars],
    }
    rows = tuple((label, _at(values, at, unit)) for at, label in enumerate(labels))
    known = [(value, label) for value, label in zip(values, labels, strict=True) if value is not None]
    summary = f"{title}：没有数据。"
    if known:
        (most, top), (least, low) = max(known), min(known)
        summary = f"{title}：最高 {top} {figure(most)}{unit}，最低 {low} {figure(least)}{unit}。"
    return Chart(name, title, option, ("名称", "数值"), rows, summary, note, is_tall=len(labels) > 10)


_SPLIT: dict[str, Any] = {"lineStyle": {"color": "token:line-2"}}


_FRAME: dict[str, Any] = {
    "tooltip": {
        "trigger": "axis",
        "confine": True,
        "backgroundColor": "token:paper",
        "borderColor": "token:line",
        "textStyle": {"color": "token:ink", "fontSize": 12},
        "axisPointer": {"type": "line", "lineStyle": {"color": "token:edge", "type": "dotted"}},
    }
}


def _line(values: Values, name: str, style: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "data": [_plain(value) for value in values],
        "symbol": "none",
        "lineStyle": style,
        "itemStyle": {"color": style["color"]},
        "emphasis": {"disabled": True},
    }


def _actual(values: Values, last: Number | None, unit: str) -> dict[str, Any]:
    line = _line(values, "实际", {"width": 2.5, "color": "token:sprout"})
    line |= {"symbol": "circle", "symbolSize": 6, "showAllSymbol": len(values) <= 24, "z": 5}
    line["areaStyle"] = {"color": "token:sprout", "opacity": 0.07}
    return line | _end_label(f"{figure(last)}{unit}", "token:sprout", 600)


def _end_label(text: str, color: str, weight: int) -> dict[str, Any]:
    return {
        "endLabel": {
            "show": True,
            "formatter": text,
            "color": color,
            "fontWeight": weight,
            "fontSize": 12,
            "distance": 6,
        }
    }


def _category_axis(labels: Sequence[str], *, has_gap: bool) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(labels),
        "boundaryGap": has_gap,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": "token:line"}},
        "axisLabel": {"color": "token:ink-3", "fontSize": 12},
    }


def _value_axis(unit: str, shown: Sequence[float]) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "type": "value",
        "splitNumber": 4,
        "axisLabel": {
            "color": "token:ink-3",
            "fontSize": 12,
            "formatter": f"{{value}}{unit if unit == '%' else ''}",
        },
        "splitLine": _SPLIT,
    }
    if shown:
        low, high = min(shown), max(shown)
        # Rates far from zero are compared with each other, so their axis need not begin at zero.
        axis["scale"] = low > 0 and (high - low) < low
    return axis


def _plain(value: Number | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)


def _at(values: Values, at: int, unit: str) -> str:
    value = values[at] if at < len(values) else None
    return NOTHING if value is None else f"{figure(value)}{unit}"


def _target_cell(target: Number | None, unit: str) -> tuple[str, ...]:
    return () if target is None else (f"{figure(target)}{unit}",)


def _trend_words(title: str, periods: Sequence[str], actual: Values, target: Number | None, unit: str) -> str:
    known = [(period, value) for period, value in zip(periods, actual, strict=False) if value is not None]
    if not known:
        return f"{title}：还没有实际数据。"
    (first, start), (last, end) = known[0], known[-1]
    goal = f"，目标 {figure(target)}{unit}" if target is not None else ""
    return f"{title}：{first} {figure(start)}{unit}，{last} {figure(end)}{unit}{goal}。"
