"""Past penalties drawn: a strip of dots with the middle half as a box and the proposed sum as a mark. SVG, read aloud as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.formats import wan_yuan
from tuoyu.operations.supervision.rules.spread import PastCase, Spread

# Edges and height of the drawing, in units of its view box.
_LEFT, _RIGHT, _HEIGHT = 16.0, 584.0, 92
_AXIS = 56
_MOST_DOTS = 400


def spread_strip(cases: Sequence[PastCase], spread: Spread, proposed: int | None = None) -> SafeString:
    """One dot a case (the most alike first, at most 400), a box from quartile to quartile, a line at the median."""
    if not spread.count or spread.low is None or spread.high is None:
        return SafeString("")
    sums = [spread.low, spread.high, *([proposed] if proposed is not None else [])]
    low, high = min(sums), max(sums)
    return format_html(
        '<svg class="ty-spread" role="img" aria-label="{}" viewBox="0 0 600 {}">{}{}{}{}</svg>',
        spread_sentence(spread, proposed),
        _HEIGHT,
        _box(spread, low, high),
        _dots(cases[:_MOST_DOTS], low, high),
        _mark(proposed, low, high),
        _scale(low, high),
    )


def spread_sentence(spread: Spread, proposed: int | None = None) -> str:
    """What the drawing shows, in words."""
    if not spread.count:
        return "没有同类的以往案例。"
    said = f"同类以往案例 {spread.count} 件"
    if spread.low == spread.high:
        said += f"，{'都' if spread.count > 1 else ''}罚 {wan_yuan(spread.low)}"
    else:
        said += (
            f"：最低 {wan_yuan(spread.low)}，中间一半 {wan_yuan(spread.q1)}至"
            f" {wan_yuan(spread.q3)}，中位数 {wan_yuan(spread.median)}，最高 {wan_yuan(spread.high)}"
        )
    return f"{said}；这件拟罚 {wan_yuan(proposed)}。" if proposed is not None else f"{said}。"


def _at(fen: int, low: int, high: int) -> str:
    share = (fen - low) / (high - low) if high > low else 0.5
    return f"{_LEFT + share * (_RIGHT - _LEFT):.1f}"


def _box(spread: Spread, low: int, high: int) -> SafeString:
    q1, q3, median = (_at(value or 0, low, high) for value in (spread.q1, spread.q3, spread.median))
    width = f"{max(float(q3) - float(q1), 2.0):.1f}"
    return format_html(
        '<line class="ty-spread-axis" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<rect class="ty-spread-box" x="{}" y="30" width="{}" height="26" rx="3"/>'
        '<line class="ty-spread-median" x1="{}" x2="{}" y1="30" y2="56"/>',
        _at(spread.low or 0, low, high), _at(spread.high or 0, low, high), _AXIS, _AXIS, q1, width, median, median,
    )  # fmt: skip


def _dots(cases: Sequence[PastCase], low: int, high: int) -> SafeString:
    stacked: dict[str, int] = {}
    spots = []
    for case in cases:
        x = _at(case.fine_fen, low, high)
        level = stacked.get(x, 0)
        stacked[x] = level + 1
        spots.append((x, _AXIS - 13 + min(level, 3) * 4, case.number, wan_yuan(case.fine_fen)))
    return format_html_join(
        "", '<circle class="ty-spread-dot" cx="{}" cy="{}" r="4"><title>{}：{}</title></circle>', spots
    )


def _mark(proposed: int | None, low: int, high: int) -> SafeString:
    if proposed is None:
        return SafeString("")
    x = _at(proposed, low, high)
    anchor = "start" if float(x) < 120 else "end" if float(x) > 480 else "middle"
    return format_html(
        '<line class="ty-spread-mark" x1="{}" x2="{}" y1="20" y2="66"/>'
        '<text class="ty-spread-mark-text" x="{}" y="14" text-anchor="{}">这件 {}</text>',
        x, x, x, anchor, wan_yuan(proposed),
    )  # fmt: skip


def _scale(low: int, high: int) -> SafeString:
    if high == low:
        return format_html(
            '<text class="ty-spread-text" x="300" y="84" text-anchor="middle">{}</text>', wan_yuan(low)
        )
    return format_html(
        '<text class="ty-spread-text" x="{}" y="84">{}</text>'
        '<text class="ty-spread-text" x="{}" y="84" text-anchor="end">{}</text>',
        _LEFT, wan_yuan(low), _RIGHT, wan_yuan(high),
    )  # fmt: skip
