"""Small drawings as SVG attributes (the security policy forbids inline styles): progress bar, heat strip, sparkline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.formats import Number, figure
from tuoyu.foundation.ui.words import Light


def bar(value: Number | None, target: Number | None = None, top: Number = 100, label: str = "") -> SafeString:
    """A bar of ``value`` out of ``top`` with a tick at ``target``; spoken as a sentence."""
    full = float(top) or 1.0
    width = _clamp(float(value) / full * 100) if value is not None else 0.0
    spoken = f"{label or '进度'}：{figure(value)}" + (
        f"，目标 {figure(target)}" if target is not None else ""
    )
    tick = SafeString("")
    if target is not None:
        at = min(max(_clamp(float(target) / full * 100), 0.4), 99.6)
        tick = format_html('<line class="tick" x1="{}%" x2="{}%" y1="0" y2="12"/>', f"{at:.2f}", f"{at:.2f}")
    return format_html(
        '<svg class="ty-bar" role="img" aria-label="{}" width="100%" height="12">'
        '<rect class="track" x="0" y="3" width="100%" height="6" rx="3"/>'
        '<rect class="fill" x="0" y="3" width="{}%" height="6" rx="3"/>{}</svg>',
        spoken,
        f"{width:.2f}",
        tick,
    )


def heat_strip(days: Sequence[tuple[str, str]], label: str = "") -> SafeString:
    """A strip of days: (name of the day, light). Height and colour differ by light, so it reads in black and white."""
    counts = {light: sum(1 for _, state in days if state == light) for light in dict(Light.choices())}
    spoken = "，".join(f"{Light.label_of(light)} {count} 天" for light, count in counts.items() if count)
    cells = format_html_join(
        "",
        '<rect class="ty-heat-{}" x="{}" y="{}" width="8" height="{}" rx="1.5"><title>{}：{}</title></rect>',
        (
            (light, at * 10, *_heat_box(light), day, Light.label_of(light))
            for at, (day, light) in enumerate(days)
        ),
    )
    return format_html(
        '<svg class="ty-heat" role="img" aria-label="{}" viewBox="0 0 {} 24" preserveAspectRatio="none">{}</svg>',
        f"{label}：{spoken}" if label else spoken or "没有记录",
        max(len(days) * 10 - 2, 8),
        cells,
    )


def spark(values: Iterable[Number | None], label: str = "") -> SafeString:
    """A line the size of a word; gaps stay gaps."""
    numbers = [None if value is None else float(value) for value in values]
    known = [number for number in numbers if number is not None]
    if len(known) < 2:
        return format_html('<span class="ty-law">{}</span>', "数据不足")
    low, high = min(known), max(known)
    scale = 18 / (high - low) if high > low else 0
    step = 76 / max(len(numbers) - 1, 1)
    spots = [None if n is None else (2 + i * step, 21 - (n - low) * scale) for i, n in enumerate(numbers)]
    lines = [(a[0], a[1], b[0], b[1]) for a, b in pairwise(spots) if a and b]
    drawn = format_html_join(
        "", '<line x1="{}" y1="{}" x2="{}" y2="{}"/>', (tuple(f"{n:.1f}" for n in ln) for ln in lines)
    )
    spoken = f"{label or '走势'}：从 {figure(known[0])} 到 {figure(known[-1])}"
    return format_html(
        '<svg class="ty-spark" role="img" aria-label="{}" viewBox="0 0 80 24">{}</svg>', spoken, drawn
    )


def _clamp(percent: float) -> float:
    return min(max(percent, 0.0), 100.0)


def _heat_box(light: str) -> tuple[int, int]:
    """Top and height of a day: the worse, the taller; unknown is hollow (by its class)."""
    return {"bad": (0, 24), "warn": (6, 18)}.get(light, (12, 12))
